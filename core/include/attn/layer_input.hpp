// SPDX-License-Identifier: MIT
/// \file
/// How the x of a model's layer came to be: patches or words, positions, the layer norm. A layer
/// that stands alone has none of this.
#pragma once

#include "attn/linear.hpp"
#include "attn/norm.hpp"
#include "attn/position.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace attn {

/// n tokens, d = d_model. Pointers lead into what `owner` keeps alive.
struct LayerInput {
  Index layer = 0;              ///< its place in the model
  Matrix hidden;                ///< [n, d]: what enters the layer norm
  bool adds_hidden = false;     ///< the block adds its output to `hidden`, not to x (pre-norm)
  const Norm *norm = nullptr;   ///< null: x is `hidden` itself
  std::vector<RowScale> scales; ///< [n], where there is a norm
  /// @{
  /// What the block does to the output before it adds it; null: nothing.
  const Norm *post_norm = nullptr;        ///< first
  const RowVector *layer_scale = nullptr; ///< then: [d], a factor for each column
  /// @}

  // Of the first layer only; elsewhere empty.
  Matrix embedding;                ///< [n, d]: word vectors, or projected patches
  Matrix position;                 ///< [n, d]: hidden = embedding + position
  bool is_position_learned = true; ///< else sinusoidal
  /// @{
  /// A norm of embedding + position, which is then `embedded`, [n, d] (CLIP); null: none.
  const Norm *embedding_norm = nullptr;
  Matrix embedded;
  /// @}
  /// @{
  /// A norm behind the projection of the patches, which is then `projected` (Swin); null: none.
  const Norm *patch_norm = nullptr;
  Matrix projected; ///< [n − prefix, d]
  /// @}
  Matrix patches;                     ///< [n − prefix, channels · patch²]: normalised pixels
  const Linear *projection = nullptr; ///< of the patches: [channels · patch², d]

  std::optional<Grid> grid;          ///< places of the patches
  Index prefix = 0;                  ///< leading tokens that are no patches: [CLS]
  std::shared_ptr<const void> owner; ///< of what `norm` and `projection` point to
};

} // namespace attn
