// SPDX-License-Identifier: MIT
/// Reading the optional keys of a tokenizer.json; internal to the core.
#pragma once

#include "base/check.hpp"
#include "json/json_reader.hpp"

#include <string>
#include <string_view>

namespace attn {

/// An object of a tokenizer.json with its place, for messages. A key that is null is absent.
class TokenizerReader {
public:
  /// Throws Error(kParse) when it is no object.
  TokenizerReader(const Json &json, std::string_view path) : json_(json), path_(path) {
    if (!json.is_object()) {
      refuse_type(path, "an object", json);
    }
  }

  const std::string &path() const { return path_; }
  std::string path(std::string_view key) const { return joined({path_, ".", key}); }

  /// Null when absent.
  const Json *find(const char *key) const {
    const Json *value = json_.find(key);
    return value == nullptr || value->is_null() ? nullptr : value;
  }
  const Json &required(const char *key, const char *expected) const {
    return attn::required(json_, key, path(key), expected);
  }
  bool flag(const char *key, bool otherwise) const {
    const Json *value = find(key);
    return value == nullptr ? otherwise : read_bool(*value, path(key));
  }
  std::string text(const char *key, std::string_view otherwise) const {
    const Json *value = find(key);
    return value == nullptr ? std::string(otherwise) : read_string(*value, path(key));
  }
  std::string text(const char *key) const {
    return read_string(required(key, "a string"), path(key));
  }

  /// Throws Error(kUnsupported): `path: <what> is not known; known are <known>`.
  [[noreturn]] void refuse_unknown(std::string_view what, std::string_view known) const {
    refuse(ErrorCode::kUnsupported, {path_, ": ", what, " is not known; known are ", known});
  }

private:
  const Json &json_;
  std::string path_;
};

} // namespace attn
