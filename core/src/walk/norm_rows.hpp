// SPDX-License-Identifier: MIT
/// The rows of the table of tensors that every norm of token rows has: mean, deviation, weight and
/// bias, for whichever rows it brings to scale.
#pragma once

#include "walk/explainer.hpp"
#include "walk/tensors.hpp"
#include "walk/whole_tensor.hpp"

namespace attn {

/// One norm of a run, and what its numbers are called.
struct NormSide {
  TensorId mean;
  TensorId deviation;
  TensorId weight;
  TensorId bias;
  TensorId of;                         ///< the rows that it brings to scale
  Axis rows;                           ///< their number
  Axis width;                          ///< and that of their columns
  const char *missing;                 ///< why a run has no such norm
  const Norm *(*norm)(const Run &run); ///< null where it has none
  RowScale (*scale)(const Run &run, Index row);
};

template <const NormSide &side> const char *missing_norm_part(const Run &run) {
  return side.norm(run) == nullptr ? side.missing : nullptr;
}

template <const NormSide &side> constexpr TensorRow norm_mean_row(const char *name) {
  return of_model({
      .id = side.mean,
      .name = name,
      .axes = {side.rows},
      .missing = [](const Run &run) -> const char * {
        const char *reason = missing_norm_part<side>(run);
        return reason == nullptr && side.norm(run)->kind == NormKind::kRms
                   ? "an RMS norm takes no mean out"
                   : reason;
      },
      .value = [](const Run &run, const Place &at) { return side.scale(run, at.i).mean; },
      .explain = [](Explainer &number) { number.mean_of_row(side.of, side.width); },
  });
}

template <const NormSide &side> constexpr TensorRow norm_deviation_row(const char *name) {
  return of_model({
      .id = side.deviation,
      .name = name,
      .axes = {side.rows},
      .missing = missing_norm_part<side>,
      .value = [](const Run &run, const Place &at) { return side.scale(run, at.i).deviation; },
      .explain =
          [](Explainer &number) {
            number.deviation_of_row(*side.norm(number.run), side.of, side.width);
          },
  });
}

template <const NormSide &side> constexpr TensorRow norm_weight_row(const char *name) {
  return of_model({
      .id = side.weight,
      .name = name,
      .axes = {side.width},
      .missing = missing_norm_part<side>,
      .value = [](const Run &run, const Place &at) { return side.norm(run)->weight(at.i); },
      .explain = [](Explainer &number) { number.given("weights"); },
      .whole = [](const Run &run, TensorId,
                  std::optional<Index>) { return stored_entries(side.norm(run)->weight); },
  });
}

template <const NormSide &side> constexpr TensorRow norm_bias_row(const char *name) {
  return of_model({
      .id = side.bias,
      .name = name,
      .axes = {side.width},
      .missing = [](const Run &run) -> const char * {
        const char *reason = missing_norm_part<side>(run);
        return reason == nullptr && side.norm(run)->bias.size() == 0 ? "this norm has no bias"
                                                                     : reason;
      },
      .value = [](const Run &run, const Place &at) { return side.norm(run)->bias(at.i); },
      .explain = [](Explainer &number) { number.given("weights"); },
      .whole = [](const Run &run, TensorId,
                  std::optional<Index>) { return stored_entries(side.norm(run)->bias); },
  });
}

/// The number at this place, made by the norm.
template <const NormSide &side> void explain_normalized(Explainer &number) {
  number.normalized({*side.norm(number.run), side.mean, side.deviation, side.weight, side.bias},
                    side.of, number.at.j);
}

} // namespace attn
