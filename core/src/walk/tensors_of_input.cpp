// SPDX-License-Identifier: MIT
/// The tensors before the projections: patches, embedding, positions, layer norm, x and context.
#include "walk/explainer.hpp"
#include "walk/norm_rows.hpp"
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

/// Of the projected patches (Swin).
constexpr NormSide kPatchNorm{
    .mean = TensorId::kPatchNormMean,
    .deviation = TensorId::kPatchNormDeviation,
    .weight = TensorId::kPatchNormWeight,
    .bias = TensorId::kPatchNormBias,
    .of = TensorId::kProjected,
    .rows = Axis::kPatches,
    .width = Axis::kDModel,
    .missing = "no norm stands behind the projection of the patches",
    .norm = [](const Run &run) -> const Norm * {
      return run.origin() == nullptr ? nullptr : run.origin()->patch_norm;
    },
    .scale =
        [](const Run &run, Index row) {
          const Matrix &rows = run.origin()->projected;
          return row_scale(*run.origin()->patch_norm, rows.data() + row * rows.cols(), rows.cols());
        },
};

/// Of embedding + position, before the first block (CLIP).
constexpr NormSide kEmbeddingNorm{
    .mean = TensorId::kEmbeddingNormMean,
    .deviation = TensorId::kEmbeddingNormDeviation,
    .weight = TensorId::kEmbeddingNormWeight,
    .bias = TensorId::kEmbeddingNormBias,
    .of = TensorId::kEmbedded,
    .rows = Axis::kLength,
    .width = Axis::kDModel,
    .missing = "no norm stands between the embedding and the first block",
    .norm = [](const Run &run) -> const Norm * {
      return run.origin() == nullptr ? nullptr : run.origin()->embedding_norm;
    },
    .scale =
        [](const Run &run, Index row) {
          const Matrix &rows = run.origin()->embedded;
          return row_scale(*run.origin()->embedding_norm, rows.data() + row * rows.cols(),
                           rows.cols());
        },
};

/// Of what enters the layer.
constexpr NormSide kInputNorm{
    .mean = TensorId::kNormMean,
    .deviation = TensorId::kNormDeviation,
    .weight = TensorId::kNormWeight,
    .bias = TensorId::kNormBias,
    .of = TensorId::kHidden,
    .rows = Axis::kLength,
    .width = Axis::kDModel,
    .missing = "no norm stands before this layer",
    .norm = [](const Run &run) -> const Norm * {
      return run.origin() == nullptr ? nullptr : run.origin()->norm;
    },
    .scale = [](const Run &run,
                Index row) { return run.origin()->scales[static_cast<std::size_t>(row)]; },
};

constexpr const char *kNoPositions = "no positions are added to x in this layer";

const char *missing_embedding(const Run &run) {
  return run.has_embedding() || run.has_bare_embedding() ? nullptr : kNoPositions;
}

const char *missing_position(const Run &run) {
  return run.has_embedding() ? nullptr : kNoPositions;
}

void explain_weights(Explainer &number) { number.given("weights"); }

/// A patch times one column of the projection.
void explain_projection(Explainer &number, Index patch) {
  const LayerInput *origin = number.run.origin();
  const Index column = number.at.j;
  number.operation(Operation::kDot);
  for (Index d = 0; d < origin->patches.cols(); ++d) {
    number.pair({TensorId::kPatches, -1, {patch, d}}, {TensorId::kPatchWeight, -1, {d, column}});
  }
  if (origin->projection->bias.size() != 0) {
    number.bias({TensorId::kPatchBias, -1, {column}});
  }
}

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
    const std::string &name = number.run.tokens()[static_cast<std::size_t>(i)];
    number.given(name.starts_with("[REG")    ? "register token"
                 : name.starts_with("[DIST") ? "distillation token"
                                             : "class token");
    return;
  }
  if (origin->patch_norm != nullptr) {
    number.at.i = i - origin->prefix;
    explain_normalized<kPatchNorm>(number);
    return;
  }
  explain_projection(number, i - origin->prefix);
}

/// Of positions that are added by the layer, or by the model before it.
void explain_position(Explainer &number) {
  const LayerInput *origin = number.run.origin();
  const bool is_learned = number.run.has_additive_position() || origin == nullptr
                              ? std::holds_alternative<LearnedPosition>(number.spec.position)
                              : origin->is_position_learned;
  number.given(is_learned ? "learned position" : "sinusoidal");
}

/// The embedding, with its position where there is one.
void explain_embedded(Explainer &number) {
  if (number.run.origin()->position.size() != 0) {
    number.sum_of(TensorId::kEmbedding, TensorId::kPosition);
    return;
  }
  number.operation(Operation::kCopy);
  number.operand(TensorId::kEmbedding, {number.at.i, number.at.j});
}

