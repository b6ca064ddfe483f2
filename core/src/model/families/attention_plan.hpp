// SPDX-License-Identifier: MIT
/// From the names of tensors to the matrices of an attention layer.
#pragma once

#include "model/families/block_plan.hpp"

#include <string>

namespace attn {

/// Sizes queries, keys, values, their norms and the output, and demands their tensors. Returns the
/// layer's spec: that of the traits with what the tensors tell.
/// Throws Error: kShape (a tensor is missing or does not fit), kRange (heads that do not divide).
LayerSpec plan_attention(const Plan &plan, const BlockNames &names, const std::string &block,
                         Weights &w, Index d, const BlockTraits &traits);
/// The same where queries, keys and values are sized already.
LayerSpec plan_behind_qkv(const Plan &plan, const BlockNames &names, const std::string &block,
                          Weights &w, Index d, const BlockTraits &traits);

} // namespace attn
