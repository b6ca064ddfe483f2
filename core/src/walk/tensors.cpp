// SPDX-License-Identifier: MIT
#include "walk/tensors.hpp"

#include "walk/position_walk.hpp"

#include <algorithm>
#include <cstddef>

namespace attn {

const char *axis_name(Axis axis) {
  static constexpr const char *kNames[] = {
      "",           "length",    "contextLength", "contextLength",
      "offsets",    "patches",   "patchNumbers",  "numHeads",
      "dModel",     "headDim",   "valueDim",      "outDim",
      "queryWidth", "keyWidth",  "valueWidth",    "concatWidth",
      "normWidth",  "normWidth", "vocabulary"};
  return kNames[static_cast<std::size_t>(axis)];
}

Index axis_extent(const Run &run, Axis axis) {
  const LayerSpec &spec = run.spec();
  switch (axis) {
  case Axis::kNone:
    break;
  case Axis::kLength:
    return run.length();
  case Axis::kContextLength:
    return run.context_length();
  case Axis::kKeyRows:
    return run.key_source().rows();
  case Axis::kOffsets:
    return offset_places(run);
  case Axis::kPatches:
    return run.origin() == nullptr ? 0 : run.origin()->patches.rows();
  case Axis::kPatchNumbers:
    return run.origin() == nullptr ? 0 : run.origin()->projection->weight.rows();
  case Axis::kHeads:
    return spec.num_heads;
  case Axis::kDModel:
    return spec.d_model;
  case Axis::kHeadDim:
    return spec.head_dim;
  case Axis::kValueDim:
    return spec.value_dim;
  case Axis::kOutDim:
    return spec.out_dim;
  case Axis::kQueryWidth:
    return spec.query_width();
  case Axis::kKeyWidth:
    return spec.key_width();
  case Axis::kValueWidth:
    return spec.value_width();
  case Axis::kConcatWidth:
    return spec.concat_width();
  case Axis::kQNormWidth:
    return run.q_norm() == nullptr ? 0 : run.q_norm()->weight.size();
  case Axis::kKNormWidth:
    return run.k_norm() == nullptr ? 0 : run.k_norm()->weight.size();
  case Axis::kVocabulary:
    return run.words() == nullptr ? 0 : run.words()->rows();
  }
  return 0;
}

const char *missing_model(const Run & /*run*/) { return "only layers of models have it"; }

Tensor no_tensor(const Run & /*run*/, TensorId /*id*/, std::optional<Index> /*head*/) { return {}; }

const TensorRow &tensor_row(TensorId id) {
  constexpr std::array kGroups{tensors_of_input,       tensors_of_context,  tensors_of_weights,
                               tensors_of_projections, tensors_of_scores,   tensors_of_softmax,
                               tensors_of_output,      tensors_of_positions};
  auto place = static_cast<std::size_t>(id);
  for (const auto &group : kGroups) {
    const std::span<const TensorRow> rows = group();
    if (place < rows.size()) {
      return rows[place];
    }
    place -= rows.size();
  }
  return kGroups.front()().front(); // not reached: every id has a row
}

float value_at(const Run &run, const TensorRef &ref) {
  const auto [i, j, c] = ref.index;
  return tensor_row(ref.tensor).value(run, {ref.head, i, j, c});
}

} // namespace attn
