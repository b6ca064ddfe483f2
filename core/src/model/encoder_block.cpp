// SPDX-License-Identifier: MIT
#include "attn/encoder_block.hpp"

#include "base/check.hpp"
#include "math/kernels.hpp"

#include <utility>

namespace attn {

namespace {

/// hidden += scale ⊙ norm(added), without what is absent.
void add(Matrix &hidden, const Matrix &added, const std::optional<Norm> &norm,
         const RowVector &scale) {
  if (!norm && scale.size() == 0) {
    hidden += added;
    return;
  }
  Matrix rows = norm ? normalize(*norm, added) : added;
  for (Index i = 0; i < rows.rows() && scale.size() != 0; ++i) {
    rows.row(i).array() *= scale.array();
  }
  hidden += rows;
}

} // namespace

Matrix run_mlp(const Mlp &mlp, const Matrix &x) {
  Matrix inner;
  project(x, mlp.fc1.weight, mlp.fc1.bias, inner);
  if (mlp.gate) {
    Matrix gate;
    project(x, mlp.gate->weight, mlp.gate->bias, gate);
    activate(mlp.activation, gate);
    inner.array() *= gate.array();
  } else {
    activate(mlp.activation, inner);
  }
  if (mlp.norm) {
    inner = normalize(*mlp.norm, inner);
  }
  Matrix out;
  project(inner, mlp.fc2.weight, mlp.fc2.bias, out);
  return out;
}

Matrix finish_block(const EncoderBlock &block, Matrix hidden, const Matrix &x,
                    const Matrix &attention_output) {
  if (block.order == BlockOrder::kParallel) {
    const Matrix out = run_mlp(block.mlp, block.norm2 ? normalize(*block.norm2, hidden) : x);
    add(hidden, attention_output, block.post1, block.scale1);
    add(hidden, out, block.post2, block.scale2);
    return hidden;
  }
  add(hidden, attention_output, block.post1, block.scale1);
  if (block.order == BlockOrder::kPost) {
    hidden = normalize(*block.norm1, hidden);
    add(hidden, run_mlp(block.mlp, hidden), block.post2, block.scale2);
    return normalize(*block.norm2, hidden);
  }
  const Matrix out = run_mlp(block.mlp, block.norm2 ? normalize(*block.norm2, hidden) : hidden);
  add(hidden, out, block.post2, block.scale2);
  return hidden;
}

} // namespace attn
