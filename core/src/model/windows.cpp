// SPDX-License-Identifier: MIT
#include "model/windows.hpp"

#include "base/check.hpp"
#include "math/kernels.hpp"

namespace attn {

namespace {

/// A place on one axis after the shift.
struct Shifted {
  Index place;  ///< in the picture
  Index region; ///< those of one region were neighbours before
};

Shifted shifted(Index at, Index count, const Windows &windows) {
  const Index region = at < count - windows.size ? 0 : at < count - windows.shift ? 1 : 2;
  return {(at + windows.shift) % count, region};
}

/// Row and column after the shift of row `i` of x.
Grid place_of(Index i, const Grid &grid, Index size) {
  const Index window = i / (size * size);
  const Index inside = i % (size * size);
  const Index across = grid.cols / size;
  return {window / across * size + inside / size, window % across * size + inside % size};
}

} // namespace

std::vector<Index> window_order(const Grid &grid, const Windows &windows) {
  std::vector<Index> order;
  for (Index i = 0; i < grid.rows * grid.cols; ++i) {
    const Grid at = place_of(i, grid, windows.size);
    order.push_back(shifted(at.rows, grid.rows, windows).place * grid.cols +
                    shifted(at.cols, grid.cols, windows).place);
  }
  return order;
}

HeadTable window_mask(const Grid &grid, const Windows &windows) {
  const Index keys = windows.size * windows.size;
  const auto region = [&](Index i) {
    const Grid at = place_of(i, grid, windows.size);
    return 3 * shifted(at.rows, grid.rows, windows).region +
           shifted(at.cols, grid.cols, windows).region;
  };
  HeadTable allow;
  allow.values.resize(grid.rows * grid.cols, keys);
  for (Index i = 0; i < allow.values.rows(); ++i) {
    for (Index key = 0; key < keys; ++key) {
      allow.values(i, key) = region(i) == region(i / keys * keys + key) ? 1.0F : 0.0F;
    }
  }
  return allow;
}

Matrix sorted(const Matrix &rows, const std::vector<Index> &order) {
  if (order.empty() || rows.size() == 0) {
    return rows;
  }
  Matrix result(static_cast<Index>(order.size()), rows.cols());
  for (Index i = 0; i < result.rows(); ++i) {
    result.row(i) = rows.row(order[static_cast<std::size_t>(i)]);
  }
  return result;
}

Matrix unsorted(const Matrix &rows, const std::vector<Index> &order) {
  if (order.empty()) {
    return rows;
  }
  Matrix result(rows.rows(), rows.cols());
  for (Index i = 0; i < rows.rows(); ++i) {
    result.row(order[static_cast<std::size_t>(i)]) = rows.row(i);
  }
  return result;
}

std::vector<std::string> names_of_patches(const Grid &grid, const std::vector<Index> &order) {
  std::vector<std::string> names;
  const Index count = order.empty() ? grid.rows * grid.cols : static_cast<Index>(order.size());
  for (Index i = 0; i < count; ++i) {
    const Index patch = order.empty() ? i : order[static_cast<std::size_t>(i)];
    names.push_back(joined({"patch ", patch / grid.cols, ",", patch % grid.cols}));
  }
  return names;
}

Matrix merged(const PatchMerging &merging, const Matrix &rows, const Grid &grid) {
  const Index d = rows.cols();
  Matrix four(rows.rows() / 4, 4 * d);
  for (Index i = 0; i < four.rows(); ++i) {
    const Index row = i / (grid.cols / 2) * 2;
    const Index col = i % (grid.cols / 2) * 2;
    // Column by column, as the library stacks them.
    for (Index part = 0; part < 4; ++part) {
      four.block(i, part * d, 1, d) = rows.row((row + part % 2) * grid.cols + col + part / 2);
    }
  }
  if (merging.norm_first) {
    four = normalize(merging.norm, four);
  }
  Matrix result;
  project(four, merging.reduction.weight, merging.reduction.bias, result);
  return merging.norm_first ? result : normalize(merging.norm, result);
}

} // namespace attn
