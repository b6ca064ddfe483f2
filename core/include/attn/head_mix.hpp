// SPDX-License-Identifier: MIT
/// \file
/// Talking heads (Shazeer et al. 2020): a linear map over the heads of one query and key.
#pragma once

#include "attn/matrix.hpp"

namespace attn {

/// out[a] = Σ_b weight[a, b] · in[b] + bias[a], over H heads (eq. 7 and 8 of Shazeer et al. 2020,
/// with the bias of Touvron et al. 2021).
struct HeadMix {
  Matrix weight;  ///< [H, H]: out head, in head
  RowVector bias; ///< [H]; size 0 = absent
};

/// One number of head `head`; `in`: those of all heads, `step` floats apart. Summed up from the
/// bias on, head by head, as mix_row() does, so that both give the same bits.
inline float mixed(const HeadMix &mix, Index head, const float *in, Index step) {
  float sum = mix.bias.size() != 0 ? mix.bias(head) : 0;
  for (Index other = 0; other < mix.weight.cols(); ++other) {
    sum += mix.weight(head, other) * in[other * step];
  }
  return sum;
}

/// `count` numbers of head `head` at once; `in`: a row of each head, `step` floats apart.
inline void mix_row(const HeadMix &mix, Index head, const float *in, Index step, float *to,
                    Index count) {
  for (Index j = 0; j < count; ++j) {
    to[j] = mix.bias.size() != 0 ? mix.bias(head) : 0;
  }
  for (Index other = 0; other < mix.weight.cols(); ++other) {
    const float factor = mix.weight(head, other);
    const float *const row = in + other * step;
    for (Index j = 0; j < count; ++j) {
      to[j] += factor * row[j];
    }
  }
}

} // namespace attn
