// SPDX-License-Identifier: MIT
/// \file
/// A whole encoder: how its input becomes token rows, its blocks, and what is read off at the end.
#pragma once

#include "attn/encoder_block.hpp"
#include "attn/model_config.hpp"
#include "attn/position.hpp"
#include "attn/tokenizer.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace attn {

/// An image, cut into squares that are projected to vectors (Dosovitskiy et al. 2021, eq. 1).
struct PatchEmbedding {
  Index image_size = 0;   ///< pixels on a side
  Index patch_size = 0;   ///< divides image_size
  Index num_channels = 0; ///< 1 or 3
  Linear projection;      ///< [num_channels · patch_size², d]; a patch is read channel by channel
  RowVector class_token;  ///< [d]; size 0 = no [CLS]
  Matrix position;        ///< [n, d], [CLS] first

  /// Patches on a side.
  Index side() const { return image_size / patch_size; }
  /// Tokens before the patches: 1 with a class token, else 0.
  Index prefix() const { return class_token.size() == 0 ? 0 : 1; }
  /// Number of tokens.
  Index length() const { return side() * side() + prefix(); }
};

/// Words by their number.
struct WordEmbedding {
  Matrix word;                   ///< [vocabulary, d]
  Position position;             ///< additive; none where the layer has the positions itself
  RowVector token_type;          ///< [d], BERT's row 0; size 0 = absent
  std::optional<LayerNorm> norm; ///< behind the sum (BERT)
};

/// Which row the classifier reads.
enum class Pooling {
  kClassToken, ///< token 0
  kMean,       ///< of all patches
  kLastToken,  ///< language models
};

/// Immutable once loaded; runs share it. Exactly one of `patches` and `words` is there.
struct Model {
  ModelConfig config;                         ///< as read
  std::optional<PatchEmbedding> patches;      ///< of a model of images
  std::optional<WordEmbedding> words;         ///< of a model of words
  std::shared_ptr<const Tokenizer> tokenizer; ///< null: only token numbers are taken
  std::vector<EncoderBlock> blocks;           ///< at least one
  /// A pack of one attention layer without MLP and residual stream: only layer(0) has a meaning.
  bool attention_only = false;
  std::optional<LayerNorm> final_norm;    ///< behind the last block
  bool pool_first = false;                ///< pooling before the final norm (timm's fc_norm)
  Pooling pooling = Pooling::kClassToken; ///< what the head reads
  std::optional<Linear> head;             ///< [d, labels]
  bool tied_head = false;                 ///< logits = row · wordᵀ (GPT-2)

  /// Columns of a token's row.
  Index d_model() const { return blocks.front().attention->spec().d_model; }
  /// Heads of every layer.
  Index num_heads() const { return blocks.front().attention->spec().num_heads; }
};

} // namespace attn
