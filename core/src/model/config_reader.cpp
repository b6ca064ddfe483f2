// SPDX-License-Identifier: MIT
#include "model/config_reader.hpp"

#include "attn/layer_spec.hpp"
#include "base/check.hpp"
#include "json/float_text.hpp"
#include "json/json_reader.hpp"

#include <algorithm>
#include <vector>

namespace attn {

ConfigReader::Found ConfigReader::find(Keys keys) const {
  for (const char *key : keys) {
    const Json *value = object_ == nullptr ? nullptr : object_->find(key);
    if (value != nullptr && !value->is_null()) {
      return {value, path_of(key)};
    }
  }
  return {};
}

std::string ConfigReader::path_of(const char *key) const { return joined({path_, ".", key}); }

bool ConfigReader::is_null(const char *key) const {
  const Json *value = object_ == nullptr ? nullptr : object_->find(key);
  return value != nullptr && value->is_null();
}

Index ConfigReader::index(Keys keys, Index fallback) const {
  const Found found = find(keys);
  return found.value == nullptr ? fallback : read_index(*found.value, found.path, 0, kMaxIndex);
}

Index ConfigReader::size(Keys keys) const {
  const Found found = find(keys);
  return found.value == nullptr ? 0 : read_index(*found.value, found.path, 1, kMaxDimension);
}

float ConfigReader::epsilon(Keys keys, float fallback) const {
  const float value = number(keys, fallback);
  if (value < 0) {
    attn::refuse(ErrorCode::kRange,
                 {find(keys).path, ": expected a number from 0 on, got ", float_text(value)});
  }
  return value;
}

float ConfigReader::number(Keys keys, float fallback) const {
  const Found found = find(keys);
  return found.value == nullptr ? fallback : read_float(*found.value, found.path);
}

bool ConfigReader::flag(Keys keys, bool fallback) const {
  const Found found = find(keys);
  return found.value == nullptr ? fallback : read_bool(*found.value, found.path);
}

std::string ConfigReader::text(Keys keys, const char *fallback) const {
  const Found found = find(keys);
  return found.value == nullptr ? fallback : read_string(*found.value, found.path);
}

std::vector<Index> ConfigReader::indices(Keys keys) const {
  const Found found = find(keys);
  if (found.value == nullptr) {
    return {};
  }
  if (!found.value->is_array()) {
    return {read_index(*found.value, found.path, 0, kMaxIndex)};
  }
  return read_indices(*found.value, found.path, 0, kMaxIndex);
}

std::vector<float> ConfigReader::numbers(Keys keys) const {
  const Found found = find(keys);
  return found.value == nullptr ? std::vector<float>() : read_floats(*found.value, found.path, {});
}

std::vector<std::string> ConfigReader::texts(Keys keys) const {
  const Found found = find(keys);
  return found.value == nullptr ? std::vector<std::string>()
                                : read_strings(*found.value, found.path);
}

ConfigReader ConfigReader::inside(const char *key) const {
  const Found found = find({key});
  const bool is_object = found.value != nullptr && found.value->is_object();
  return ConfigReader(is_object ? found.value : nullptr, path_of(key));
}

void ConfigReader::only(const char *key, std::initializer_list<const char *> texts) const {
  const Found found = find({key});
  if (found.value == nullptr) {
    return;
  }
  const std::string text = read_string(*found.value, found.path);
  if (std::find(texts.begin(), texts.end(), text) == texts.end()) {
    attn::refuse(ErrorCode::kUnsupported,
                 {found.path, ": expected ", listed(std::vector<const char *>(texts)), ", got \"",
                  text, "\", which would be computed in another way"});
  }
}

void ConfigReader::only(const char *key, bool value) const {
  if (flag({key}, value) != value) {
    attn::refuse(ErrorCode::kUnsupported,
                 {path_of(key), ": expected ", value ? "true" : "false", ", got ",
                  value ? "false" : "true", ", which would be computed in another way"});
  }
}

void ConfigReader::only(const char *key, float value) const {
  const float got = number({key}, value);
  if (got != value) {
    attn::refuse(ErrorCode::kUnsupported,
                 {path_of(key), ": expected ", float_text(value), ", got ", float_text(got),
                  ", which would be computed in another way"});
  }
}

void ConfigReader::refuse(const char *key, const char *why) const {
  if (const Found found = find({key}); found.value != nullptr) {
    attn::refuse(ErrorCode::kUnsupported,
                 {found.path, ": ", why, ", got ", got_text(*found.value)});
  }
}

void ConfigReader::only_keys(std::span<const char *const> keys) const {
  if (object_ == nullptr || !object_->is_object()) {
    return;
  }
  for (const std::string &key : object_->keys()) {
    if (std::find(keys.begin(), keys.end(), std::string_view(key)) == keys.end()) {
      attn::refuse(ErrorCode::kUnsupported,
                   {path_of(key.c_str()), ": is not known, and could change what is computed"});
    }
  }
}

} // namespace attn
