// SPDX-License-Identifier: MIT
/// \file
/// Measured facts about where a head looks; nothing here says what a head is for.
#pragma once

#include "attn/matrix.hpp"
#include "attn/position.hpp"

#include <functional>
#include <optional>
#include <string_view>

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

/// How the weights of a layer's heads become one matrix.
enum class HeadFusion { kMean, kMax, kMin };

/// "mean", "max" or "min". Throws Error(kUnsupported).
HeadFusion head_fusion_from_name(std::string_view name);

/// What Abnar & Zuidema leave open; Gildenblat 2020 ("Explainability for Vision Transformers")
/// offers both.
struct RolloutOptions {
  HeadFusion fusion = HeadFusion::kMean; ///< of the heads of a layer
  /// Share of a layer's fused weights, from the smallest on, that count as 0, but for those on the
  /// first token ([CLS]); rows are brought to sum 1 again.
  float discard = 0;
};

/// Attention rollout (Abnar & Zuidema 2020, sec. 3): the product over the layers, last one first,
/// of ½ · mean over heads of the weights + ½ · identity. Every row sums to 1: how much of each
/// input token a token's path through all residuals and attentions reaches, if values did not
/// matter. weights_of(layer): [H · n, n], asked for once for each layer from 0 on. Returns [n, n].
/// Throws Error(kRange): a share that is not from 0 to below 1.
Matrix attention_rollout(Index num_layers, Index num_heads,
                         const std::function<const Matrix &(Index layer)> &weights_of,
                         const RolloutOptions &options = {});

} // namespace attn
