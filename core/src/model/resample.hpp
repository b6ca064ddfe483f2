// SPDX-License-Identifier: MIT
/// Tables of positions for images of another size than a model was trained with.
#pragma once

#include "attn/model.hpp"

namespace attn {

/// table: [from.rows · from.cols, d], row by row. Returns [to.rows · to.cols, d]: each axis by
/// itself with Keys' cubic (1981), pixel centres at half places (as PyTorch's align_corners=False).
Matrix resampled(const Matrix &table, const Grid &from, const Grid &to, Resampling resampling);

} // namespace attn
