// SPDX-License-Identifier: MIT
/// What stands on the last block.
#pragma once

#include "attn/model.hpp"

namespace attn {

/// Of the rows behind the last block, [n, d]. Size 0 where the model has no head.
/// Throws Error(kNotFinite).
RowVector logits_of(const Model &model, const Matrix &rows);

} // namespace attn
