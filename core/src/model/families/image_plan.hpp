// SPDX-License-Identifier: MIT
/// From the names of tensors to the embedding of patches; what the families of image models share.
#pragma once

#include "model/families/block_plan.hpp"

#include <string>
#include <vector>

namespace attn {

/// Tokens before the patches that are one tensor: [CLS], a distillation token, or several
/// registers.
struct PrefixNames {
  Names tensor;
  const char *token; ///< "[CLS]"; registers are numbered
};

/// What a family calls the parts of its patch embedding.
struct PatchNames {
  const char *projection; ///< .weight [d, channels, size, size] and .bias
  Names position = {};
  std::vector<PrefixNames> prefix = {}; ///< in the order of their rows
};

/// Demands projection, prefix tokens and the table of positions. How many prefix tokens the table
/// covers follows from its rows: none, the first kind, or all. `size`: of the image that the model
/// was trained for, [height, width] or one number; empty = the table is square.
/// Returns d. Throws Error: kShape, kUnsupported.
Index plan_patches(const Plan &plan, const PatchNames &names, const std::vector<Index> &size);

/// 2-D relative positions in the order of Swin and BEiT (query − key), turned to ours. stored:
/// [(2R − 1)(2C − 1) (+ 3 for a prefix of one token), heads].
RelativePosition plan_relative(const Plan &plan, const std::string &name, const Grid &grid,
                               Index heads, Index prefix);

} // namespace attn
