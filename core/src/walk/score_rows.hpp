// SPDX-License-Identifier: MIT
/// What the tensors with a number for each head, query and key have in common.
#pragma once

#include "walk/explainer.hpp"
#include "walk/whole_tensor.hpp"

#include <optional>

namespace attn {

/// Of scores, scaled and weights: [heads, n, m], or one head's [n, m].
inline Tensor score_rows(const Run &run, const Matrix &values, std::optional<Index> head) {
  const Index n = run.length();
  Tensor rows = stored_rows(head ? row_block(values, *head * n, n) : view(values));
  if (!head) {
    rows.shape = {run.spec().num_heads, n, run.context_length()};
  }
  return rows;
}

/// Σ over all heads of weight[head, other] · of[other, i, j], and the bias.
inline void explain_mix(Explainer &number, const HeadMix &mix, TensorId weight, TensorId bias,
                        TensorId of) {
  const auto [head, i, j, c] = number.at;
  number.operation(Operation::kDot);
  for (Index other = 0; other < mix.weight.cols(); ++other) {
    number.pair({weight, -1, {head, other}}, {of, other, {i, j}});
  }
  if (mix.bias.size() != 0) {
    number.bias({bias, -1, {head}});
  }
}

} // namespace attn
