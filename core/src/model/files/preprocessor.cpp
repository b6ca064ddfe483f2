// SPDX-License-Identifier: MIT
#include "model/files/preprocessor.hpp"

#include "base/check.hpp"
#include "json/float_text.hpp"
#include "json/json_reader.hpp"

#include <cmath>
#include <vector>

namespace attn {

namespace {

constexpr const char *kPreprocessor = "preprocessor_config.json";

std::string preprocessor_path(const char *key) { return joined({kPreprocessor, ".", key}); }

/// Null as good as absent.
const Json *told(const Json &json, const char *key) {
  const Json *value = find(json, key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

bool is_off(const Json &json, const char *key) {
  const Json *value = told(json, key);
  return value != nullptr && !read_bool(*value, preprocessor_path(key));
}

/// A value of 0 to 255 is multiplied by it; relative to 1 / 255.
float rescaling(const Json &json) {
  if (is_off(json, "do_rescale")) {
    return 255;
  }
  const Json *factor = told(json, "rescale_factor");
  if (factor == nullptr) {
    return 1;
  }
  const std::string path = preprocessor_path("rescale_factor");
  const float times = read_float(*factor, path) * 255;
  if (!(times > 0)) {
    refuse(ErrorCode::kRange,
           {path, ": expected a number above 0, got ", float_text(read_float(*factor, path))});
  }
  return std::abs(times - 1) < 1e-4F ? 1 : times; // many files have 0.00392
}

std::vector<float> per_channel_of(const Json &json, const char *key, float otherwise,
                                  bool is_normalized) {
  const Json *values = told(json, key);
  if (!is_normalized || values == nullptr) {
    return {otherwise};
  }
  return values->is_number() ? std::vector<float>{values->number<float>()}
                             : read_floats(*values, preprocessor_path(key), {});
}

/// A number, or height and width; null for anything else.
Json side_of(const Json *size) {
  if (size == nullptr || !size->is_object()) {
    return size == nullptr ? Json() : *size;
  }
  const Json *edge = told(*size, "shortest_edge");
  const Json *height = told(*size, "height");
  const Json *width = told(*size, "width");
  if (height == nullptr || width == nullptr) {
    return edge == nullptr ? Json() : *edge;
  }
  Json sides = Json::array();
  sides.add(*height);
  sides.add(*width);
  return sides;
}

} // namespace

Json pixel_config(const Json &preprocessor) {
  Json config = Json::object();
  const bool is_normalized = !is_off(preprocessor, "do_normalize");
  const float times = rescaling(preprocessor);
  const auto add = [&](const char *key, float otherwise) {
    Json list = Json::array();
    for (const float value : per_channel_of(preprocessor, key, otherwise, is_normalized)) {
      list.add(Json(value / times));
    }
    config.add(key, std::move(list));
  };
  if (!is_normalized || times != 1 || told(preprocessor, "image_mean") != nullptr) {
    add("image_mean", is_normalized ? 0.5F : 0);
    add("image_std", is_normalized ? 0.5F : 1);
  }
  const bool is_cropped = !is_off(preprocessor, "do_center_crop");
  Json side = is_cropped ? side_of(told(preprocessor, "crop_size")) : Json();
  if (side.is_null()) {
    side = side_of(told(preprocessor, "size"));
  }
  if (!side.is_null()) {
    config.add("image_size", std::move(side));
  }
  return config;
}

} // namespace attn
