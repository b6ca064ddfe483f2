// SPDX-License-Identifier: MIT
/// What the families of Vision Transformers share: the blocks are the same, the names are not.
#pragma once

#include "model/model_draft.hpp"

#include <string>

namespace attn {

/// What a family calls its tensors. Those that begin with a point follow the name of a block.
struct VitNames {
  const char *class_token;
  const char *position;
  const char *patches;
  const char *block; ///< its number follows
  const char *norm1;
  const char *norm2;
  const char *output;
  const char *fc1;
  const char *fc2;
  bool has_fused_qkv; ///< one matrix for queries, keys and values, not three
  const char *qkv;
  const char *norm;
  const char *head;
  float norm_epsilon; ///< where the configuration does not tell
};

/// `prefix` stands before every name but those of the classifier and of timm's fc_norm.
void plan_vit(ModelDraft &draft, TensorDemands &demands, const VitNames &names,
              const std::string &prefix);

} // namespace attn
