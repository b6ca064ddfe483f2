// SPDX-License-Identifier: MIT
#include "model/resample.hpp"

#include <algorithm>
#include <cmath>

namespace attn {

namespace {

/// Keys' piecewise cubic with its free parameter.
double cubic(double distance, double a) {
  const double t = std::abs(distance);
  if (t < 1) {
    return ((a + 2) * t - (a + 3)) * t * t + 1;
  }
  return t < 2 ? ((a * t - 5 * a) * t + 8 * a) * t - 4 * a : 0;
}

/// [to, from]: how much each old place counts for a new one; rows sum to 1.
Matrix axis_weights(Index from, Index to, Resampling resampling) {
  const double step = static_cast<double>(from) / static_cast<double>(to);
  Matrix weights = Matrix::Zero(to, from);
  for (Index i = 0; i < to; ++i) {
    const double centre = (static_cast<double>(i) + 0.5) * step - 0.5;
    if (resampling == Resampling::kBicubic) {
      const auto below = static_cast<Index>(std::floor(centre));
      for (Index place = below - 1; place <= below + 2; ++place) {
        weights(i, std::clamp<Index>(place, 0, from - 1)) +=
            static_cast<float>(cubic(centre - static_cast<double>(place), -0.75));
      }
      continue;
    }
    const double width = std::max(step, 1.0);
    double total = 0;
    for (Index place = 0; place < from; ++place) {
      total += cubic((static_cast<double>(place) - centre) / width, -0.5);
    }
    for (Index place = 0; place < from; ++place) {
      weights(i, place) =
          static_cast<float>(cubic((static_cast<double>(place) - centre) / width, -0.5) / total);
    }
  }
  return weights;
}

} // namespace

Matrix resampled(const Matrix &table, const Grid &from, const Grid &to, Resampling resampling) {
  const Matrix down = axis_weights(from.rows, to.rows, resampling);
  const Matrix across = axis_weights(from.cols, to.cols, resampling);
  Matrix result = Matrix::Zero(to.rows * to.cols, table.cols());
  Matrix narrow(from.rows * to.cols, table.cols());
  for (Index row = 0; row < from.rows; ++row) {
    narrow.middleRows(row * to.cols, to.cols).noalias() =
        across * table.middleRows(row * from.cols, from.cols);
  }
  for (Index row = 0; row < to.rows; ++row) {
    for (Index old = 0; old < from.rows; ++old) {
      if (down(row, old) != 0) {
        result.middleRows(row * to.cols, to.cols) +=
            down(row, old) * narrow.middleRows(old * to.cols, to.cols);
      }
    }
  }
  return result;
}

} // namespace attn
