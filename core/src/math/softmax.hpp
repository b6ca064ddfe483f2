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

/// exponentials = exp(scaled − max), weights = exponentials / total; one exponential is at most 1.3
/// units in the last place off. Masked entries (−infinity)
/// give 0, and a row of nothing else gives zeros. `weights` may be the same memory as
/// `exponentials`.
SoftmaxRow softmax_row(std::span<const float> scaled, std::span<float> exponentials,
                       std::span<float> weights);

} // namespace attn
