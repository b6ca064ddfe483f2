// SPDX-License-Identifier: MIT
/// The tensors before the projections: patches, embedding, positions, layer norm, x and context.
#include "walk/explainer.hpp"
#include "walk/tensors.hpp"
#include "walk/whole_tensor.hpp"

namespace attn {

namespace {

constexpr const char *kStandsAlone = "this layer stands alone; only a model's layer has it";

const char *missing_origin(const Run &run) {
  return run.origin() == nullptr ? kStandsAlone : nullptr;
}

const char *missing_patches(const Run &run) {
  if (run.origin() == nullptr) {
    return kStandsAlone;
  }
  return run.origin()->projection == nullptr ? "only the first layer of an image model has it"
                                             : nullptr;
}

const char *missing_patch_bias(const Run &run) {
  if (const char *reason = missing_patches(run)) {
    return reason;
  }
  return run.origin()->projection->bias.size() == 0 ? "this layer has no such bias" : nullptr;
}

const char *missing_norm(const Run &run) {
  if (run.origin() == nullptr) {
    return kStandsAlone;
  }
  return run.origin()->norm == nullptr ? "no layer norm stands before this layer" : nullptr;
}

constexpr const char *kNoPositions = "no positions are added to x in this layer";

const char *missing_norm_mean(const Run &run) {
  if (const char *reason = missing_norm(run)) {
    return reason;
  }
  return run.origin()->norm->kind == NormKind::kRms ? "an RMS norm takes no mean out" : nullptr;
}

const char *missing_norm_bias(const Run &run) {
  if (const char *reason = missing_norm(run)) {
    return reason;
  }
  return run.origin()->norm->bias.size() == 0 ? "this norm has no bias" : nullptr;
}

const char *missing_embedding(const Run &run) {
  return run.has_embedding() || run.has_bare_embedding() ? nullptr : kNoPositions;
}

const char *missing_position(const Run &run) {
  return run.has_embedding() ? nullptr : kNoPositions;
}

const char *missing_context(const Run &run) {
  return run.has_context() ? nullptr : "this run has no context (it is self-attention)";
}

void explain_weights(Explainer &number) { number.given("weights"); }

/// Who made the row that enters a model's first layer.
const char *vector_source(const Run &run, Index row) {
  const LayerInput *origin = run.origin();
  if (origin == nullptr || !origin->grid) {
    return source_name(run.source());
  }
  return row < origin->prefix && origin->embedding.size() != 0 ? "class token" : "patch embedding";
}

void explain_embedding(Explainer &number) {
  const LayerInput *origin = number.run.origin();
  const auto [head, i, j, c] = number.at;
  if (origin == nullptr || origin->projection == nullptr) {
    number.given(vector_source(number.run, i));
    return;
  }
  if (i < origin->prefix) {
    number.given("class token");
    return;
  }
  number.operation(Operation::kDot);
  for (Index d = 0; d < origin->patches.cols(); ++d) {
    number.pair({TensorId::kPatches, -1, {i - origin->prefix, d}},
                {TensorId::kPatchWeight, -1, {d, j}});
  }
  if (origin->projection->bias.size() != 0) {
    number.bias({TensorId::kPatchBias, -1, {j}});
  }
}

/// Of positions that are added by the layer, or by the model before it.
void explain_position(Explainer &number) {
  const LayerInput *origin = number.run.origin();
  const bool is_learned = number.run.has_additive_position() || origin == nullptr
                              ? std::holds_alternative<LearnedPosition>(number.spec.position)
                              : origin->is_position_learned;
  number.given(is_learned ? "learned position" : "sinusoidal");
}

void explain_hidden(Explainer &number) {
  const LayerInput &origin = *number.run.origin();
  if (origin.position.size() != 0) {
    number.sum_of(TensorId::kEmbedding, TensorId::kPosition);
  } else if (origin.embedding.size() != 0) {
    number.operation(Operation::kCopy);
    number.operand(TensorId::kEmbedding, {number.at.i, number.at.j});
  } else {
    number.given(origin.layer == 0 ? vector_source(number.run, number.at.i) : "layer before");
  }
}

void operands_of_norm(Explainer &number, Operation operation) {
  number.operation(operation);
  for (Index column = 0; column < number.spec.d_model; ++column) {
    number.operand(TensorId::kHidden, {number.at.i, column});
  }
}

void explain_norm_mean(Explainer &number) { operands_of_norm(number, Operation::kMean); }

void explain_norm_deviation(Explainer &number) {
  const Norm &norm = *number.run.origin()->norm;
  operands_of_norm(number, norm.kind == NormKind::kRms ? Operation::kRms : Operation::kDeviation);
  number.factor(norm.epsilon);
}

void explain_normalized(Explainer &number) {
  number.normalized({*number.run.origin()->norm, TensorId::kNormMean, TensorId::kNormDeviation,
                     TensorId::kNormWeight, TensorId::kNormBias},
                    TensorId::kHidden, number.at.j);
}

void explain_x(Explainer &number) {
  const LayerInput *origin = number.run.origin();
  if (origin != nullptr && origin->norm != nullptr) {
    explain_normalized(number);
  } else if (origin != nullptr) {
    explain_hidden(number);
  } else if (number.run.has_additive_position()) {
    number.sum_of(TensorId::kEmbedding, TensorId::kPosition);
  } else {
    number.given(source_name(number.run.source()));
  }
}

using Head = std::optional<Index>;

constexpr std::array kRows{
    TensorRow{
        .id = TensorId::kPatches,
        .name = "patches",
        .axes = {Axis::kPatches, Axis::kPatchNumbers},
        .missing = missing_patches,
        .value = [](const Run &run, const Place &at) { return run.origin()->patches(at.i, at.j); },
        .explain = [](Explainer &number) { number.given("pixel"); },
        .whole = [](const Run &run, TensorId,
                    Head) { return stored_rows(view(run.origin()->patches)); },
    },
    TensorRow{
        .id = TensorId::kPatchWeight,
        .name = "patchWeight",
        .axes = {Axis::kPatchNumbers, Axis::kDModel},
        .missing = missing_patches,
        .value = [](const Run &run,
                    const Place &at) { return run.origin()->projection->weight(at.i, at.j); },
        .explain = explain_weights,
        .whole = [](const Run &run, TensorId,
                    Head) { return stored_rows(view(run.origin()->projection->weight)); },
    },
    TensorRow{
        .id = TensorId::kPatchBias,
        .name = "patchBias",
        .axes = {Axis::kDModel},
        .missing = missing_patch_bias,
        .value = [](const Run &run,
                    const Place &at) { return run.origin()->projection->bias(at.i); },
        .explain = explain_weights,
        .whole = [](const Run &run, TensorId,
                    Head) { return stored_entries(run.origin()->projection->bias); },
    },
    TensorRow{
        .id = TensorId::kEmbedding,
        .name = "embedding",
        .axes = {Axis::kLength, Axis::kDModel},
        .missing = missing_embedding,
        .value = [](const Run &run, const Place &at) { return run.embedding()(at.i, at.j); },
        .explain = explain_embedding,
        .whole = [](const Run &run, TensorId, Head) { return stored_rows(view(run.embedding())); },
    },
    TensorRow{
        .id = TensorId::kPosition,
        .name = "position",
        .axes = {Axis::kLength, Axis::kDModel},
        .missing = missing_position,
        .value = [](const Run &run, const Place &at) { return run.position()(at.i, at.j); },
        .explain = explain_position,
        .whole = [](const Run &run, TensorId, Head) { return stored_rows(view(run.position())); },
    },
    TensorRow{
        .id = TensorId::kHidden,
        .name = "hidden",
        .axes = {Axis::kLength, Axis::kDModel},
        .missing = missing_origin,
        .value = [](const Run &run, const Place &at) { return run.origin()->hidden(at.i, at.j); },
        .explain = explain_hidden,
        .whole = [](const Run &run, TensorId,
                    Head) { return stored_rows(view(run.origin()->hidden)); },
    },
    TensorRow{
        .id = TensorId::kNormMean,
        .name = "normMean",
        .axes = {Axis::kLength},
        .missing = missing_norm_mean,
        .value =
            [](const Run &run, const Place &at) {
              return run.origin()->scales[static_cast<std::size_t>(at.i)].mean;
            },
        .explain = explain_norm_mean,
    },
    TensorRow{
        .id = TensorId::kNormDeviation,
        .name = "normDeviation",
        .axes = {Axis::kLength},
        .missing = missing_norm,
        .value =
            [](const Run &run, const Place &at) {
              return run.origin()->scales[static_cast<std::size_t>(at.i)].deviation;
            },
        .explain = explain_norm_deviation,
    },
    TensorRow{
        .id = TensorId::kNormWeight,
        .name = "normWeight",
        .axes = {Axis::kDModel},
        .missing = missing_norm,
        .value = [](const Run &run, const Place &at) { return run.origin()->norm->weight(at.i); },
        .explain = explain_weights,
        .whole = [](const Run &run, TensorId,
                    Head) { return stored_entries(run.origin()->norm->weight); },
    },
    TensorRow{
        .id = TensorId::kNormBias,
        .name = "normBias",
        .axes = {Axis::kDModel},
        .missing = missing_norm_bias,
        .value = [](const Run &run, const Place &at) { return run.origin()->norm->bias(at.i); },
        .explain = explain_weights,
        .whole = [](const Run &run, TensorId,
                    Head) { return stored_entries(run.origin()->norm->bias); },
    },
    TensorRow{
        .id = TensorId::kX,
        .name = "x",
        .axes = {Axis::kLength, Axis::kDModel},
        .value = [](const Run &run, const Place &at) { return run.x()(at.i, at.j); },
        .explain = explain_x,
        .whole = [](const Run &run, TensorId, Head) { return stored_rows(view(run.x())); },
    },
    TensorRow{
        .id = TensorId::kContext,
        .name = "context",
        .axes = {Axis::kContextLength, Axis::kDModel},
        .missing = missing_context,
        .value = [](const Run &run, const Place &at) { return run.key_source()(at.i, at.j); },
        .explain =
            [](Explainer &number) { number.given(source_name(number.run.context_source())); },
    },
};
static_assert(are_in_order(kRows, TensorId::kPatches, TensorId::kContext));

} // namespace

std::span<const TensorRow> tensors_of_input() { return kRows; }

} // namespace attn
