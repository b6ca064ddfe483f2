// SPDX-License-Identifier: MIT
/// The tensors behind the attention weights: the weighted sum, the output, and each token's share.
#include "walk/cosine.hpp"
#include "walk/explainer.hpp"
#include "walk/norm_rows.hpp"
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
  number.operand(TensorId::kV, {number.run.key_row(i, j), c});
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

/// What one head took from one key to the output: its weight · v of its own, through its rows of
/// Wo.
void explain_head_contribution(Explainer &number) {
  const auto [head, i, j, c] = number.at;
  const Index width = number.spec.value_dim;
  number.operation(Operation::kDot);
  for (Index column = 0; column < width; ++column) {
    number.pair({TensorId::kWeighted, head, {i, j, column}},
                {TensorId::kWo, -1, {head * width + column, c}});
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

const char *missing_residual(const Run &run) {
  return has_residual(run) ? nullptr : "the output has not as many columns as x";
}

const Norm *post_norm(const Run &run) {
  return run.origin() == nullptr ? nullptr : run.origin()->post_norm;
}

const RowVector *layer_scale(const Run &run) {
  return run.origin() == nullptr ? nullptr : run.origin()->layer_scale;
}

constexpr NormSide kOutputNorm{
    .mean = TensorId::kOutputNormMean,
    .deviation = TensorId::kOutputNormDeviation,
    .weight = TensorId::kOutputNormWeight,
    .bias = TensorId::kOutputNormBias,
    .of = TensorId::kOutput,
    .rows = Axis::kLength,
    .width = Axis::kOutDim,
    .missing = "the output is added without a norm",
    .norm = post_norm,
    .scale = output_scale,
};

const char *missing_layer_scale(const Run &run) {
  return layer_scale(run) != nullptr ? nullptr : "this layer does not scale its output";
}

/// What the layer scale finds.
TensorId before_layer_scale(const Run &run) {
  return post_norm(run) != nullptr ? TensorId::kOutputNormalized : TensorId::kOutput;
}

void explain_output_scaled(Explainer &number) {
  number.operation(Operation::kProduct);
  number.operand(before_layer_scale(number.run), {number.at.i, number.at.j});
  number.operand(TensorId::kLayerScale, {number.at.j});
}

void explain_residual(Explainer &number) {
  number.sum_of(layer_scale(number.run) != nullptr ? TensorId::kOutputScaled
                                                   : before_layer_scale(number.run),
                adds_to_hidden(number.run) ? TensorId::kHidden : TensorId::kX);
}

const char *missing_words(const Run &run) {
  return run.words() != nullptr ? nullptr : "this layer was not trained to end near a word";
}

/// Of the token's row of x, or of the residual, and a word's vector.
Cosine word_cosine(const Run &run, TensorId rows, const Place &at) {
  RowVector row(run.spec().d_model);
  for (Index c = 0; c < row.size(); ++c) {
    row(c) = value_at(run, {rows, -1, {at.i, c}});
  }
  return cosine(row.data(), run.words()->data() + at.j * row.size(), row.size());
}

void explain_word_similarity(Explainer &number, TensorId rows) {
  const auto [head, i, j, c] = number.at;
  number.operation(Operation::kCosine);
  for (Index column = 0; column < number.spec.d_model; ++column) {
    number.pair({rows, -1, {i, column}}, {TensorId::kWordVector, -1, {j, column}});
  }
  const Cosine cosine = word_cosine(number.run, rows, number.at);
  number.factors(cosine.length_a, cosine.length_b);
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
    of_model({
        .id = TensorId::kHeadContributions,
        .name = "headContributions",
        .axes = {Axis::kLength, Axis::kContextLength, Axis::kOutDim},
        .heads = Heads::kEach,
        .value = [](const Run &run,
                    const Place &at) { return head_contributions(run, at.head, at.i)(at.j, at.c); },
        .explain = explain_head_contribution,
        .of_query = head_contributions,
    }),
    TensorRow{
        .id = TensorId::kOutputByToken,
        .name = "outputByToken",
        .axes = {Axis::kLength, Axis::kOutDim},
        .value = [](const Run &run, const Place &at) { return output_by_token(run, at.i, at.j); },
        .explain = explain_output_by_token,
    },
    norm_mean_row<kOutputNorm>("outputNormMean"),
    norm_deviation_row<kOutputNorm>("outputNormDeviation"),
    norm_weight_row<kOutputNorm>("outputNormWeight"),
    norm_bias_row<kOutputNorm>("outputNormBias"),
    of_model({
        .id = TensorId::kOutputNormalized,
        .name = "outputNormalized",
        .axes = {Axis::kLength, Axis::kOutDim},
        .missing = missing_norm_part<kOutputNorm>,
        .value = [](const Run &run, const Place &at) { return normalized_output(run, at.i, at.j); },
        .explain = explain_normalized<kOutputNorm>,
        .whole = counted,
    }),
    of_model({
        .id = TensorId::kLayerScale,
        .name = "layerScale",
        .axes = {Axis::kOutDim},
        .missing = missing_layer_scale,
        .value = [](const Run &run, const Place &at) { return (*layer_scale(run))(at.i); },
        .explain = [](Explainer &number) { number.given("weights"); },
        .whole = [](const Run &run, TensorId, Head) { return stored_entries(*layer_scale(run)); },
    }),
    of_model({
        .id = TensorId::kOutputScaled,
        .name = "outputScaled",
        .axes = {Axis::kLength, Axis::kOutDim},
        .missing = missing_layer_scale,
        .value = [](const Run &run, const Place &at) { return added_output(run, at.i, at.j); },
        .explain = explain_output_scaled,
        .whole = counted,
    }),
    TensorRow{
        .id = TensorId::kResidual,
        .name = "residual",
        .axes = {Axis::kLength, Axis::kOutDim},
        .missing = missing_residual,
        .value = [](const Run &run, const Place &at) { return residual(run, at.i, at.j); },
        .explain = explain_residual,
        .whole = counted,
    },
    of_model({
        .id = TensorId::kWordVector,
        .name = "wordVector",
        .axes = {Axis::kVocabulary, Axis::kDModel},
        .missing = missing_words,
        .value = [](const Run &run, const Place &at) { return (*run.words())(at.i, at.j); },
        .explain = [](Explainer &number) { number.given("trained embedding"); },
    }),
    of_model({
        .id = TensorId::kXWordSimilarity,
        .name = "xWordSimilarity",
        .axes = {Axis::kLength, Axis::kVocabulary},
        .missing = missing_words,
        .value = [](const Run &run,
                    const Place &at) { return word_cosine(run, TensorId::kX, at).value; },
        .explain = [](Explainer &number) { explain_word_similarity(number, TensorId::kX); },
    }),
    of_model({
        .id = TensorId::kResidualWordSimilarity,
        .name = "residualWordSimilarity",
        .axes = {Axis::kLength, Axis::kVocabulary},
        .missing = missing_words,
        .value = [](const Run &run,
                    const Place &at) { return word_cosine(run, TensorId::kResidual, at).value; },
        .explain = [](Explainer &number) { explain_word_similarity(number, TensorId::kResidual); },
    }),
};
static_assert(are_in_order(kRows, TensorId::kWeighted, TensorId::kResidualWordSimilarity));

} // namespace

std::span<const TensorRow> tensors_of_output() { return kRows; }

} // namespace attn
