// SPDX-License-Identifier: MIT
/// One block of a Transformer encoder: attention and MLP, each with its layer norm and residual.
#pragma once

#include "attn/attention.hpp"
#include "attn/layer_norm.hpp"

#include <memory>
#include <optional>
#include <string_view>

namespace attn {

/// y = x · weight + bias.
struct Linear {
  Matrix weight;  ///< [in, out]
  RowVector bias; ///< [out]; size 0 = absent
};

enum class Activation {
  kGelu,     ///< x · Φ(x), with erf (Hendrycks & Gimpel 2016)
  kGeluTanh, ///< its tanh approximation, same paper: "gelu_new", "gelu_pytorch_tanh", "gelu_fast"
  kRelu,
  kSilu, ///< x · sigmoid(x), also "swish"
};

/// A name of Hugging Face's `hidden_act`. Throws Error(kUnsupported).
Activation activation_from_name(std::string_view name);

void activate(Activation activation, Matrix &values);

struct Mlp {
  Linear fc1;
  Activation activation = Activation::kGelu;
  Linear fc2;
};

/// Pre-norm (Dosovitskiy et al. 2021, eq. 2 and 3; GPT-2):
///   h ← h + attention(norm1(h)), h ← h + mlp(norm2(h)).
/// Post-norm (Vaswani et al. 2017; BERT): h ← norm1(h + attention(h)), h ← norm2(h + mlp(h)).
struct EncoderBlock {
  bool norm_first = true;
  LayerNorm norm1; ///< size 0 = absent, in attention-only packs
  std::shared_ptr<const AttentionLayer> attention;
  LayerNorm norm2;
  Mlp mlp;
};

/// The rest of a block behind its attention: `hidden` [n, d] is the block's input,
/// `attention_output` [n, d] what the attention layer gave. Returns the block's output [n, d].
Matrix finish_block(const EncoderBlock &block, Matrix hidden, const Matrix &attention_output);

} // namespace attn
