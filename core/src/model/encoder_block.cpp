// SPDX-License-Identifier: MIT
#include "attn/encoder_block.hpp"

#include "base/check.hpp"
#include "math/kernels.hpp"

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
