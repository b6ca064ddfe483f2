// SPDX-License-Identifier: MIT
/// \file
/// The matrix types of the core, all float and row-major, and views of parts of them; no
/// arithmetic.
#pragma once

#include <Eigen/Core>

namespace attn {

/// Sizes and 0-based positions.
using Index = Eigen::Index;

/// [rows, cols], row-major, owning. One row per token wherever tokens are involved.
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
/// [cols]; a size of 0 stands for "absent" where the vector is an optional bias.
using RowVector = Eigen::Matrix<float, 1, Eigen::Dynamic, Eigen::RowMajor>;

/// Read-only [rows, cols] part of a row-major matrix; the rows need not touch each other.
/// Valid only as long as the matrix it was made from.
using MatrixView = Eigen::Map<const Matrix, Eigen::Unaligned, Eigen::OuterStride<>>;
/// The same, writable.
using MutableMatrixView = Eigen::Map<Matrix, Eigen::Unaligned, Eigen::OuterStride<>>;

/// @{
/// All of a matrix.
inline MatrixView view(const Matrix &matrix) {
  return {matrix.data(), matrix.rows(), matrix.cols(), Eigen::OuterStride<>(matrix.cols())};
}

inline MutableMatrixView view(Matrix &matrix) {
  return {matrix.data(), matrix.rows(), matrix.cols(), Eigen::OuterStride<>(matrix.cols())};
}

/// @}

/// @{
/// Columns [first, first + count) of every row: how one head is read from q, k, v or z.
inline MatrixView column_block(const Matrix &matrix, Index first, Index count) {
  return {matrix.data() + first, matrix.rows(), count, Eigen::OuterStride<>(matrix.cols())};
}

inline MatrixView column_block(const MatrixView &matrix, Index first, Index count) {
  return {matrix.data() + first, matrix.rows(), count, Eigen::OuterStride<>(matrix.outerStride())};
}

inline MutableMatrixView column_block(Matrix &matrix, Index first, Index count) {
  return {matrix.data() + first, matrix.rows(), count, Eigen::OuterStride<>(matrix.cols())};
}

/// @}

/// @{
/// Rows [first, first + count): how one head is read from scores, scaled or weights.
inline MatrixView row_block(const Matrix &matrix, Index first, Index count) {
  return {matrix.data() + first * matrix.cols(), count, matrix.cols(),
          Eigen::OuterStride<>(matrix.cols())};
}

inline MatrixView row_block(const MatrixView &matrix, Index first, Index count) {
  return {matrix.data() + first * matrix.outerStride(), count, matrix.cols(),
          Eigen::OuterStride<>(matrix.outerStride())};
}

inline MutableMatrixView row_block(MutableMatrixView matrix, Index first, Index count) {
  return {matrix.data() + first * matrix.outerStride(), count, matrix.cols(),
          Eigen::OuterStride<>(matrix.outerStride())};
}

inline MutableMatrixView row_block(Matrix &matrix, Index first, Index count) {
  return {matrix.data() + first * matrix.cols(), count, matrix.cols(),
          Eigen::OuterStride<>(matrix.cols())};
}
/// @}

} // namespace attn
