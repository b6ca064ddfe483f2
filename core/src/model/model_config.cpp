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

Index size_of(const Json &json, std::initializer_list<const char *> keys) {
  const Found found = find_any(json, keys);
  if (found.value == nullptr) {
    return 0;
  }
  if (!found.value->is_array()) {
    return read_index(*found.value, found.path, 1, kMaxDimension);
  }
  const std::vector<Index> sides = read_indices(*found.value, found.path, 1, kMaxDimension);
  if (sides.empty() || std::count(sides.begin(), sides.end(), sides.front()) !=
                           static_cast<std::ptrdiff_t>(sides.size())) {
    refuse(ErrorCode::kUnsupported, {found.path, ": only squares are supported"});
  }
  return sides.front();
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

bool has_mean_pooling(const Json &json) {
  const Found pool = find_any(json, {"global_pool"});
  if (pool.value != nullptr && pool.value->is_string()) {
    return pool.value->text() == "avg";
  }
  const Found mean = find_any(json, {"use_mean_pooling"});
  return mean.value != nullptr && read_bool(*mean.value, mean.path);
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
  config.num_heads = size_of(json, {"num_attention_heads", "num_heads", "n_head"});
  config.patch_size = size_of(json, {"patch_size"});
  config.image_size = size_of(json, {"image_size"});
  config.num_channels = size_of(json, {"num_channels"});
  config.mean_pooling = has_mean_pooling(json);
  config.labels = labels_of(json);
  config.image_mean = channel_values(json, "image_mean", "mean");
  config.image_std = channel_values(json, "image_std", "std");
  if (const std::string name = text_of(json, {"hidden_act", "activation_function"});
      !name.empty()) {
    config.activation = activation_from_name(name);
  }
  const Found epsilon = find_any(json, {"layer_norm_eps", "layer_norm_epsilon"});
  if (epsilon.value != nullptr) {
    config.norm_epsilon = read_float(*epsilon.value, epsilon.path);
    if (*config.norm_epsilon < 0) {
      refuse(ErrorCode::kRange, {epsilon.path, ": expected a number from 0 on, got ",
                                 float_text(*config.norm_epsilon)});
    }
  }
  return config;
}

} // namespace attn
