// SPDX-License-Identifier: MIT
/// The tensors that show what positions do: how alike tokens are, and what an offset alone does.
#include "walk/explainer.hpp"
#include "walk/position_walk.hpp"
#include "walk/tensors.hpp"
#include "walk/whole_tensor.hpp"

namespace attn {

namespace {

const char *missing_embedding(const Run &run) {
  return run.has_embedding() ? nullptr : "no positions are added to x in this layer";
}

const char *missing_offset_bias(const Run &run) {
  return has_offset_bias(run) ? nullptr : "this layer adds no bias that depends on the offset";
}

const char *missing_offset_turns(const Run &run) {
  return has_offset_turns(run) ? nullptr : "no turn depends on the offset alone in this layer";
}

void explain_similarity(Explainer &number, TensorId rows, const Matrix &values) {
  number.operation(Operation::kCosine);
  for (Index column = 0; column < number.spec.d_model; ++column) {
    number.pair({rows, -1, {number.at.i, column}}, {rows, -1, {number.at.j, column}});
  }
  const Cosine cosine = row_cosine(values, number.at.i, number.at.j);
  number.factors(cosine.length_a, cosine.length_b);
}

void explain_turned_key(Explainer &number) {
  const auto [head, key, place, column] = number.at;
  explain_turn(number, TensorId::kKProjected, offset_turn(number.run, place, column), column);
}

void explain_offset_score(Explainer &number) {
  const auto [head, query, key, place] = number.at;
  number.operation(Operation::kDot);
  for (Index column = 0; column < number.spec.head_dim; ++column) {
    number.pair({TensorId::kQProjected, head, {query, column}},
                {TensorId::kKTurned, head, {key, place, column}});
  }
}

constexpr std::array kRows{
    TensorRow{
        .id = TensorId::kEmbeddingSimilarity,
        .name = "embeddingSimilarity",
        .axes = {Axis::kLength, Axis::kLength},
        .missing = missing_embedding,
        .value = [](const Run &run,
                    const Place &at) { return row_cosine(run.embedding(), at.i, at.j).value; },
        .explain =
            [](Explainer &number) {
              explain_similarity(number, TensorId::kEmbedding, number.run.embedding());
            },
        .whole = counted,
    },
    TensorRow{
        .id = TensorId::kPositionSimilarity,
        .name = "positionSimilarity",
        .axes = {Axis::kLength, Axis::kLength},
        .missing = missing_embedding,
        .value = [](const Run &run,
                    const Place &at) { return row_cosine(run.position(), at.i, at.j).value; },
        .explain =
            [](Explainer &number) {
              explain_similarity(number, TensorId::kPosition, number.run.position());
            },
        .whole = counted,
    },
    TensorRow{
        .id = TensorId::kXSimilarity,
        .name = "xSimilarity",
        .axes = {Axis::kLength, Axis::kLength},
        .value = [](const Run &run,
                    const Place &at) { return row_cosine(run.x(), at.i, at.j).value; },
        .explain =
            [](Explainer &number) { explain_similarity(number, TensorId::kX, number.run.x()); },
        .whole = counted,
    },
    TensorRow{
        .id = TensorId::kOffsetBias,
        .name = "offsetBias",
        .axes = {Axis::kOffsets},
        .heads = Heads::kEach,
        .missing = missing_offset_bias,
        .value = [](const Run &run, const Place &at) { return offset_bias(run, at.head, at.i); },
        .explain = [](Explainer &number) { number.given(bias_source(number.spec)); },
        .whole = counted,
    },
    TensorRow{
        .id = TensorId::kKTurned,
        .name = "kTurned",
        .axes = {Axis::kContextLength, Axis::kOffsets, Axis::kHeadDim},
        .heads = Heads::kEach,
        .missing = missing_offset_turns,
        .value = [](const Run &run,
                    const Place &at) { return turned_key(run, at.head, at.i, at.j, at.c); },
        .explain = explain_turned_key,
    },
    TensorRow{
        .id = TensorId::kOffsetScores,
        .name = "offsetScores",
        .axes = {Axis::kLength, Axis::kContextLength, Axis::kOffsets},
        .heads = Heads::kEach,
        .missing = missing_offset_turns,
        .value = [](const Run &run,
                    const Place &at) { return offset_score(run, at.head, at.i, at.j, at.c); },
        .explain = explain_offset_score,
        .whole = counted,
    },
};
static_assert(are_in_order(kRows, TensorId::kEmbeddingSimilarity, TensorId::kOffsetScores));

} // namespace

std::span<const TensorRow> tensors_of_positions() { return kRows; }

} // namespace attn
