// SPDX-License-Identifier: MIT
/// \file
/// A whole encoder as data: how its input becomes token rows, its blocks, and what is read off at
/// the end.
#pragma once

#include "attn/encoder_block.hpp"
#include "attn/model_config.hpp"
#include "attn/position.hpp"
#include "attn/tokenizer.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace attn {

/// A token that stands before the patches.
struct PrefixToken {
  std::string name; ///< "[CLS]", "[DIST]", "[REG 1]"
  RowVector vector; ///< [d]
};

/// In which order the numbers of a patch are read.
enum class PatchOrder {
  kChannelsFirst, ///< channel by channel, as a convolution reads them
  kChannelsLast,  ///< pixel by pixel (vit-pytorch)
};

/// How a table of positions is brought to another number of patches.
enum class Resampling {
  kNever,            ///< images of the trained size only
  kBicubic,          ///< Keys' cubic with a = −3/4, edges repeated (DINOv2 in Hugging Face)
  kBicubicAntialias, ///< a = −1/2, widened where it shrinks (timm)
};

/// How the places of an axial RoPE follow from the number of patches on an axis.
enum class RopePlaces {
  kIndex,     ///< 0, 1, 2 …
  kStretched, ///< i · extent / count (EVA-02)
  kCentred,   ///< (i + 1/2) / count · 2 − 1 (DINOv3)
};

/// An image, cut into squares that are projected to vectors (Dosovitskiy et al. 2021, eq. 1).
struct PatchEmbedding {
  Grid grid;              ///< patches of an image of the size that the model was trained for
  Index patch_size = 0;   ///< pixels on a side
  Index num_channels = 0; ///< 1 or 3
  PatchOrder order = PatchOrder::kChannelsFirst; ///< of the numbers of a patch
  std::optional<Norm> pixel_norm;                ///< of the numbers of a patch (vit-pytorch)
  Linear projection;                             ///< [num_channels · patch_size², d]
  std::optional<Norm> patch_norm;                ///< of the projected patches (Swin, vit-pytorch)
  std::vector<PrefixToken> prefix;               ///< in the order of their rows
  Matrix position;                               ///< [covered + patches, d]; 0 rows = absent
  Index covered = 0; ///< how many of the first prefix tokens have a row of `position`
  /// For images of another size; without a table, RoPE serves any.
  Resampling resampling = Resampling::kNever;
  std::optional<Norm> norm;                    ///< of all rows together (CLIP)
  RopePlaces rope_places = RopePlaces::kIndex; ///< where the layers turn q and k
  double rope_extent = 1;                      ///< for kStretched

  /// @{
  /// Pixels of an image of the size that the model was trained for.
  Index image_height() const { return grid.rows * patch_size; }
  Index image_width() const { return grid.cols * patch_size; }
  /// @}
  /// The patches of an image of this many pixels.
  /// Throws Error(kShape): not a multiple of the patch, or another size than the table of positions
  /// (or the biases of the layers) can serve.
  Grid grid_of(Index height, Index width) const;
  /// Tokens before the patches.
  Index prefix_count() const { return static_cast<Index>(prefix.size()); }
};

/// Words by their number.
struct WordEmbedding {
  Matrix word;              ///< [vocabulary, d]
  float scale = 1;          ///< of the word vectors (Gemma)
  Position position;        ///< additive; none where the layer has the positions itself
  Index first_position = 0; ///< row of the first token (RoBERTa)
  RowVector token_type;     ///< [d], BERT's row 0; size 0 = absent
  std::optional<Norm> norm; ///< behind the sum (BERT)
};

/// Which row the classifier reads.
enum class Pooling {
  kToken,        ///< one token, Top::token
  kMean,         ///< of all patches
  kMax,          ///< largest of each column over all patches
  kMeanMax,      ///< half the sum of the two
  kTokenAndMean, ///< the token, and behind it the mean (DINOv2)
  kAttention,    ///< a trained query attends to all patches (SigLIP)
};

/// One more attention with one trained query: z + mlp(norm(z)), z = attention(query, rows).
struct AttentionPooling {
  RowVector query;                                 ///< [d]
  std::shared_ptr<const AttentionLayer> attention; ///< never null
  std::optional<Norm> norm;                        ///< before the MLP
  Mlp mlp;                                         ///< whose result is added
};

/// What is read off behind the last block.
struct Top {
  std::optional<Norm> norm;          ///< of all rows
  Pooling pooling = Pooling::kToken; ///< which rows count
  Index token = 0;                   ///< −1 = the last
  Index first_patch = 0;             ///< rows before it are no patches: left out of means
  std::optional<AttentionPooling> attention_pooling; ///< with Pooling::kAttention
  std::optional<Norm> pooled_norm;                   ///< behind the pooling (timm's fc_norm)
  std::optional<Linear> head;                        ///< [d, labels]
  std::optional<Linear> second_head; ///< of token 1; the logits are the mean of both (DeiT)
  bool tied_head = false;            ///< logits = row · wordᵀ (GPT-2)
  std::optional<float> softcap;      ///< of the logits: c · tanh(logit / c) (Gemma 2)
};

/// Immutable once loaded; runs share it. Exactly one of `patches` and `words` is there.
struct Model {
  ModelConfig config;                         ///< as read
  std::string family;                         ///< for readers: "Hugging Face's BERT"
  std::optional<PatchEmbedding> patches;      ///< of a model of images
  std::optional<WordEmbedding> words;         ///< of a model of words
  std::shared_ptr<const Tokenizer> tokenizer; ///< null: only token numbers are taken
  std::string no_tokenizer; ///< why the files of a tokenizer that came were not taken; else ""
  std::vector<EncoderBlock> blocks; ///< at least one
  /// Comes before the patches where the first block with class attention does (CaiT); none
  /// elsewhere.
  std::optional<PrefixToken> class_token;
  /// A pack of one attention layer without MLP and residual stream: only layer(0) has a meaning.
  bool attention_only = false;
  Top top; ///< behind the last block

  /// True where patches see only those of their window: nothing is defined across windows.
  bool has_windows() const { return blocks.front().windows.size != 0; }
  /// True where the last blocks have one query alone, [CLS].
  bool has_class_attention() const { return blocks.back().class_attention; }
  /// True where weights behind the softmax are mixed over the heads, and so are no shares of 1.
  bool mixes_weights() const { return blocks.front().attention->weights().weight_mix.has_value(); }
  /// Columns of a token's row at the first layer.
  Index d_model() const { return blocks.front().attention->spec().d_model; }
  /// Heads of every layer (of the first, with windows: merged patches have more).
  Index num_heads() const { return blocks.front().attention->spec().num_heads; }
};

} // namespace attn
