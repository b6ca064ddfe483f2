// SPDX-License-Identifier: MIT
/// The tensors behind the attention weights: the weighted sum, the output, and each token's share.
#include "walk/explainer.hpp"
#include "walk/query_walk.hpp"
#include "walk/tensors.hpp"
#include "walk/whole_tensor.hpp"

#include <algorithm>

namespace attn {

namespace {

using Head = std::optional<Index>;

void explain_weighted(Explainer &number) {
  const auto [head, i, j, c] = number.at;
  number.operation(Operation::kProduct);
  number.operand(TensorId::kWeights, {i, j});
  number.operand(TensorId::kV, {j, c});
}

void explain_z(Explainer &number) {
  number.operation(Operation::kSum);
  for (Index key = 0; key < number.run.context_length(); ++key) {
    number.operand(TensorId::kWeighted, {number.at.i, key, number.at.j});
  }
}

void explain_concat(Explainer &number) {
  const Index width = number.spec.value_dim;
  number.operation(Operation::kCopy);
  number.at.head = number.at.j / width;
  number.operand(TensorId::kZ, {number.at.i, number.at.j % width});
}

void explain_head_output(Explainer &number) {
  const auto [head, i, j, c] = number.at;
  const Index width = number.spec.value_dim;
  number.operation(Operation::kDot);
  for (Index column = 0; column < width; ++column) {
    number.pair({TensorId::kZ, head, {i, column}}, {TensorId::kWo, -1, {head * width + column, j}});
  }
}

void add_output_bias(Explainer &number) {
  if (number.run.layer().weights().bo.size() != 0) {
    number.operand(TensorId::kBo, {number.at.j});
  }
}

void explain_output(Explainer &number) {
  number.operation(Operation::kSum);
  for (Index &head = number.at.head = 0; head < number.spec.num_heads; ++head) {
    number.operand(TensorId::kHeadOutput, {number.at.i, number.at.j});
  }
  add_output_bias(number);
}

void explain_contribution(Explainer &number) {
  const auto [of_number, i, j, c] = number.at;
  const Index width = number.spec.value_dim;
  number.operation(Operation::kDot);
  for (Index head = 0; head < number.spec.num_heads; ++head) {
    for (Index column = 0; column < width; ++column) {
      number.pair({TensorId::kWeighted, head, {i, j, column}},
                  {TensorId::kWo, -1, {head * width + column, c}});
    }
  }
}

void explain_output_by_token(Explainer &number) {
  number.operation(Operation::kSum);
  // All at once: each of them is a long sum.
  const RowVector values = contributions_to(number.run, number.at.i, number.at.j);
  for (Index key = 0; key < number.run.context_length(); ++key) {
    number.operand(TensorId::kContributions, {number.at.i, key, number.at.j}, values(key));
  }
  add_output_bias(number);
}

/// [heads, out_dim]: every head's, whichever head is asked for.
Matrix head_outputs(const Run &run, Index /*head*/, Index query) {
  Matrix shares(run.spec().num_heads, run.spec().out_dim);
  for (Index head = 0; head < shares.rows(); ++head) {
    const RowVector share = head_output(run, head, query);
    std::copy_n(share.data(), share.size(), shares.data() + head * shares.cols());
  }
  return shares;
}

constexpr std::array kRows{
    TensorRow{
        .id = TensorId::kWeighted,
        .name = "weighted",
        .axes = {Axis::kLength, Axis::kContextLength, Axis::kValueDim},
        .heads = Heads::kEach,
        .value = [](const Run &run,
                    const Place &at) { return weighted_value(run, at.head, at.i, at.j, at.c); },
        .explain = explain_weighted,
        .of_query = weighted_values,
    },
    TensorRow{
        .id = TensorId::kZ,
        .name = "z",
        .axes = {Axis::kLength, Axis::kValueDim},
        .heads = Heads::kEach,
        .value = [](const Run &run, const Place &at) { return run.z(at.head)(at.i, at.j); },
        .explain = explain_z,
        .whole = [](const Run &run, TensorId,
                    Head head) { return stored_columns(run.concat(), head, run.spec().value_dim); },
    },
    TensorRow{
        .id = TensorId::kConcat,
        .name = "concat",
        .axes = {Axis::kLength, Axis::kConcatWidth},
        .value = [](const Run &run, const Place &at) { return run.concat()(at.i, at.j); },
        .explain = explain_concat,
        .whole = [](const Run &run, TensorId, Head) { return stored_rows(view(run.concat())); },
    },
    TensorRow{
        .id = TensorId::kHeadOutput,
        .name = "headOutput",
        .axes = {Axis::kLength, Axis::kOutDim},
        .heads = Heads::kEach,
        .value = [](const Run &run,
                    const Place &at) { return head_output(run, at.head, at.i)(at.j); },
        .explain = explain_head_output,
        .of_query = head_outputs,
    },
    TensorRow{
        .id = TensorId::kOutput,
        .name = "output",
        .axes = {Axis::kLength, Axis::kOutDim},
        .value = [](const Run &run, const Place &at) { return run.output()(at.i, at.j); },
        .explain = explain_output,
        .whole = [](const Run &run, TensorId, Head) { return stored_rows(view(run.output())); },
    },
    TensorRow{
        .id = TensorId::kContributions,
        .name = "contributions",
        .axes = {Axis::kLength, Axis::kContextLength, Axis::kOutDim},
        .value = [](const Run &run,
                    const Place &at) { return contribution(run, at.i, at.j, at.c); },
        .explain = explain_contribution,
        .of_query = [](const Run &run, Index, Index query) { return contributions(run, query); },
    },
    TensorRow{
        .id = TensorId::kOutputByToken,
        .name = "outputByToken",
        .axes = {Axis::kLength, Axis::kOutDim},
        .value = [](const Run &run, const Place &at) { return output_by_token(run, at.i, at.j); },
        .explain = explain_output_by_token,
    },
};
static_assert(are_in_order(kRows, TensorId::kWeighted, TensorId::kOutputByToken));

} // namespace

std::span<const TensorRow> tensors_of_output() { return kRows; }

} // namespace attn
