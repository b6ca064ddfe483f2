// SPDX-License-Identifier: MIT
/// The weights and biases of the layer.
#include "walk/explainer.hpp"
#include "walk/tensors.hpp"
#include "walk/whole_tensor.hpp"

namespace attn {

namespace {

using Head = std::optional<Index>;

const Weights &weights_of(const Run &run) { return run.layer().weights(); }

template <RowVector Weights::*Bias> const char *missing_bias(const Run &run) {
  return (weights_of(run).*Bias).size() == 0 ? "this layer has no such bias" : nullptr;
}

template <Matrix Weights::*Member> float weight_at(const Run &run, const Place &at) {
  return (weights_of(run).*Member)(at.i, at.j);
}

template <RowVector Weights::*Bias> float bias_at(const Run &run, const Place &at) {
  return (weights_of(run).*Bias)(at.i);
}

using Mix = std::optional<HeadMix> Weights::*;

template <Mix Member> const char *missing_mix(const Run &run) {
  return weights_of(run).*Member ? nullptr : "the heads of this layer are not mixed";
}

template <Mix Member> const char *missing_mix_bias(const Run &run) {
  const std::optional<HeadMix> &mix = weights_of(run).*Member;
  return mix && mix->bias.size() != 0 ? nullptr : "this layer has no such bias";
}

template <Mix Member> float mix_at(const Run &run, const Place &at) {
  return (weights_of(run).*Member)->weight(at.i, at.j);
}

template <Mix Member> float mix_bias_at(const Run &run, const Place &at) {
  return (weights_of(run).*Member)->bias(at.i);
}

template <Mix Member> Tensor whole_mix(const Run &run, TensorId, Head) {
  return stored_rows(view((weights_of(run).*Member)->weight));
}

template <Mix Member> Tensor whole_mix_bias(const Run &run, TensorId, Head) {
  return stored_entries((weights_of(run).*Member)->bias);
}

void explain_weights(Explainer &number) {
  number.given(weights_of(number.run).seeded ? "seeded weights" : "weights");
}

constexpr std::array kRows{
    TensorRow{
        .id = TensorId::kWq,
        .name = "wq",
        .axes = {Axis::kDModel, Axis::kQueryWidth},
        .heads = Heads::kParts,
        .value = weight_at<&Weights::wq>,
        .explain = explain_weights,
        .whole =
            [](const Run &run, TensorId, Head head) {
              return stored_columns(weights_of(run).wq, head, run.spec().head_dim);
            },
    },
    TensorRow{
        .id = TensorId::kWk,
        .name = "wk",
        .axes = {Axis::kDModel, Axis::kKeyWidth},
        .heads = Heads::kParts,
        .value = weight_at<&Weights::wk>,
        .explain = explain_weights,
        .whole =
            [](const Run &run, TensorId, Head head) {
              return stored_columns(weights_of(run).wk, kv_part(run, head), run.spec().head_dim);
            },
    },
    TensorRow{
        .id = TensorId::kWv,
        .name = "wv",
        .axes = {Axis::kDModel, Axis::kValueWidth},
        .heads = Heads::kParts,
        .value = weight_at<&Weights::wv>,
        .explain = explain_weights,
        .whole =
            [](const Run &run, TensorId, Head head) {
              return stored_columns(weights_of(run).wv, kv_part(run, head), run.spec().value_dim);
            },
    },
    TensorRow{
        .id = TensorId::kWo,
        .name = "wo",
        .axes = {Axis::kConcatWidth, Axis::kOutDim},
        .heads = Heads::kParts,
        .value = weight_at<&Weights::wo>,
        .explain = explain_weights,
        .whole =
            [](const Run &run, TensorId, Head head) {
              const Index rows = run.spec().value_dim; // of a head
              const Matrix &wo = weights_of(run).wo;
              return stored_rows(head ? row_block(wo, *head * rows, rows) : view(wo));
            },
    },
    TensorRow{
        .id = TensorId::kBq,
        .name = "bq",
        .axes = {Axis::kQueryWidth},
        .heads = Heads::kParts,
        .missing = missing_bias<&Weights::bq>,
        .value = bias_at<&Weights::bq>,
        .explain = explain_weights,
        .whole =
            [](const Run &run, TensorId, Head head) {
              return stored_entries(weights_of(run).bq, head, run.spec().head_dim);
            },
    },
    TensorRow{
        .id = TensorId::kBk,
        .name = "bk",
        .axes = {Axis::kKeyWidth},
        .heads = Heads::kParts,
        .missing = missing_bias<&Weights::bk>,
        .value = bias_at<&Weights::bk>,
        .explain = explain_weights,
        .whole =
            [](const Run &run, TensorId, Head head) {
              return stored_entries(weights_of(run).bk, kv_part(run, head), run.spec().head_dim);
            },
    },
    TensorRow{
        .id = TensorId::kBv,
        .name = "bv",
        .axes = {Axis::kValueWidth},
        .heads = Heads::kParts,
        .missing = missing_bias<&Weights::bv>,
        .value = bias_at<&Weights::bv>,
        .explain = explain_weights,
        .whole =
            [](const Run &run, TensorId, Head head) {
              return stored_entries(weights_of(run).bv, kv_part(run, head), run.spec().value_dim);
            },
    },
    TensorRow{
        .id = TensorId::kBo,
        .name = "bo",
        .axes = {Axis::kOutDim},
        .missing = missing_bias<&Weights::bo>,
        .value = bias_at<&Weights::bo>,
        .explain = explain_weights,
        .whole = [](const Run &run, TensorId, Head) { return stored_entries(weights_of(run).bo); },
    },
    of_model({
        .id = TensorId::kScoreMix,
        .name = "scoreMix",
        .axes = {Axis::kHeads, Axis::kHeads},
        .missing = missing_mix<&Weights::score_mix>,
        .value = mix_at<&Weights::score_mix>,
        .explain = explain_weights,
        .whole = whole_mix<&Weights::score_mix>,
    }),
    of_model({
        .id = TensorId::kScoreMixBias,
        .name = "scoreMixBias",
        .axes = {Axis::kHeads},
        .missing = missing_mix_bias<&Weights::score_mix>,
        .value = mix_bias_at<&Weights::score_mix>,
        .explain = explain_weights,
        .whole = whole_mix_bias<&Weights::score_mix>,
    }),
    of_model({
        .id = TensorId::kWeightMix,
        .name = "weightMix",
        .axes = {Axis::kHeads, Axis::kHeads},
        .missing = missing_mix<&Weights::weight_mix>,
        .value = mix_at<&Weights::weight_mix>,
        .explain = explain_weights,
        .whole = whole_mix<&Weights::weight_mix>,
    }),
    of_model({
        .id = TensorId::kWeightMixBias,
        .name = "weightMixBias",
        .axes = {Axis::kHeads},
        .missing = missing_mix_bias<&Weights::weight_mix>,
        .value = mix_bias_at<&Weights::weight_mix>,
        .explain = explain_weights,
        .whole = whole_mix_bias<&Weights::weight_mix>,
    }),
};
static_assert(are_in_order(kRows, TensorId::kWq, TensorId::kWeightMixBias));

} // namespace

std::span<const TensorRow> tensors_of_weights() { return kRows; }

} // namespace attn
