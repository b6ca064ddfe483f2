// SPDX-License-Identifier: MIT
/// Ways to hand out a whole tensor, for the rows of the table of tensors.
#pragma once

#include "attn/tensor.hpp"

#include <optional>

namespace attn {

/// Rows that stand in the run; copied where they do not touch each other.
Tensor stored_rows(const MatrixView &values);
/// The same, of the `width` columns of one part, or of all columns.
Tensor stored_columns(const Matrix &values, std::optional<Index> part, Index width);
/// A vector, whole.
Tensor stored_entries(const RowVector &values);
/// The same, of the `width` entries of one part, or of all.
Tensor stored_entries(const RowVector &values, std::optional<Index> part, Index width);

/// The key/value head that this query head reads; none for none.
std::optional<Index> kv_part(const Run &run, std::optional<Index> head);

/// Number by number, for what does not stand in the run.
Tensor counted(const Run &run, TensorId id, std::optional<Index> head);

} // namespace attn