void explain_hidden(Explainer &number) {
  const LayerInput &origin = *number.run.origin();
  if (origin.embedding_norm != nullptr) {
    explain_normalized<kEmbeddingNorm>(number);
  } else if (origin.embedding.size() != 0) {
    explain_embedded(number);
  } else {
    number.given(origin.layer == 0 ? vector_source(number.run, number.at.i) : "layer before");
  }
}

void explain_x(Explainer &number) {
  const LayerInput *origin = number.run.origin();
  if (origin != nullptr && origin->norm != nullptr) {
    explain_normalized<kInputNorm>(number);
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
    of_model({
        .id = TensorId::kPatches,
        .name = "patches",
        .axes = {Axis::kPatches, Axis::kPatchNumbers},
        .missing = missing_patches,
        .value = [](const Run &run, const Place &at) { return run.origin()->patches(at.i, at.j); },
        .explain = [](Explainer &number) { number.given("pixel"); },
        .whole = [](const Run &run, TensorId,
                    Head) { return stored_rows(view(run.origin()->patches)); },
    }),
    of_model({
        .id = TensorId::kPatchWeight,
        .name = "patchWeight",
        .axes = {Axis::kPatchNumbers, Axis::kDModel},
        .missing = missing_patches,
        .value = [](const Run &run,
                    const Place &at) { return run.origin()->projection->weight(at.i, at.j); },
        .explain = explain_weights,
        .whole = [](const Run &run, TensorId,
                    Head) { return stored_rows(view(run.origin()->projection->weight)); },
    }),
    of_model({
        .id = TensorId::kPatchBias,
        .name = "patchBias",
        .axes = {Axis::kDModel},
        .missing = missing_patch_bias,
        .value = [](const Run &run,
                    const Place &at) { return run.origin()->projection->bias(at.i); },
        .explain = explain_weights,
        .whole = [](const Run &run, TensorId,
                    Head) { return stored_entries(run.origin()->projection->bias); },
    }),
    of_model({
        .id = TensorId::kProjected,
        .name = "projected",
        .axes = {Axis::kPatches, Axis::kDModel},
        .missing = missing_norm_part<kPatchNorm>,
        .value = [](const Run &run,
                    const Place &at) { return run.origin()->projected(at.i, at.j); },
        .explain = [](Explainer &number) { explain_projection(number, number.at.i); },
        .whole = [](const Run &run, TensorId,
                    Head) { return stored_rows(view(run.origin()->projected)); },
    }),
    norm_mean_row<kPatchNorm>("patchNormMean"),
    norm_deviation_row<kPatchNorm>("patchNormDeviation"),
    norm_weight_row<kPatchNorm>("patchNormWeight"),
    norm_bias_row<kPatchNorm>("patchNormBias"),
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
    of_model({
        .id = TensorId::kEmbedded,
        .name = "embedded",
        .axes = {Axis::kLength, Axis::kDModel},
        .missing = missing_norm_part<kEmbeddingNorm>,
        .value = [](const Run &run, const Place &at) { return run.origin()->embedded(at.i, at.j); },
        .explain = explain_embedded,
        .whole = [](const Run &run, TensorId,
                    Head) { return stored_rows(view(run.origin()->embedded)); },
    }),
    norm_mean_row<kEmbeddingNorm>("embeddingNormMean"),
    norm_deviation_row<kEmbeddingNorm>("embeddingNormDeviation"),
    norm_weight_row<kEmbeddingNorm>("embeddingNormWeight"),
    norm_bias_row<kEmbeddingNorm>("embeddingNormBias"),
    of_model({
        .id = TensorId::kHidden,
        .name = "hidden",
        .axes = {Axis::kLength, Axis::kDModel},
        .missing = missing_origin,
        .value = [](const Run &run, const Place &at) { return run.origin()->hidden(at.i, at.j); },
        .explain = explain_hidden,
        .whole = [](const Run &run, TensorId,
                    Head) { return stored_rows(view(run.origin()->hidden)); },
    }),
    norm_mean_row<kInputNorm>("normMean"),
    norm_deviation_row<kInputNorm>("normDeviation"),
    norm_weight_row<kInputNorm>("normWeight"),
    norm_bias_row<kInputNorm>("normBias"),
    TensorRow{
        .id = TensorId::kX,
        .name = "x",
        .axes = {Axis::kLength, Axis::kDModel},
        .value = [](const Run &run, const Place &at) { return run.x()(at.i, at.j); },
        .explain = explain_x,
        .whole = [](const Run &run, TensorId, Head) { return stored_rows(view(run.x())); },
    },
};
static_assert(are_in_order(kRows, TensorId::kPatches, TensorId::kX));

} // namespace

std::span<const TensorRow> tensors_of_input() { return kRows; }

} // namespace attn
