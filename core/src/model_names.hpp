// SPDX-License-Identifier: MIT
/// How each kind of file names its tensors: image models, text models, and what they share.
#pragma once

#include "model_draft.hpp"

namespace attn {

/// timm or Hugging Face; `prefix` is "" or "vit.".
void plan_vit(ModelDraft &draft, TensorDemands &demands, bool is_timm, const std::string &prefix);
/// `prefix` is "" or "bert.".
void plan_bert(ModelDraft &draft, TensorDemands &demands, const std::string &prefix);
/// `prefix` is "" or "transformer.".
void plan_gpt(ModelDraft &draft, TensorDemands &demands, const std::string &prefix);
/// This project's packs of one attention layer.
void plan_text_pack(ModelDraft &draft, TensorDemands &demands);

/// [3 · width, d], rows q, then k, then v.
void plan_fused_qkv(TensorDemands &demands, const std::string &name, Weights &w, Index d,
                    Index width);
void plan_fused_bias(TensorDemands &demands, const std::string &name, Weights &w, Index width);
/// `name` + query, key, value.
void plan_separate_qkv(TensorDemands &demands, const std::string &name, Weights &w, Index d,
                       Index width);
/// A Linear whose parts belong to something else.
void plan_linear(TensorDemands &demands, const std::string &name, Matrix &weight, RowVector &bias,
                 Index in, Index out);

/// How many of prefix0suffix, prefix1suffix, … there are.
Index count_blocks(const TensorDemands &demands, const std::string &prefix,
                   const std::string &suffix);
/// Throws Error: kShape (no number of heads), kRange (it does not divide the width).
LayerSpec heads_of(const ModelConfig &config, Index d, Index width);

} // namespace attn
