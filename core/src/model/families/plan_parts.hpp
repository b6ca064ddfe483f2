// SPDX-License-Identifier: MIT
/// Parts of a plan that several families share: the projections of attention, linear maps, word
/// vectors, and what the configuration says of heads.
#pragma once

#include "model/model_draft.hpp"

#include <string>

namespace attn {

/// [3 · width, d], rows q, then k, then v.
void plan_fused_qkv(TensorDemands &demands, const std::string &name, Weights &w, Index d,
                    Index width);
/// [3 · width], where the file has it.
void plan_fused_bias(TensorDemands &demands, const std::string &name, Weights &w, Index width);
/// `name` + query, key, value, each a linear map of its own.
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

/// The word vectors [vocabulary, d], and the table of learned positions where the file has one.
/// Returns d.
Index plan_words(ModelDraft &draft, TensorDemands &demands, const std::string &word,
                 const std::string &position);

} // namespace attn
