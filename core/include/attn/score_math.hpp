// SPDX-License-Identifier: MIT
/// What happens to one score and to one row of them, in the exact float operations that the forward
/// pass, the trace and the explanations share (so that they agree bit for bit).
#pragma once

#include <cmath>
#include <limits>
#include <span>

namespace attn {

inline constexpr float kMasked = -std::numeric_limits<float>::infinity();

inline float capped_score(float multiplied, float softcap) {
  return softcap * std::tanh(multiplied / softcap);
}

struct SoftmaxRow {
  float max = kMasked; ///< of the row; kMasked when every key is masked
  float total = 0;     ///< sum of the exponentials
};

/// exponentials = exp(scaled − max), weights = exponentials / total. Masked entries (−infinity)
/// give 0, and a row of nothing else gives zeros. `weights` may be the same memory as
/// `exponentials`.
inline SoftmaxRow softmax_row(std::span<const float> scaled, std::span<float> exponentials,
                              std::span<float> weights) {
  SoftmaxRow row;
  for (const float s : scaled) {
    row.max = s > row.max ? s : row.max;
  }
  if (row.max == kMasked) {
    for (std::size_t j = 0; j < scaled.size(); ++j) {
      exponentials[j] = 0;
      weights[j] = 0;
    }
    return row;
  }
  for (std::size_t j = 0; j < scaled.size(); ++j) {
    // Subtracting the maximum: exp never overflows and the weights stay the same.
    exponentials[j] = std::exp(scaled[j] - row.max);
    row.total += exponentials[j];
  }
  for (std::size_t j = 0; j < scaled.size(); ++j) {
    weights[j] = exponentials[j] / row.total;
  }
  return row;
}

} // namespace attn
