// SPDX-License-Identifier: MIT
/// The matrix products of a forward pass behind one small interface; everything else is elsewhere.
/// Every element is the sum of its products in the order of k, whatever the shapes around it: the
/// same row and column give the same bits alone and in a large product.
#pragma once

#include "attn/matrix.hpp"

#include <vector>

namespace attn {

/// The right side of a product, b [depth, columns], in the order in which a product reads it:
/// strips of a few columns, the last one filled up with zeros. Packing it again reuses its memory.
class PackedMatrix {
public:
  PackedMatrix() = default;
  explicit PackedMatrix(const MatrixView &b) { pack(b); }

  void pack(const MatrixView &b);
  /// Of bᵀ, for b [columns, depth].
  void pack_transposed(const MatrixView &b);

  Index depth() const { return depth_; }
  Index columns() const { return columns_; }
  /// [depth, strip width]; the strip's first column is `first`, a multiple of the strip width.
  const float *strip(Index first) const { return values_.data() + first * depth_; }

private:
  void resize(Index depth, Index columns);

  std::vector<float> values_;
  Index depth_ = 0;
  Index columns_ = 0;
};

/// out [n, p] = a [n, m] · b [m, p]. `out` must not overlap the inputs.
void multiply(const MatrixView &a, const PackedMatrix &b, MutableMatrixView out);
/// The same; b is packed strip by strip on the way, which pays for a b that is used once.
void multiply(const MatrixView &a, const MatrixView &b, MutableMatrixView out);

/// out [n, m] = a [n, d] · bᵀ with b [m, d]. `out` must not overlap the inputs.
void multiply_transposed(const MatrixView &a, const MatrixView &b, MutableMatrixView out);

/// out = x [n, in] · w [in, out] + b [out]; b may be of size 0. `out` is resized.
void project(const Matrix &x, const PackedMatrix &w, const RowVector &b, Matrix &out);
void project(const Matrix &x, const Matrix &w, const RowVector &b, Matrix &out);
/// packed: of w, or null where it is not kept.
void project(const Matrix &x, const Matrix &w, const PackedMatrix *packed, const RowVector &b,
             Matrix &out);

} // namespace attn
