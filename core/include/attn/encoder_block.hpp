// SPDX-License-Identifier: MIT
/// \file
/// One block of a Transformer encoder: attention and MLP, each with its layer norm and residual.
#pragma once

#include "attn/activation.hpp"
#include "attn/attention.hpp"
#include "attn/layer_norm.hpp"
#include "attn/linear.hpp"

#include <memory>

namespace attn {

/// Two linear maps with a function between them: fc2(activation(fc1(x))).
struct Mlp {
  Linear fc1;                                ///< [d, inner]
  Activation activation = Activation::kGelu; ///< of the inner numbers
  Linear fc2;                                ///< [inner, d]
};

/// Pre-norm (Dosovitskiy et al. 2021, eq. 2 and 3; GPT-2):
///   h ← h + attention(norm1(h)), h ← h + mlp(norm2(h)).
/// Post-norm (Vaswani et al. 2017; BERT): h ← norm1(h + attention(h)), h ← norm2(h + mlp(h)).
struct EncoderBlock {
  bool norm_first = true;                          ///< pre-norm
  LayerNorm norm1;                                 ///< size 0 = absent, in attention-only packs
  std::shared_ptr<const AttentionLayer> attention; ///< never null in a loaded model
  LayerNorm norm2;                                 ///< size 0 = absent, in attention-only packs
  Mlp mlp;                                         ///< empty in attention-only packs
};

/// The rest of a block behind its attention: `hidden` [n, d] is the block's input,
/// `attention_output` [n, d] what the attention layer gave. Returns the block's output [n, d].
Matrix finish_block(const EncoderBlock &block, Matrix hidden, const Matrix &attention_output);

} // namespace attn
