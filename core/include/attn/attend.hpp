// SPDX-License-Identifier: MIT
/// \file
/// The middle of a layer: from q, k, v to scores, weights and z for all heads; no weight matrices.
#pragma once

#include "attn/head_mix.hpp"
#include "attn/mask.hpp"
#include "attn/matrix.hpp"
#include "attn/position.hpp"

#include <optional>
#include <span>
#include <vector>

namespace attn {

struct AttendOptions {
  Index num_heads = 1;
  Index num_kv_heads = 1;                     ///< divides num_heads
  float scale = 1;                            ///< of every head without one of its own
  const std::vector<float> *scales = nullptr; ///< [num_heads], not owned; null = scale for all
  std::optional<float> softcap;
  Index window = 0; ///< tokens that see only each other, one such group after the other; 0 = all
  const Mask *mask = nullptr;         ///< not owned; null = none
  const Position *position = nullptr; ///< not owned; only its score bias is used
  /// @{
  /// Not owned; null = none. Without windows only. Of the scores behind factor and before softcap,
  /// bias and mask; of the weights behind the softmax.
  const HeadMix *score_mix = nullptr;
  const HeadMix *weight_mix = nullptr;
  /// @}

  /// The factor of one head's scores.
  float scale_of(Index head) const {
    return scales == nullptr ? scale : (*scales)[static_cast<std::size_t>(head)];
  }
};

/// H heads, n queries, m keys (with windows: m = window, the keys of the query's own).
struct AttendResult {
  Matrix scores;  ///< [H · n, m], head after head: Q_h · K_hᵀ
  Matrix scaled;  ///< [H · n, m]: after factor, mix, softcap and bias; masked = −infinity
  Matrix unmixed; ///< [H · n, m]: the softmax; of size 0 where no mix follows it
  /// [H · n, m]: every row sums to 1, or is all 0 when fully masked; behind a mix any numbers.
  Matrix weights;
  Matrix z; ///< [n, H · value_dim]: the heads side by side
};

/// Scaled dot-product attention of every head.
///
/// Vaswani et al. 2017, eq. (1): softmax(Q_h K_hᵀ · scale) V_h. Query head h reads key/value head
/// h / (num_heads / num_kv_heads) (grouped queries, Ainslie et al. 2023).
/// q: [n, num_heads · d_k], k: [m, num_kv_heads · d_k], v: [m, num_kv_heads · d_v].
/// Throws Error: kShape (widths, mask tables), kNotFinite (a score does not fit a float),
/// kOutOfMemory (H · n · m values do not fit).
AttendResult attend(const MatrixView &q, const MatrixView &k, const MatrixView &v,
                    const AttendOptions &options);
/// The same into matrices that are resized only when their size is another.
void attend(const MatrixView &q, const MatrixView &k, const MatrixView &v,
            const AttendOptions &options, AttendResult &result);

/// The attention weights of one query and head, to the last bits but one: their sums are made in
/// another order. For layers without windows; q and k as of attend(), out: [m].
/// Throws Error(kNotFinite).
void attend_query(const MatrixView &q, const MatrixView &k, const AttendOptions &options,
                  Index head, Index query, std::span<float> out);

/// What position and mask add to one scaled score; −infinity when the additive mask says masked.
float score_bias(const AttendOptions &options, Index head, Index query, Index key);

/// True when score_bias can be other than 0.
bool has_score_bias(const AttendOptions &options);

} // namespace attn
