// SPDX-License-Identifier: MIT
#include "attn/model_config.hpp"

#include "attn/layer_spec.hpp"
#include "base/check.hpp"
#include "json/float_text.hpp"
#include "json/json_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <initializer_list>

namespace attn {

namespace {

/// The first of several names for the same thing that is there and not null.
struct Found {
  const Json *value = nullptr;
  std::string path;
};

Found find_any(const Json &json, std::initializer_list<const char *> keys,
               const char *parent = "config") {
  for (const char *key : keys) {
    const Json *value = find(json, key);
    if (value != nullptr && !value->is_null()) {
      return {value, joined({parent, ".", key})};
    }
  }
  return {};
}

std::string text_of(const Json &json, std::initializer_list<const char *> keys) {
  const Found found = find_any(json, keys);
  return found.value == nullptr ? "" : read_string(*found.value, found.path);
}

std::vector<float> channel_values(const Json &json, const char *key, const char *timm_key) {
  if (const Found found = find_any(json, {key}); found.value != nullptr) {
    return read_floats(*found.value, found.path, {});
  }
  const Found timm = find_any(json, {"pretrained_cfg"});
  if (timm.value == nullptr || !timm.value->is_object()) {
    return {};
  }
  const Found found = find_any(*timm.value, {timm_key}, "config.pretrained_cfg");
  return found.value == nullptr ? std::vector<float>() : read_floats(*found.value, found.path, {});
}

/// id2label is an object of numbers, or a list.
std::vector<std::string> labels_of(const Json &json) {
  const Found found = find_any(json, {"id2label"});
  if (found.value == nullptr) {
    return {};
  }
  if (found.value->is_array()) {
    return read_strings(*found.value, found.path);
  }
  if (!found.value->is_object()) {
    refuse(ErrorCode::kParse, {found.path, ": expected an object such as { \"0\": \"cat\" }"});
  }
  std::vector<std::string> labels(found.value->items().size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const std::string &key = found.value->keys()[i];
    std::size_t id = labels.size();
    const auto end = key.data() + key.size();
    if (std::from_chars(key.data(), end, id).ptr != end || id >= labels.size()) {
      refuse(ErrorCode::kRange, {found.path, ": expected the numbers 0 to ", labels.size() - 1,
                                 " as keys, got \"", key, "\""});
    }
    labels[id] = read_string(found.value->items()[i], joined({found.path, ".", key}));
  }
  return labels;
}

} // namespace

ModelConfig read_model_config(const Json &json) {
  if (!json.is_object()) {
    refuse(ErrorCode::kParse, {"config: expected an object"});
  }
  ModelConfig config;
  config.json = json;
  config.name = text_of(json, {"name", "architecture", "_name_or_path"});
  config.trained_on = text_of(json, {"trained_on"});
  config.model_type = text_of(json, {"model_type"});
  config.labels = labels_of(json);
  config.image_mean = channel_values(json, "image_mean", "mean");
  config.image_std = channel_values(json, "image_std", "std");
  return config;
}

} // namespace attn
