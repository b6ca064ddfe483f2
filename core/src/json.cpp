// SPDX-License-Identifier: MIT
#include "attn/json.hpp"

#include "attn/score_math.hpp"
#include "check.hpp"

namespace attn {

Json parse_json(std::string_view json_text) {
  try {
    return Json::parse(json_text.begin(), json_text.end());
  } catch (const Json::exception &error) {
    // "[json.exception.parse_error.101] parse error at line 1, column 5: …": drop the library's
    // tag.
    const std::string message = error.what();
    const std::size_t tag_end = message.find("] ");
    const std::string sentence =
        tag_end == std::string::npos ? message : message.substr(tag_end + 2);
    constexpr int kNumberOverflow = 406;
    refuse(error.id == kNumberOverflow ? ErrorCode::kNotFinite : ErrorCode::kParse,
           "JSON: " + sentence);
  }
}

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
