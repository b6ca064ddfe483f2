// SPDX-License-Identifier: MIT
#include "attn/encoder_block.hpp"

#include "attn/kernels.hpp"
#include "check.hpp"

#include <utility>

namespace attn {

namespace {

Matrix run_mlp(const Mlp &mlp, const Matrix &x) {
  Matrix inner;
  project(x, mlp.fc1.weight, mlp.fc1.bias, inner);
  activate(mlp.activation, inner);
  Matrix out;
  project(inner, mlp.fc2.weight, mlp.fc2.bias, out);
  return out;
}

} // namespace

Activation activation_from_name(std::string_view name) {
  if (name == "gelu") {
    return Activation::kGelu;
  }
  if (name == "gelu_new" || name == "gelu_pytorch_tanh" || name == "gelu_fast") {
    return Activation::kGeluTanh;
  }
  if (name == "relu") {
    return Activation::kRelu;
  }
  if (name == "silu" || name == "swish") {
    return Activation::kSilu;
  }
  refuse(ErrorCode::kUnsupported,
         {"hidden_act: \"", name,
          "\" is not known; known are gelu, gelu_new, gelu_pytorch_tanh, gelu_fast, relu, silu, "
          "swish"});
}

Matrix finish_block(const EncoderBlock &block, Matrix hidden, const Matrix &attention_output) {
  hidden += attention_output;
  if (block.norm_first) {
    hidden += run_mlp(block.mlp, normalize(block.norm2, hidden));
    return hidden;
  }
  hidden = normalize(block.norm1, hidden);
  hidden += run_mlp(block.mlp, hidden);
  return normalize(block.norm2, hidden);
}

} // namespace attn
