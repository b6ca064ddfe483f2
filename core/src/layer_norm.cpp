// SPDX-License-Identifier: MIT
#include "attn/layer_norm.hpp"

#include <cmath>

namespace attn {

RowScale row_scale(const float *row, Index columns, float epsilon) {
  double sum = 0;
  for (Index c = 0; c < columns; ++c) {
    sum += static_cast<double>(row[c]);
  }
  const double mean = sum / static_cast<double>(columns);
  double squares = 0;
  for (Index c = 0; c < columns; ++c) {
    const double distance = static_cast<double>(row[c]) - mean;
    squares += distance * distance;
  }
  const double variance = squares / static_cast<double>(columns);
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
