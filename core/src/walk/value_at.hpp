// SPDX-License-Identifier: MIT
/// One number of a run by its reference.
#pragma once

#include "attn/run.hpp"
#include "attn/tensor_ref.hpp"

namespace attn {

/// The value of a reference that was checked.
float value_at(const Run &run, const TensorRef &ref);

} // namespace attn
