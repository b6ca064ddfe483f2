// SPDX-License-Identifier: MIT
#include "attn/layer_norm.hpp"

#include <array>
#include <cmath>

namespace attn {

namespace {

/// Four sums side by side: one alone would wait for itself at every number.
template <class Term> double sum_of(Index count, const Term &term) {
  std::array<double, 4> sums{};
  Index c = 0;
  for (; c + 4 <= count; c += 4) {
    sums[0] += term(c);
    sums[1] += term(c + 1);
    sums[2] += term(c + 2);
    sums[3] += term(c + 3);
  }
  for (; c < count; ++c) {
    sums[0] += term(c);
  }
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

} // namespace

RowScale row_scale(const float *row, Index columns, float epsilon) {
  const auto count = static_cast<double>(columns);
  const double mean = sum_of(columns, [=](Index c) { return static_cast<double>(row[c]); }) / count;
  const double variance = sum_of(columns,
                                 [=](Index c) {
                                   const double distance = static_cast<double>(row[c]) - mean;
                                   return distance * distance;
                                 }) /
                          count;
  return {static_cast<float>(mean),
          static_cast<float>(std::sqrt(variance + static_cast<double>(epsilon)))};
}

Matrix normalize(const LayerNorm &norm, const Matrix &hidden, std::vector<RowScale> &scales) {
  Matrix y(hidden.rows(), hidden.cols());
  scales.resize(static_cast<std::size_t>(hidden.rows()));
  for (Index i = 0; i < hidden.rows(); ++i) {
    const float *from = hidden.data() + i * hidden.cols();
    const RowScale scale = row_scale(from, hidden.cols(), norm.epsilon);
    scales[static_cast<std::size_t>(i)] = scale;
    for (Index c = 0; c < hidden.cols(); ++c) {
      y(i, c) = normalized(from[c], scale, norm.weight(c), norm.bias(c));
    }
  }
  return y;
}

Matrix normalize(const LayerNorm &norm, const Matrix &hidden) {
  std::vector<RowScale> scales;
  return normalize(norm, hidden, scales);
}

} // namespace attn
