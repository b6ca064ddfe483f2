// SPDX-License-Identifier: MIT
/// timm's ParallelScalingBlock (Dehghani et al. 2023): one matrix for the MLP's first map and for
/// queries, keys and values.
#pragma once

#include "model/families/block_plan.hpp"

#include <string>

namespace attn {

/// Sizes a block and demands its tensors. Throws Error(kShape).
void plan_parallel_block(const Plan &plan, const std::string &block, Index d,
                         const BlockTraits &traits);

} // namespace attn
