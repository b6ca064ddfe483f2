// SPDX-License-Identifier: MIT
/// Pieces of a stored matrix, and where they go.
#pragma once

#include "model/model_draft.hpp"

namespace attn {

/// Rows [first, first + out) of a stored [rows, in], transposed.
inline TensorPart transposed_part(Matrix &to, Index first_row) {
  return {first_row, to.cols(), 0, to.rows(), to.data(), 1, to.cols()};
}

/// Columns [first, first + out) of a stored [in, cols], as they stand.
inline TensorPart column_part(Matrix &to, Index first_col) {
  return {0, to.rows(), first_col, to.cols(), to.data(), to.cols(), 1};
}

inline TensorPart entries_part(RowVector &to, Index first) {
  return {0, 1, first, to.size(), to.data(), to.size(), 1};
}

} // namespace attn
