// SPDX-License-Identifier: MIT
/// \file
/// Layer normalization of token rows, with the two numbers of each row that it is made with.
#pragma once

#include "attn/matrix.hpp"

#include <vector>

namespace attn {

/// y = (h − mean) / deviation · weight + bias, deviation = √(variance + epsilon), mean and (biased)
/// variance over the row. Ba, Kiros & Hinton 2016.
struct LayerNorm {
  RowVector weight;      ///< [d]
  RowVector bias;        ///< [d]
  float epsilon = 1e-5F; ///< from 0 on
};

/// Of one row.
struct RowScale {
  float mean = 0;      ///< of its numbers
  float deviation = 1; ///< > 0
};

/// Mean and variance are summed in double: rows of a trained model can be far from zero.
RowScale row_scale(const float *row, Index columns, float epsilon);

/// One normalized number, in the exact float operations that explanations repeat.
inline float normalized(float hidden, const RowScale &scale, float weight, float bias) {
  return (hidden - scale.mean) / scale.deviation * weight + bias;
}

/// Every row of `hidden` [n, d]; `scales` receives n entries.
Matrix normalize(const LayerNorm &norm, const Matrix &hidden, std::vector<RowScale> &scales);
/// The same for callers that need no scales.
Matrix normalize(const LayerNorm &norm, const Matrix &hidden);

} // namespace attn
