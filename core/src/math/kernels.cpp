// SPDX-License-Identifier: MIT
#include "math/kernels.hpp"

#include "math/simd.hpp"

#include <algorithm>
#include <array>

namespace attn {

namespace {

using simd::kLanes;
using simd::Lanes;

/// A tile of 4 rows × 2 vectors keeps 8 sums, 2 columns and a factor in registers; V8 has 15 for
/// SIMD on x86 and none to spare for a temporary of more.
constexpr Index kTileRows = 4;
constexpr Index kStrip = 2 * kLanes;
/// Of k at once: a strip of 32 KB, the size of the first cache.
constexpr Index kDepth = 1024;
/// Numbers of `a` that are packed at once: 256 KB, within the second cache.
constexpr Index kPackedRows = Index{1} << 16U;

/// What a tile starts from and where it ends.
struct Target {
  const float *start = nullptr; ///< null = zeros
  Index start_step = 0;         ///< to the next row; 0 = the same for all
  float *out = nullptr;
  Index out_step = 0;
};

/// a: [depth][kRows]; b: [depth][kStrip].
template <Index kRows>
void tile(const float *a, const float *b, Index depth, const Target &target) {
  Lanes sums[kRows][2];
  for (Index i = 0; i < kRows; ++i) {
    const float *const start = target.start + i * target.start_step;
    sums[i][0] = target.start != nullptr ? simd::load(start) : Lanes{};
    sums[i][1] = target.start != nullptr ? simd::load(start + kLanes) : Lanes{};
  }
  // Unrolled over k, LLVM and V8 regroup the sums until they no longer fit the registers.
#if defined(__clang__)
#pragma clang loop unroll(disable)
#elif defined(__GNUC__)
#pragma GCC unroll 1
#endif
  for (Index k = 0; k < depth; ++k) {
    const Lanes b0 = simd::load(b);
    const Lanes b1 = simd::load(b + kLanes);
    for (Index i = 0; i < kRows; ++i) {
      const Lanes factor = simd::splat(a[i]);
      sums[i][0] = simd::multiply_add(factor, b0, sums[i][0]);
      sums[i][1] = simd::multiply_add(factor, b1, sums[i][1]);
    }
    a += kRows;
    b += kStrip;
  }
  for (Index i = 0; i < kRows; ++i) {
    simd::store(target.out + i * target.out_step, sums[i][0]);
    simd::store(target.out + i * target.out_step + kLanes, sums[i][1]);
  }
}

void any_tile(Index rows, const float *a, const float *b, Index depth, const Target &target) {
  switch (rows) {
  case 1:
    return tile<1>(a, b, depth, target);
  case 2:
    return tile<2>(a, b, depth, target);
  case 3:
    return tile<3>(a, b, depth, target);
  default:
    return tile<kTileRows>(a, b, depth, target);
  }
}

/// Where a tile at the right edge is made, where `out` has fewer columns than a strip.
using WholeTile = std::array<float, std::size_t{kTileRows * kStrip}>;

/// The same target there.
void enter_edge(Target &target, Index rows, Index columns, WholeTile &whole) {
  if (target.start != nullptr) {
    for (Index i = 0; i < rows; ++i) {
      std::copy_n(target.start + i * target.start_step, columns, whole.data() + i * kStrip);
    }
    target.start = whole.data();
    target.start_step = kStrip;
  }
  target.out = whole.data();
  target.out_step = kStrip;
}

/// Rows of `a` as tiles [depth][rows of the tile], the last tile with the rows that are left.
void pack_rows(const MatrixView &a, Index first_row, Index rows, Index first_k, Index depth,
               float *to) {
  const Index step = a.outerStride();
  for (Index row = 0; row < rows; row += kTileRows) {
    const float *from = a.data() + (first_row + row) * step + first_k;
    const Index height = std::min(kTileRows, rows - row);
    if (height == kTileRows) {
      for (Index k = 0; k < depth; ++k, ++from, to += kTileRows) {
        to[0] = from[0];
        to[1] = from[step];
        to[2] = from[2 * step];
        to[3] = from[3 * step];
      }
      continue;
    }
    for (Index k = 0; k < depth; ++k, ++from, to += height) {
      for (Index i = 0; i < height; ++i) {
        to[i] = from[i * step];
      }
    }
  }
}

/// Columns [first, first + columns) of b, zeros up to the strip's width.
void pack_strip(const MatrixView &b, Index first, Index columns, Index first_k, Index depth,
                float *to) {
  const float *from = b.data() + first_k * b.outerStride() + first;
  for (Index k = 0; k < depth; ++k, from += b.outerStride(), to += kStrip) {
    if (columns == kStrip) {
      simd::store(to, simd::load(from));
      simd::store(to + kLanes, simd::load(from + kLanes));
      continue;
    }
    std::copy_n(from, columns, to);
    std::fill(to + columns, to + kStrip, 0.0F);
  }
}

/// The same of bᵀ.
[[gnu::noinline]] void pack_strip_transposed(const MatrixView &b, Index first, Index columns,
                                             Index first_k, Index depth, float *to) {
  const float *const from = b.data() + first * b.outerStride() + first_k;
  for (Index k = 0; k < depth; ++k, to += kStrip) {
    for (Index c = 0; c < columns; ++c) {
      to[c] = from[c * b.outerStride() + k];
    }
    std::fill(to + columns, to + kStrip, 0.0F);
  }
}

Index rounded_up(Index value, Index step) { return (value + step - 1) / step * step; }

/// Memory that one thread's products share; it grows to the largest of them.
float *scratch(std::vector<float> &floats, Index count) {
  if (static_cast<Index>(floats.size()) < count) {
    floats.resize(static_cast<std::size_t>(count));
  }
  return floats.data();
}

thread_local std::vector<float> packed_rows;
thread_local std::vector<float> packed_strip;

/// Where strips of the second factor come from: a MatrixView or PackedMatrix, and how it gives one.
struct Strips {
  const void *matrix;
  const float *(*strip)(const void *matrix, Index first, Index columns, Index first_k, Index depth);
};

/// out = a · b + bias. Not a template: its tiles would be in the wasm once for every kind of b.
void multiply_strips(const MatrixView &a, const Strips &b, Index columns, const float *bias,
                     MutableMatrixView out) {
  const Index rows = a.rows();
  const Index depth = a.cols();
  const Index out_step = out.outerStride();
  if (depth == 0) {
    out.setZero();
  }
  WholeTile whole{};
  for (Index k = 0; k < depth; k += kDepth) {
    const Index k_count = std::min(kDepth, depth - k);
    const Index block = std::max(kTileRows, kPackedRows / k_count / kTileRows * kTileRows);
    float *const packed = scratch(packed_rows, std::min(block, rows) * k_count);
    for (Index row = 0; row < rows; row += block) {
      const Index row_count = std::min(block, rows - row);
      pack_rows(a, row, row_count, k, k_count, packed);
      for (Index column = 0; column < columns; column += kStrip) {
        const Index width = std::min(kStrip, columns - column);
        const float *const strip = b.strip(b.matrix, column, width, k, k_count);
        for (Index i = 0; i < row_count; i += kTileRows) {
          const Index height = std::min(kTileRows, row_count - i);
          float *const to = out.data() + (row + i) * out_step + column;
          Target target{k > 0             ? to
                        : bias != nullptr ? bias + column
                                          : nullptr,
                        k > 0 ? out_step : 0, to, out_step};
          const bool is_edge = width < kStrip;
          if (is_edge) {
            enter_edge(target, height, width, whole);
          }
          any_tile(height, packed + i * k_count, strip, k_count, target);
          for (Index edge = 0; is_edge && edge < height; ++edge) {
            std::copy_n(whole.data() + edge * kStrip, width, to + edge * out_step);
          }
        }
      }
    }
  }
}

/// Of a matrix that is packed strip by strip, each when it is needed.
template <auto pack>
const float *packed_on_the_way(const void *matrix, Index first, Index columns, Index first_k,
                               Index depth) {
  float *const to = scratch(packed_strip, depth * kStrip);
  pack(*static_cast<const MatrixView *>(matrix), first, columns, first_k, depth, to);
  return to;
}

void multiply_packed(const MatrixView &a, const PackedMatrix &b, const float *bias,
                     MutableMatrixView out) {
  const auto strip = [](const void *matrix, Index first, Index, Index first_k, Index) {
    return static_cast<const PackedMatrix *>(matrix)->strip(first) + first_k * kStrip;
  };
  multiply_strips(a, {&b, strip}, b.columns(), bias, out);
}

void multiply_unpacked(const MatrixView &a, const MatrixView &b, const float *bias,
                       MutableMatrixView out) {
  multiply_strips(a, {&b, packed_on_the_way<pack_strip>}, b.cols(), bias, out);
}

const float *data_or_null(const RowVector &bias) {
  return bias.size() == 0 ? nullptr : bias.data();
}

} // namespace

void PackedMatrix::resize(Index depth, Index columns) {
  depth_ = depth;
  columns_ = columns;
  values_.resize(static_cast<std::size_t>(depth * rounded_up(columns, kStrip)));
}

void PackedMatrix::pack(const MatrixView &b) {
  resize(b.rows(), b.cols());
  for (Index first = 0; first < columns_; first += kStrip) {
    pack_strip(b, first, std::min(kStrip, columns_ - first), 0, depth_,
               values_.data() + first * depth_);
  }
}

void PackedMatrix::pack_transposed(const MatrixView &b) {
  resize(b.cols(), b.rows());
  for (Index first = 0; first < columns_; first += kStrip) {
    pack_strip_transposed(b, first, std::min(kStrip, columns_ - first), 0, depth_,
                          values_.data() + first * depth_);
  }
}

void multiply(const MatrixView &a, const PackedMatrix &b, MutableMatrixView out) {
  multiply_packed(a, b, nullptr, out);
}

void multiply(const MatrixView &a, const MatrixView &b, MutableMatrixView out) {
  multiply_unpacked(a, b, nullptr, out);
}

void multiply_transposed(const MatrixView &a, const MatrixView &b, MutableMatrixView out) {
  multiply_strips(a, {&b, packed_on_the_way<pack_strip_transposed>}, b.rows(), nullptr, out);
}

void project(const Matrix &x, const PackedMatrix &w, const RowVector &b, Matrix &out) {
  out.resize(x.rows(), w.columns());
  multiply_packed(view(x), w, data_or_null(b), view(out));
}

void project(const Matrix &x, const Matrix &w, const RowVector &b, Matrix &out) {
  out.resize(x.rows(), w.cols());
  multiply_unpacked(view(x), view(w), data_or_null(b), view(out));
}

void project(const Matrix &x, const Matrix &w, const PackedMatrix *packed, const RowVector &b,
             Matrix &out) {
  if (packed != nullptr) {
    project(x, *packed, b, out);
  } else {
    project(x, w, b, out);
  }
}

} // namespace attn
