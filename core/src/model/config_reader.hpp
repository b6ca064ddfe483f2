// SPDX-License-Identifier: MIT
/// Keys of a config.json that change a model's mathematics. A family asks for each of them by name,
/// with the value that the library takes where the key is absent; a value that it cannot compute is
/// refused with the key's name.
#pragma once

#include "attn/json.hpp"
#include "attn/matrix.hpp"

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace attn {

/// One object of the configuration. Keys that are absent or null are not there.
class ConfigReader {
public:
  /// `object` must outlive the reader; null = nothing is there.
  explicit ConfigReader(const Json *object, std::string path = "config")
      : object_(object), path_(std::move(path)) {}

  /// False where there is no such object.
  bool is_there() const { return object_ != nullptr; }

  using Keys = std::initializer_list<const char *>;

  /// The first of several names for the same thing.
  bool has(Keys keys) const { return find(keys).value != nullptr; }
  /// True where the file says that there is no such thing: "sliding_window": null.
  bool is_null(const char *key) const;
  /// Throws Error: kParse, kRange, kNotFinite, each with the key.
  Index index(Keys keys, Index fallback) const;
  /// From 1 on; 0 where it is absent.
  Index size(Keys keys) const;
  float number(Keys keys, float fallback) const;
  /// What is added to a variance: from 0 on.
  float epsilon(Keys keys, float fallback) const;
  bool flag(Keys keys, bool fallback) const;
  std::string text(Keys keys, const char *fallback) const;
  std::vector<Index> indices(Keys keys) const; ///< a number is a list of one; none = empty
  std::vector<float> numbers(Keys keys) const;
  std::vector<std::string> texts(Keys keys) const;

  /// The object under this key; an empty one where it is absent.
  ConfigReader inside(const char *key) const;

  /// Refuses every value but these. Throws Error(kUnsupported): `config.key: expected …, got …`.
  void only(const char *key, std::initializer_list<const char *> texts) const;
  void only(const char *key, bool value) const;
  void only(const char *key, float value) const;
  /// Refuses the key with any value but null.
  void refuse(const char *key, const char *why) const;
  /// Refuses a key that is none of these: it could change the mathematics.
  void only_keys(std::span<const char *const> keys) const;
  /// "config.rope_scaling", for messages.
  std::string path_of(const char *key) const;

private:
  struct Found {
    const Json *value = nullptr;
    std::string path;
  };
  Found find(Keys keys) const;

  const Json *object_;
  std::string path_;
};

} // namespace attn
