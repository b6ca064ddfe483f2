// SPDX-License-Identifier: MIT
/// The tensors from q · k to the attention weights.
#include "walk/explainer.hpp"
#include "walk/position_walk.hpp"
#include "walk/query_walk.hpp"
#include "walk/tensors.hpp"
#include "walk/whole_tensor.hpp"

namespace attn {

namespace {

using Head = std::optional<Index>;

const char *missing_multiplied(const Run &run) {
  return run.spec().softcap || run.has_score_bias()
             ? nullptr
             : "this layer has neither a softcap nor a score bias; see scaled";
}

const char *missing_softcap(const Run &run) {
  return run.spec().softcap ? nullptr : "this layer has no softcap";
}

const char *missing_separate_bias(const Run &run) {
  return has_score_bias(run.spec().position) && run.spec().mask.bias
             ? nullptr
             : "only where a position bias and an additive mask meet; see bias";
}

const char *missing_bias(const Run &run) {
  return run.has_score_bias() ? nullptr : "this layer adds nothing to its scores";
}

void explain_product(Explainer &number) {
  const auto [head, i, j, c] = number.at;
  number.operation(Operation::kProduct);
  number.operand(TensorId::kQ, {i, c});
  number.operand(TensorId::kK, {number.run.key_row(i, j), c});
}

void explain_score(Explainer &number) {
  number.operation(Operation::kSum);
  for (Index c = 0; c < number.spec.head_dim; ++c) {
    number.operand(TensorId::kProducts, {number.at.i, number.at.j, c});
  }
}

void explain_multiplied(Explainer &number) {
  number.operation(Operation::kScale);
  number.operand(TensorId::kScores, {number.at.i, number.at.j});
  number.factor(number.run.layer().scale(number.at.head));
}

void explain_capped(Explainer &number) {
  number.operation(Operation::kSoftcap);
  number.operand(TensorId::kMultiplied, {number.at.i, number.at.j});
  number.factor(*number.spec.softcap);
}

void explain_position_bias(Explainer &number) {
  if (!has_offset_bias(number.run)) {
    number.given(bias_source(number.spec));
    return;
  }
  number.operation(Operation::kCopy);
  number.operand(TensorId::kOffsetBias, {offset_place(number.run, number.at.i, number.at.j)});
}

void explain_bias(Explainer &number) {
  if (!number.spec.mask.bias) {
    explain_position_bias(number);
  } else if (!has_score_bias(number.spec.position)) {
    number.given("mask");
  } else {
    number.sum_of(TensorId::kPositionBias, TensorId::kMaskBias);
  }
}

void explain_scaled(Explainer &number) {
  const auto [head, i, j, c] = number.at;
  const bool is_biased = number.run.has_score_bias();
  const bool is_capped = number.spec.softcap.has_value();
  if (number.value() == kMasked) {
    number.masked();
  } else if (!is_capped && !is_biased) {
    explain_multiplied(number);
  } else {
    number.operation(is_biased ? Operation::kSum : Operation::kCopy);
    number.operand(is_capped ? TensorId::kCapped : TensorId::kMultiplied, {i, j});
    if (is_biased) {
      number.operand(TensorId::kBias, {i, j});
    }
  }
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

void explain_weight(Explainer &number) {
  if (query_softmax(number.run, number.at.head, number.at.i).row.total == 0) {
    number.masked();
    return;
  }
  number.operation(Operation::kDivide);
  number.operand(TensorId::kExponentials, {number.at.i, number.at.j});
  number.operand(TensorId::kTotal, {number.at.i});
}

/// Of scores, scaled and weights: [heads, n, m], or one head's [n, m].
Tensor score_rows(const Run &run, const Matrix &values, Head head) {
  const Index n = run.length();
  Tensor rows = stored_rows(head ? row_block(values, *head * n, n) : view(values));
  if (!head) {
    rows.shape = {run.spec().num_heads, n, run.context_length()};
  }
  return rows;
}

constexpr std::array kRows{
    TensorRow{
        .id = TensorId::kProducts,
        .name = "products",
        .axes = {Axis::kLength, Axis::kContextLength, Axis::kHeadDim},
        .heads = Heads::kEach,
        .value = [](const Run &run,
                    const Place &at) { return score_product(run, at.head, at.i, at.j, at.c); },
        .explain = explain_product,
        .of_query = score_products,
    },
    TensorRow{
        .id = TensorId::kScores,
        .name = "scores",
        .axes = {Axis::kLength, Axis::kContextLength},
        .heads = Heads::kEach,
        .value = [](const Run &run, const Place &at) { return run.scores(at.head)(at.i, at.j); },
        .explain = explain_score,
        .whole = [](const Run &run, TensorId,
                    Head head) { return score_rows(run, run.scores(), head); },
    },
    TensorRow{
        .id = TensorId::kMultiplied,
        .name = "multiplied",
        .axes = {Axis::kLength, Axis::kContextLength},
        .heads = Heads::kEach,
        .missing = missing_multiplied,
        .value = [](const Run &run,
                    const Place &at) { return multiplied_score(run, at.head, at.i, at.j); },
        .explain = explain_multiplied,
    },
    TensorRow{
        .id = TensorId::kCapped,
        .name = "capped",
        .axes = {Axis::kLength, Axis::kContextLength},
        .heads = Heads::kEach,
        .missing = missing_softcap,
        .value = [](const Run &run,
                    const Place &at) { return capped_score(run, at.head, at.i, at.j); },
        .explain = explain_capped,
    },
    TensorRow{
        .id = TensorId::kPositionBias,
        .name = "positionBias",
        .axes = {Axis::kLength, Axis::kContextLength},
        .heads = Heads::kEach,
        .missing = missing_separate_bias,
        .value =
            [](const Run &run, const Place &at) {
              const Index window = run.spec().window;
              return position_score_bias(run.spec().position, at.head,
                                         window == 0 ? at.i : at.i % window, at.j);
            },
        .explain = explain_position_bias,
    },
    TensorRow{
        .id = TensorId::kMaskBias,
        .name = "maskBias",
        .axes = {Axis::kLength, Axis::kContextLength},
        .heads = Heads::kEach,
        .missing = missing_separate_bias,
        .value = [](const Run &run,
                    const Place &at) { return run.spec().mask.bias->at(at.head, at.i, at.j); },
        .explain = [](Explainer &number) { number.given("mask"); },
    },
    TensorRow{
        .id = TensorId::kBias,
        .name = "bias",
        .axes = {Axis::kLength, Axis::kContextLength},
        .heads = Heads::kEach,
        .missing = missing_bias,
        .value = [](const Run &run,
                    const Place &at) { return score_bias(run, at.head, at.i, at.j); },
        .explain = explain_bias,
    },
    TensorRow{
        .id = TensorId::kScaled,
        .name = "scaled",
        .axes = {Axis::kLength, Axis::kContextLength},
        .heads = Heads::kEach,
        .value = [](const Run &run, const Place &at) { return run.scaled(at.head)(at.i, at.j); },
        .explain = explain_scaled,
        .whole = [](const Run &run, TensorId,
                    Head head) { return score_rows(run, run.scaled(), head); },
    },
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
static_assert(are_in_order(kRows, TensorId::kProducts, TensorId::kWeights));

} // namespace

std::span<const TensorRow> tensors_of_scores() { return kRows; }

} // namespace attn
