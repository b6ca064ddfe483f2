// SPDX-License-Identifier: MIT
/// From the names of a block's tensors to the block. A tensor's presence decides whether the part
/// is there; what no tensor tells stands in the traits.
#pragma once

#include "model/families/families.hpp"

#include <array>
#include <string>

namespace attn {

/// Several names for the same thing; the first that the file has is read. Null behind the last.
using Names = std::array<const char *, 3>;

/// What a family calls the parts of a block, behind the block's own name. What it does not name is
/// never there.
struct BlockNames {
  Names norm1 = {};
  Names post1 = {};
  Names scale1 = {};
  /// Queries, keys and values: each alone, or one matrix [3 · width, d] with rows q, k, v.
  Names query = {};
  Names key = {};
  Names value = {};
  Names fused = {};     ///< .weight and .bias behind it
  Names key_value = {}; ///< beside a query alone: [2 · width, d] with rows k, v
  Names packed = {};    ///< _weight and _bias behind it (PyTorch's MultiheadAttention)
  Names by_head = {}; ///< [heads · 3 · width, d]: q, k, v of the first head, of the second … (NeoX)
  Names query_bias = {}; ///< beside a fused matrix without bias, with value_bias; keys have none
  Names value_bias = {};
  Names query_norm = {};
  Names key_norm = {};
  Names score_mix = {};
  Names weight_mix = {};
  Names output = {};
  Names norm2 = {};
  Names post2 = {};
  Names scale2 = {};
  Names fc1 = {};
  Names gate = {};
  Names inner_norm = {};
  Names fc2 = {};
};

/// What tensors do not tell.
struct BlockTraits {
  BlockOrder order = BlockOrder::kPre;
  NormKind norm = NormKind::kLayer;
  float epsilon = 1e-6F;
  bool norm_adds_one = false; ///< y · (weight + 1) (Gemma)
  bool is_conv1d = false;     ///< matrices are stored [in, out] (GPT-2)
  Activation activation = Activation::kGelu;
  Activation gate_activation = Activation::kSilu; ///< where a gate is there
  LayerSpec spec; ///< heads, scale, mask, position …; sizes come from the tensors
};

/// The first of these names that is there with `end` behind it; empty where none is.
std::string found(const TensorDemands &demands, const std::string &block, const Names &names,
                  const char *end = ".weight");

/// How many of prefix0suffix, prefix1suffix, … there are.
Index count_blocks(const TensorDemands &demands, const std::string &prefix);

/// One matrix with its bias, as PyTorch's Linear or as GPT-2's Conv1D keeps it.
Linear plan_linear(const Plan &plan, const std::string &name, Index in, bool is_conv1d);

/// A norm of d columns. Throws Error(kShape).
Norm plan_norm(const Plan &plan, const std::string &name, Index size, const BlockTraits &traits);
std::optional<Norm> plan_norm_if(const Plan &plan, const std::string &block, const Names &names,
                                 Index size, const BlockTraits &traits);

/// fc1, gate, inner norm and fc2. One fc1 with twice as many rows as fc2 has columns holds the gate
/// in its first half.
Mlp plan_mlp(const Plan &plan, const BlockNames &names, const std::string &block, Index d,
             const BlockTraits &traits);

/// Sizes a block and demands its tensors. `block` is what stands before its names.
/// Throws Error: kShape (a tensor is missing or does not fit), kRange (heads that do not divide).
void plan_block(const Plan &plan, const BlockNames &names, const std::string &block, Index d,
                const BlockTraits &traits);

/// Heads by one of these keys. Throws Error(kShape) where the file does not tell them.
Index heads_of(const ConfigReader &config, ConfigReader::Keys keys);

/// The word vectors [vocabulary, d]; returns d.
Index plan_words(const Plan &plan, const std::string &word);
/// What says the next word: the tensor `name`, or, where config.tie_word_embeddings says so
/// (`is_tied` where it is silent, the library's default), the word embedding once more. Neither: a
/// bare backbone. Reads the last token.
void plan_word_head(const Plan &plan, const std::string &name, Index d, bool is_tied);
/// A table of learned positions from row `first` on.
void plan_word_positions(const Plan &plan, const std::string &name, Index d, Index first = 0);

} // namespace attn
