// SPDX-License-Identifier: MIT
#include "attn/norm.hpp"

#include <algorithm>
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

RowScale row_scale(const Norm &norm, const float *row, Index columns) {
  const auto count = static_cast<double>(columns);
  const double mean = norm.kind == NormKind::kRms ? 0 : sum_of(columns, [=](Index c) {
                                                          return static_cast<double>(row[c]);
                                                        }) / count;
  const double variance = sum_of(columns,
                                 [=](Index c) {
                                   const double distance = static_cast<double>(row[c]) - mean;
                                   return distance * distance;
                                 }) /
                          count;
  return {static_cast<float>(mean),
          static_cast<float>(std::sqrt(variance + static_cast<double>(norm.epsilon)))};
}

float row_length(const float *row, Index columns) {
  const double squares =
      sum_of(columns, [=](Index c) { return static_cast<double>(row[c]) * row[c]; });
  return std::max(static_cast<float>(std::sqrt(squares)), 1e-12F);
}

namespace {

void normalize_row(const Norm &norm, const RowScale &scale, const float *from, float *to) {
  const bool has_bias = norm.bias.size() != 0;
  for (Index c = 0; c < norm.weight.size(); ++c) {
    to[c] = normalized(from[c], scale, norm.weight(c), has_bias ? norm.bias(c) : 0);
  }
}

} // namespace

Matrix normalize(const Norm &norm, const Matrix &hidden, std::vector<RowScale> &scales) {
  Matrix y = hidden;
  normalize_heads(norm, y, scales);
  return y;
}

Matrix normalize(const Norm &norm, const Matrix &hidden) {
  std::vector<RowScale> scales;
  return normalize(norm, hidden, scales);
}

void normalize_heads(const Norm &norm, Matrix &x, std::vector<RowScale> &scales) {
  const Index width = norm.weight.size();
  const Index rows = x.size() / width;
  scales.resize(static_cast<std::size_t>(rows));
  for (Index i = 0; i < rows; ++i) {
    float *const row = x.data() + i * width;
    const RowScale scale = row_scale(norm, row, width);
    scales[static_cast<std::size_t>(i)] = scale;
    normalize_row(norm, scale, row, row);
  }
}

} // namespace attn
