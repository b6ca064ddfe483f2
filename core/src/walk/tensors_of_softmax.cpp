// SPDX-License-Identifier: MIT
/// The tensors of the softmax, up to the attention weights.
#include "walk/explainer.hpp"
#include "walk/query_walk.hpp"
#include "walk/score_rows.hpp"
#include "walk/tensors.hpp"

namespace attn {

namespace {

using Head = std::optional<Index>;

const char *missing_weight_mix(const Run &run) {
  return run.weight_mix() != nullptr
             ? nullptr
             : "this layer does not mix the weights of its heads; see weights";
}

void explain_max(Explainer &number) {
  if (number.value() == kMasked) {
    number.masked();
    return;
  }
  const auto [head, i, j, c] = number.at;
  number.operation(Operation::kMax);
  for (Index key = 0; key < number.run.context_length(); ++key) {
    if (number.run.scaled(head)(i, key) != kMasked) {
      number.operand(TensorId::kScaled, {i, key});
    }
  }
}

void explain_exponential(Explainer &number) {
  const auto [head, i, j, c] = number.at;
  if (number.run.scaled(head)(i, j) == kMasked) {
    number.masked();
    return;
  }
  number.operation(Operation::kExp);
  number.operand(TensorId::kScaled, {i, j});
  number.operand(TensorId::kMax, {i});
}

void explain_total(Explainer &number) {
  number.operation(Operation::kSum);
  // Once for all keys: each value alone would be a softmax of its own.
  const QuerySoftmax softmax = query_softmax(number.run, number.at.head, number.at.i);
  for (Index key = 0; key < number.run.context_length(); ++key) {
    number.operand(TensorId::kExponentials, {number.at.i, key},
                   softmax.exponentials[static_cast<std::size_t>(key)]);
  }
}

void explain_mixed_weight(Explainer &number) {
  explain_mix(number, *number.run.weight_mix(), TensorId::kWeightMix, TensorId::kWeightMixBias,
              TensorId::kUnmixedWeights);
}

/// What the softmax gives.
void explain_share(Explainer &number) {
  if (query_softmax(number.run, number.at.head, number.at.i).row.total == 0) {
    number.masked();
    return;
  }
  number.operation(Operation::kDivide);
  number.operand(TensorId::kExponentials, {number.at.i, number.at.j});
  number.operand(TensorId::kTotal, {number.at.i});
}

void explain_weight(Explainer &number) {
  if constexpr (kHasModelParts) {
    if (number.run.weight_mix() != nullptr) {
      explain_mixed_weight(number);
      return;
    }
  }
  explain_share(number);
}

constexpr std::array kRows{
    TensorRow{
        .id = TensorId::kMax,
        .name = "max",
        .axes = {Axis::kLength},
        .heads = Heads::kEach,
        .value = [](const Run &run,
                    const Place &at) { return query_softmax(run, at.head, at.i).row.max; },
        .explain = explain_max,
    },
    TensorRow{
        .id = TensorId::kExponentials,
        .name = "exponentials",
        .axes = {Axis::kLength, Axis::kContextLength},
        .heads = Heads::kEach,
        .value =
            [](const Run &run, const Place &at) {
              return query_softmax(run, at.head, at.i).exponentials[static_cast<std::size_t>(at.j)];
            },
        .explain = explain_exponential,
    },
    TensorRow{
        .id = TensorId::kTotal,
        .name = "total",
        .axes = {Axis::kLength},
        .heads = Heads::kEach,
        .value = [](const Run &run,
                    const Place &at) { return query_softmax(run, at.head, at.i).row.total; },
        .explain = explain_total,
    },
    of_model({
        .id = TensorId::kUnmixedWeights,
        .name = "unmixedWeights",
        .axes = {Axis::kLength, Axis::kContextLength},
        .heads = Heads::kEach,
        .missing = missing_weight_mix,
        .value =
            [](const Run &run, const Place &at) {
              return run.unmixed_weights()(at.head * run.length() + at.i, at.j);
            },
        .explain = explain_share,
        .whole = [](const Run &run, TensorId,
                    Head head) { return score_rows(run, run.unmixed_weights(), head); },
    }),
    TensorRow{
        .id = TensorId::kWeights,
        .name = "weights",
        .axes = {Axis::kLength, Axis::kContextLength},
        .heads = Heads::kEach,
        .value = [](const Run &run, const Place &at) { return run.weights(at.head)(at.i, at.j); },
        .explain = explain_weight,
        .whole = [](const Run &run, TensorId,
                    Head head) { return score_rows(run, run.weights(), head); },
    },
};
static_assert(are_in_order(kRows, TensorId::kMax, TensorId::kWeights));

} // namespace

std::span<const TensorRow> tensors_of_softmax() { return kRows; }

} // namespace attn
