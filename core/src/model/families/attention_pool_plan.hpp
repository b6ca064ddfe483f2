// SPDX-License-Identifier: MIT
/// From the names of tensors to the pooling by attention that stands behind SigLIP's blocks.
#pragma once

#include "model/families/block_plan.hpp"

#include <string>

namespace attn {

/// What a family calls the parts of such a pooling, behind the pooling's own name.
struct AttentionPoolNames {
  const char *latent; ///< the trained query, [1, 1, d]
  BlockNames parts;   ///< query with key_value, or packed …; query_norm, output, norm2, fc1, fc2
};

/// The pooling of Model::top, if the file has one; `pool` is what stands before its names: "head.".
/// Of the traits it has norms, activation, heads. Returns whether it is there.
/// Throws Error: kShape (more than one query, a tensor is missing or does not fit), kRange.
bool plan_attention_pooling(const Plan &plan, const AttentionPoolNames &names,
                            const std::string &pool, Index d, const BlockTraits &traits);

} // namespace attn
