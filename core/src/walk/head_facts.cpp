// SPDX-License-Identifier: MIT
#include "attn/head_facts.hpp"

#include "base/check.hpp"
#include "math/elementary.hpp"
#include "math/kernels.hpp"
#include "json/float_text.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>
#include <vector>

namespace attn {

namespace {

double distance_between(Index a, Index b, const TokenPlaces &places) {
  if (!places.grid) {
    return static_cast<double>(std::abs(a - b));
  }
  const Index cols = places.grid->cols;
  const auto rows_apart =
      static_cast<double>((a - places.prefix) / cols - (b - places.prefix) / cols);
  const auto cols_apart =
      static_cast<double>((a - places.prefix) % cols - (b - places.prefix) % cols);
  return std::hypot(rows_apart, cols_apart);
}

} // namespace

HeadFacts head_facts(const float *weights, Index keys, Index query, const TokenPlaces &places) {
  double entropy = 0;
  double distance = 0;
  double placed = 0;
  double on_prefix = 0;
  for (Index key = 0; key < keys; ++key) {
    const auto w = static_cast<double>(weights[key]);
    entropy -= w > 0 ? w * log2_of(w) : 0;
    if (key < places.prefix) {
      on_prefix += w;
    } else {
      placed += w;
      distance += query < places.prefix ? 0 : w * distance_between(query, key, places);
    }
  }
  return {static_cast<float>(entropy), static_cast<float>(placed > 0 ? distance / placed : 0),
          static_cast<float>(on_prefix)};
}

HeadFacts mean_head_facts(const MatrixView &weights, const TokenPlaces &places) {
  HeadFacts mean;
  for (Index query = places.prefix; query < weights.rows(); ++query) {
    const HeadFacts facts =
        head_facts(weights.data() + query * weights.outerStride(), weights.cols(), query, places);
    mean.entropy += facts.entropy;
    mean.distance += facts.distance;
    mean.on_prefix += facts.on_prefix;
  }
  const auto count = static_cast<float>(weights.rows() - places.prefix);
  return {mean.entropy / count, mean.distance / count, mean.on_prefix / count};
}

namespace {

/// [n, n]: one matrix of all heads.
Matrix fused(const Matrix &weights, Index num_heads, HeadFusion fusion) {
  const Index n = weights.cols();
  if (fusion == HeadFusion::kMean) {
    Matrix mean = Matrix::Zero(n, n);
    for (Index head = 0; head < num_heads; ++head) {
      mean += row_block(weights, head * n, n) * (1.0F / static_cast<float>(num_heads));
    }
    return mean;
  }
  Matrix extreme = row_block(weights, 0, n);
  for (Index head = 1; head < num_heads; ++head) {
    const MatrixView other = row_block(weights, head * n, n);
    extreme = fusion == HeadFusion::kMax ? Matrix(extreme.cwiseMax(other))
                                         : Matrix(extreme.cwiseMin(other));
  }
  return extreme;
}

/// The smallest numbers but those of the first column become 0.
void discard_smallest(Matrix &weights, float share) {
  const auto count = static_cast<std::size_t>(share * static_cast<float>(weights.size()));
  if (count == 0) {
    return;
  }
  std::vector<float> sorted(weights.data(), weights.data() + weights.size());
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(count),
                   sorted.end());
  const float least = sorted[count];
  for (Index i = 0; i < weights.rows(); ++i) {
    for (Index j = 1; j < weights.cols(); ++j) {
      if (weights(i, j) < least) {
        weights(i, j) = 0;
      }
    }
  }
}

} // namespace

HeadFusion head_fusion_from_name(std::string_view name) {
  if (name == "mean") {
    return HeadFusion::kMean;
  }
  if (name == "max") {
    return HeadFusion::kMax;
  }
  if (name == "min") {
    return HeadFusion::kMin;
  }
  refuse(ErrorCode::kUnsupported, {"heads: \"", name, "\" is not known; known are mean, max, min"});
}

Matrix attention_rollout(Index num_layers, Index num_heads,
                         const std::function<const Matrix &(Index layer)> &weights_of,
                         const RolloutOptions &options) {
  if (!(options.discard >= 0 && options.discard < 1)) {
    refuse(ErrorCode::kRange,
           {"discard: expected a number from 0 to below 1, got ",
            std::isfinite(options.discard) ? float_text(options.discard)
                                           : std::string(not_finite_text(options.discard))});
  }
  Matrix rollout;
  for (Index layer = 0; layer < num_layers; ++layer) {
    Matrix mixed = fused(weights_of(layer), num_heads, options.fusion);
    const Index n = mixed.rows();
    discard_smallest(mixed, options.discard);
    mixed = mixed * 0.5F + Matrix::Identity(n, n) * 0.5F;
    // The mean of rows that sum to 1 sums to 1.
    if (options.fusion != HeadFusion::kMean || options.discard > 0) {
      for (Index i = 0; i < n; ++i) {
        mixed.row(i) /= mixed.row(i).sum();
      }
    }
    if (layer == 0) {
      rollout = std::move(mixed);
      continue;
    }
    Matrix next(n, n);
    multiply(view(std::as_const(mixed)), view(std::as_const(rollout)), view(next));
    rollout = std::move(next);
  }
  return rollout;
}

} // namespace attn
