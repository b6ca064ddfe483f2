// SPDX-License-Identifier: MIT
#include "attn/encoder_block.hpp"

#include "attn/kernels.hpp"
#include "check.hpp"

#include <cmath>
#include <utility>

namespace attn {

namespace {

Matrix run_mlp(const Mlp &mlp, const Matrix &x) {
  Matrix inner = project(x, mlp.fc1.weight, mlp.fc1.bias);
  activate(mlp.activation, inner);
  return project(inner, mlp.fc2.weight, mlp.fc2.bias);
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

void activate(Activation activation, Matrix &values) {
  float *const end = values.data() + values.size();
  for (float *at = values.data(); at != end; ++at) {
    const float x = *at;
    switch (activation) {
    case Activation::kGelu:
      *at = 0.5F * x * (1 + std::erf(x * 0.70710678F));
      break;
    case Activation::kGeluTanh:
      *at = 0.5F * x * (1 + std::tanh(0.79788456F * (x + 0.044715F * x * x * x)));
      break;
    case Activation::kRelu:
      *at = x > 0 ? x : 0;
      break;
    case Activation::kSilu:
      *at = x / (1 + std::exp(-x));
      break;
    }
  }
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
