// SPDX-License-Identifier: MIT
#include "attn/kernels.hpp"

namespace attn {

void multiply(const MatrixView &a, const MatrixView &b, MutableMatrixView out) {
  out.noalias() = a * b;
}

void multiply_transposed(const MatrixView &a, const MatrixView &b, MutableMatrixView out) {
  out.noalias() = a * b.transpose();
}

Matrix project(const Matrix &x, const Matrix &w, const RowVector &b) {
  Matrix y(x.rows(), w.cols());
  multiply(view(x), view(w), view(y));
  if (b.size() != 0) {
    y.rowwise() += b;
  }
  return y;
}

} // namespace attn
