// SPDX-License-Identifier: MIT
/// The matrix products of a forward pass behind one small interface; everything else is elsewhere.
#pragma once

#include "attn/matrix.hpp"

namespace attn {

/// out [n, p] = a [n, m] · b [m, p]. `out` must not overlap the inputs.
void multiply(const MatrixView &a, const MatrixView &b, MutableMatrixView out);

/// out [n, m] = a [n, d] · bᵀ with b [m, d]. `out` must not overlap the inputs.
void multiply_transposed(const MatrixView &a, const MatrixView &b, MutableMatrixView out);

/// x [n, in] · w [in, out] + b [out]; b may be of size 0.
Matrix project(const Matrix &x, const Matrix &w, const RowVector &b);

} // namespace attn
