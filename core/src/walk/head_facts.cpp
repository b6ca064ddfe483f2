// SPDX-License-Identifier: MIT
#include "attn/head_facts.hpp"

#include "math/elementary.hpp"
#include "math/kernels.hpp"

#include <cmath>
#include <cstdlib>
#include <utility>

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

Matrix attention_rollout(const std::vector<Matrix> &layers, Index num_heads) {
  const Index n = layers.front().cols();
  Matrix rollout = Matrix::Identity(n, n);
  for (const Matrix &weights : layers) {
    Matrix mixed = Matrix::Identity(n, n) * 0.5F;
    for (Index head = 0; head < num_heads; ++head) {
      mixed += row_block(weights, head * n, n) * (0.5F / static_cast<float>(num_heads));
    }
    Matrix next(n, n);
    multiply(view(std::as_const(mixed)), view(std::as_const(rollout)), view(next));
    rollout = std::move(next);
  }
  return rollout;
}

} // namespace attn
