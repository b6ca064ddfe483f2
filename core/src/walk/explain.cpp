// SPDX-License-Identifier: MIT
#include "attn/explain.hpp"

#include "walk/explainer.hpp"
#include "walk/tensors.hpp"

namespace attn {

Explainer::Explainer(const Run &explained, const TensorRef &ref)
    : run(explained),
      spec(explained.spec()), at{ref.head, ref.index[0], ref.index[1], ref.index[2]} {
  out_.result = {ref, value_at(run, ref)};
}

void Explainer::given(const char *source) {
  operation(Operation::kGiven);
  out_.source = source;
}

void Explainer::masked() {
  operation(Operation::kMasked);
  out_.source = "mask";
}

TensorRef Explainer::ref_of(TensorId tensor, std::array<Index, 3> index) const {
  return {tensor, tensor_has_heads(tensor) ? at.head : -1, index};
}

void Explainer::operand(TensorId tensor, std::array<Index, 3> index) {
  const TensorRef ref = ref_of(tensor, index);
  out_.operands.push_back({ref, value_at(run, ref)});
}

void Explainer::operand(TensorId tensor, std::array<Index, 3> index, float value) {
  out_.operands.push_back({ref_of(tensor, index), value});
}

void Explainer::pair(const TensorRef &a, const TensorRef &b) {
  out_.pairs.emplace_back(Operand{a, value_at(run, a)}, Operand{b, value_at(run, b)});
}

void Explainer::bias(const TensorRef &ref) { out_.bias = {ref, value_at(run, ref)}; }

void Explainer::normalized(const NormTensors &names, TensorId of, Index entry) {
  const bool is_rms = names.norm.kind == NormKind::kRms;
  operation(is_rms ? Operation::kRmsNormalize : Operation::kNormalize);
  operand(of, {at.i, at.j});
  if (!is_rms) {
    operand(names.mean, {at.i});
  }
  operand(names.deviation, {at.i});
  operand(names.weight, {entry});
  if (names.norm.bias.size() != 0) {
    operand(names.bias, {entry});
  }
}

void Explainer::mean_of_row(TensorId of, Axis width) {
  operation(Operation::kMean);
  for (Index column = 0; column < axis_extent(run, width); ++column) {
    operand(of, {at.i, column});
  }
}

void Explainer::deviation_of_row(const Norm &norm, TensorId of, Axis width) {
  mean_of_row(of, width);
  operation(norm.kind == NormKind::kRms ? Operation::kRms : Operation::kDeviation);
  factor(norm.epsilon);
}

void Explainer::sum_of(TensorId a, TensorId b) {
  operation(Operation::kSum);
  operand(a, {at.i, at.j});
  operand(b, {at.i, at.j});
}

void explain_turn(Explainer &number, TensorId before, const RopeTurn &turn, Index column) {
  number.operation(turn.turned ? Operation::kRotate : Operation::kCopy);
  number.operand(before, {number.at.i, column});
  if (turn.turned) {
    number.operand(before, {number.at.i, turn.partner});
    number.factors(turn.cos, turn.sin_signed);
  }
}

const char *source_name(InputSource source) {
  switch (source) {
  case InputSource::kWordVectors:
    return "word vector";
  case InputSource::kTrainedVectors:
    return "trained embedding";
  case InputSource::kGiven:
    break;
  }
  return "input";
}

const char *bias_source(const LayerSpec &spec) {
  return std::holds_alternative<AlibiPosition>(spec.position) ? "alibi" : "relative";
}

Explanation explain(const Run &run, const TensorRef &ref) {
  check_ref(run, ref);
  Explainer number(run, ref);
  tensor_row(ref.tensor).explain(number);
  return number.take();
}

float value_of(const Run &run, const TensorRef &ref) {
  check_ref(run, ref);
  return value_at(run, ref);
}

} // namespace attn
