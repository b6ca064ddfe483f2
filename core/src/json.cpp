// SPDX-License-Identifier: MIT
#include "attn/json.hpp"

#include "attn/score_math.hpp"
#include "check.hpp"

namespace attn {

std::string float_text(float value) { return Json(value).dump(); }

void set(Json &object, const char *key, Json value) { object[key] = std::move(value); }

Json number_or_null(float value) { return value == kMasked ? Json(nullptr) : Json(value); }

Json to_json(const float *values, Index count) {
  Json list = Json::array();
  auto &items = list.get_ref<Json::array_t &>();
  items.reserve(static_cast<std::size_t>(count));
  for (Index i = 0; i < count; ++i) {
    items.push_back(number_or_null(values[i]));
  }
  return list;
}

Json to_json(const MatrixView &matrix) {
  Json rows = Json::array();
  auto &items = rows.get_ref<Json::array_t &>();
  items.reserve(static_cast<std::size_t>(matrix.rows()));
  for (Index i = 0; i < matrix.rows(); ++i) {
    items.push_back(to_json(matrix.data() + i * matrix.outerStride(), matrix.cols()));
  }
  return rows;
}

} // namespace attn
