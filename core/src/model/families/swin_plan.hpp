// SPDX-License-Identifier: MIT
/// From the names of Swin's tensors to its stages.
#pragma once

#include "model/families/image_plan.hpp"

#include <string>

namespace attn {

/// What a kind of file calls Swin's tensors.
struct SwinNames {
  const char *patches;
  const char *patch_norm;
  std::string (*block)(Index stage, Index index);
  std::string (*merging)(Index stage); ///< between this stage and the next
  BlockNames names;
  Names table;       ///< of relative positions (the first version)
  Names scale;       ///< of each head (the second)
  Names coordinates; ///< the MLP that makes the table, .0 and .2
  const char *norm;
  Names head;
};

/// How many blocks a stage has, how many heads a block and how large its windows are follows from
/// the tensors; only Swin V2 keeps the size of its windows to itself.
/// Throws Error: kShape, kUnsupported (pictures that the windows do not divide).
void plan_swin(const Plan &plan, const SwinNames &swin);

} // namespace attn
