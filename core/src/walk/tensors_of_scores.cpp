// SPDX-License-Identifier: MIT
/// The tensors from q · k to what the softmax reads.
#include "walk/explainer.hpp"
#include "walk/position_walk.hpp"
#include "walk/query_walk.hpp"
#include "walk/score_rows.hpp"
#include "walk/tensors.hpp"

namespace attn {

namespace {

using Head = std::optional<Index>;

const char *missing_multiplied(const Run &run) {
  return run.spec().softcap || run.has_score_bias() || run.score_mix() != nullptr
             ? nullptr
             : "this layer has neither a softcap nor a score bias; see scaled";
}

const char *missing_score_mix(const Run &run) {
  return run.score_mix() != nullptr ? nullptr : "this layer does not mix the scores of its heads";
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

/// What there is of a score before softcap and bias.
TensorId uncapped(const Run &run) {
  return run.score_mix() != nullptr ? TensorId::kScoresMixed : TensorId::kMultiplied;
}

void explain_mixed_score(Explainer &number) {
  explain_mix(number, *number.run.score_mix(), TensorId::kScoreMix, TensorId::kScoreMixBias,
              TensorId::kMultiplied);
}

void explain_capped(Explainer &number) {
  number.operation(Operation::kSoftcap);
  number.operand(uncapped(number.run), {number.at.i, number.at.j});
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
  } else if (!is_capped && !is_biased && number.run.score_mix() == nullptr) {
    explain_multiplied(number);
  } else {
    number.operation(is_biased ? Operation::kSum : Operation::kCopy);
    number.operand(is_capped ? TensorId::kCapped : uncapped(number.run), {i, j});
    if (is_biased) {
      number.operand(TensorId::kBias, {i, j});
    }
  }
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
    of_model({
        .id = TensorId::kScoresMixed,
        .name = "scoresMixed",
        .axes = {Axis::kLength, Axis::kContextLength},
        .heads = Heads::kEach,
        .missing = missing_score_mix,
        .value = [](const Run &run,
                    const Place &at) { return mixed_score(run, at.head, at.i, at.j); },
        .explain = explain_mixed_score,
    }),
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
};
static_assert(are_in_order(kRows, TensorId::kProducts, TensorId::kScaled));

} // namespace

std::span<const TensorRow> tensors_of_scores() { return kRows; }

} // namespace attn
