// SPDX-License-Identifier: MIT
/// \file
/// Normalization of token rows, with the two numbers of each row that it is made with.
#pragma once

#include "attn/matrix.hpp"

#include <vector>

namespace attn {

/// What is taken out of a row.
enum class NormKind {
  kLayer, ///< mean and standard deviation (Ba, Kiros & Hinton 2016)
  kRms,   ///< the root of the mean square alone (Zhang & Sennrich 2019)
};

/// y = (h − mean) / deviation · weight + bias. Layer norm: deviation = √(variance + epsilon), mean
/// and (biased) variance over the row. RMS norm: mean = 0, deviation = √(mean of h² + epsilon).
struct Norm {
  RowVector weight;                 ///< [d]
  RowVector bias;                   ///< [d]; size 0 = absent
  float epsilon = 1e-5F;            ///< from 0 on
  NormKind kind = NormKind::kLayer; ///< what is taken out
};

/// Of one row.
struct RowScale {
  float mean = 0;      ///< of its numbers; 0 for an RMS norm
  float deviation = 1; ///< > 0
};

/// Mean and variance are summed in double: rows of a trained model can be far from zero.
RowScale row_scale(const Norm &norm, const float *row, Index columns);

/// One normalized number, in the exact float operations that explanations repeat.
inline float normalized(float hidden, const RowScale &scale, float weight, float bias) {
  return (hidden - scale.mean) / scale.deviation * weight + bias;
}

/// √Σ h², at least 1e-12, as PyTorch's F.normalize has it; summed in double.
float row_length(const float *row, Index columns);

/// Every row of `hidden` [n, d]; `scales` receives n entries.
Matrix normalize(const Norm &norm, const Matrix &hidden, std::vector<RowScale> &scales);
/// The same for callers that need no scales.
Matrix normalize(const Norm &norm, const Matrix &hidden);

/// Every head's columns of x [n, heads · d] by themselves, in place; `scales` receives n · heads
/// entries, row by row.
void normalize_heads(const Norm &norm, Matrix &x, std::vector<RowScale> &scales);

} // namespace attn
