// SPDX-License-Identifier: MIT
/// \file
/// Measured facts about where a head looks; nothing here says what a head is for.
#pragma once

#include "attn/matrix.hpp"
#include "attn/position.hpp"

#include <optional>
#include <vector>

namespace attn {

/// Where the tokens stand: in a row, or (behind the prefix) on a grid of patches.
struct TokenPlaces {
  std::optional<Grid> grid; ///< none: in a row
  Index prefix = 0;         ///< leading tokens without a place, such as [CLS]
};

/// Of one query, or of all on average.
struct HeadFacts {
  /// −Σ w log₂ w in bits: 0 = one key only, log₂ m = all m keys alike.
  float entropy = 0;
  /// Σ w · distance / Σ w over the keys that have a place: in patches (Euclidean) or in tokens.
  /// Dosovitskiy et al. 2021, fig. 7. 0 for a query without a place.
  float distance = 0;
  /// Weight on the prefix ([CLS]); 0 without one.
  float on_prefix = 0;
};

/// weights: one query's row over m keys that are the tokens themselves.
HeadFacts head_facts(const float *weights, Index keys, Index query, const TokenPlaces &places);

/// The mean over all queries that have a place. weights: [n, n] of one head.
HeadFacts mean_head_facts(const MatrixView &weights, const TokenPlaces &places);

/// Attention rollout (Abnar & Zuidema 2020, sec. 3): the product over the layers, last one first,
/// of ½ · mean over heads of the weights + ½ · identity. Every row sums to 1: how much of each
/// input token a token's path through all residuals and attentions reaches, if values did not
/// matter. layers: each [H · n, n]. Returns [n, n].
Matrix attention_rollout(const std::vector<Matrix> &layers, Index num_heads);

} // namespace attn
