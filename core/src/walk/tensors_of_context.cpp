// SPDX-License-Identifier: MIT
/// The rows that keys and values are made of in cross-attention, and how a model made them (class
/// attention).
#include "walk/explainer.hpp"
#include "walk/norm_rows.hpp"
#include "walk/tensors.hpp"
#include "walk/whole_tensor.hpp"

namespace attn {

namespace {

using Head = std::optional<Index>;

constexpr NormSide kContextNorm{
    .mean = TensorId::kContextNormMean,
    .deviation = TensorId::kContextNormDeviation,
    .weight = TensorId::kContextNormWeight,
    .bias = TensorId::kContextNormBias,
    .of = TensorId::kContextHidden,
    .rows = Axis::kContextLength,
    .width = Axis::kDModel,
    .missing = "no norm stands before a context of this layer",
    .norm = [](const Run &run) -> const Norm * {
      return run.context_origin() == nullptr ? nullptr : run.context_origin()->norm;
    },
    .scale = [](const Run &run,
                Index row) { return run.context_origin()->scales[static_cast<std::size_t>(row)]; },
};

const char *missing_context(const Run &run) {
  return run.has_context() ? nullptr : "this run has no context (it is self-attention)";
}

const char *missing_context_hidden(const Run &run) {
  return run.context_origin() != nullptr ? nullptr : "no model made a context of this run";
}

void explain_context(Explainer &number) {
  if constexpr (kHasModelParts) {
    if (kContextNorm.norm(number.run) != nullptr) {
      explain_normalized<kContextNorm>(number);
      return;
    }
  }
  number.given(source_name(number.run.context_source()));
}

constexpr std::array kRows{
    of_model({
        .id = TensorId::kContextHidden,
        .name = "contextHidden",
        .axes = {Axis::kContextLength, Axis::kDModel},
        .missing = missing_context_hidden,
        .value = [](const Run &run,
                    const Place &at) { return run.context_origin()->hidden(at.i, at.j); },
        .explain = [](Explainer &number) { number.given("layer before"); },
        .whole = [](const Run &run, TensorId,
                    Head) { return stored_rows(view(run.context_origin()->hidden)); },
    }),
    norm_mean_row<kContextNorm>("contextNormMean"),
    norm_deviation_row<kContextNorm>("contextNormDeviation"),
    norm_weight_row<kContextNorm>("contextNormWeight"),
    norm_bias_row<kContextNorm>("contextNormBias"),
    TensorRow{
        .id = TensorId::kContext,
        .name = "context",
        .axes = {Axis::kContextLength, Axis::kDModel},
        .missing = missing_context,
        .value = [](const Run &run, const Place &at) { return run.key_source()(at.i, at.j); },
        .explain = explain_context,
        .whole = [](const Run &run, TensorId, Head) { return stored_rows(view(run.key_source())); },
    },
};
static_assert(are_in_order(kRows, TensorId::kContextHidden, TensorId::kContext));

} // namespace

std::span<const TensorRow> tensors_of_context() { return kRows; }

} // namespace attn
