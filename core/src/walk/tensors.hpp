// SPDX-License-Identifier: MIT
/// The table of tensors: a row for every kind of number that a run can show, with all that is
/// particular to it. To add one: an id at the end of its group in attn/tensor_ref.hpp, and its row
/// in the file of that group (tensors_of_….cpp).
#pragma once

#include "attn/parts.hpp"
#include "attn/tensor.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace attn {

class Explainer;

/// What one index of a tensor counts, and so how far it goes.
enum class Axis : std::uint8_t {
  kNone,          ///< behind the last axis
  kLength,        ///< tokens (queries)
  kContextLength, ///< keys of a query
  kKeyRows,       ///< rows of k and v: as many, but with windows those of all
  kOffsets,       ///< every key − query: n + m − 1
  kPatches,       ///< of an image, without [CLS]
  kPatchNumbers,  ///< pixels of a patch, of all channels
  kHeads,         ///< query heads
  kDModel,        ///< columns of x
  kHeadDim,       ///< columns of one head's q and k
  kValueDim,      ///< columns of one head's v
  kOutDim,        ///< columns of the output
  kQueryWidth,    ///< columns of Wq: of all heads
  kKeyWidth,      ///< columns of Wk
  kValueWidth,    ///< columns of Wv
  kConcatWidth,   ///< columns of all heads' z side by side
  kQNormWidth,    ///< columns of the norm of q: of a head, or of all
  kKNormWidth,    ///< columns of the norm of k
  kVocabulary,    ///< words that a model knows
};

/// As tensorsJson has it: "length", "dModel", …
const char *axis_name(Axis axis);
/// How many places it has in this run; 0 for kNone.
Index axis_extent(const Run &run, Axis axis);

/// What a tensor has to do with heads.
enum class Heads : std::uint8_t {
  kNone,  ///< nothing
  kParts, ///< one tensor without heads, of which tensor() gives a head's part
  kEach,  ///< every head has its own; a reference names the head
};

/// Which number of a tensor.
struct Place {
  Index head = -1;
  Index i = 0; ///< along the first axis
  Index j = 0; ///< the second
  Index c = 0; ///< the third
};

/// All that is particular to one kind of number.
struct TensorRow {
  TensorId id;
  const char *name;         ///< what callers see
  std::array<Axis, 3> axes; ///< one for each index; kNone behind the last
  Heads heads = Heads::kNone;
  /// Why this run has no such tensor; null when it has. Left out: every run has it.
  const char *(*missing)(const Run &run) = nullptr;
  float (*value)(const Run &run, const Place &at);
  /// The operation behind the number, and its operands.
  void (*explain)(Explainer &number);
  /// Of one head or all, for tensor(); left out: only numbers of it can be had.
  Tensor (*whole)(const Run &run, TensorId id, std::optional<Index> head) = nullptr;
  /// Of one query and head, for query_numbers(); left out: not offered.
  Matrix (*of_query)(const Run &run, Index head, Index query) = nullptr;
};

/// Why a run has no such tensor in a build without the parts of models' layers.
const char *missing_model(const Run &run);
/// Never called: missing_model() comes first.
Tensor no_tensor(const Run &run, TensorId id, std::optional<Index> head);

/// A row of what only a model's layer has. In a build without models it is but a name, which every
/// run lacks.
constexpr TensorRow of_model(const TensorRow &row) {
  if constexpr (kHasModelParts) {
    return row;
  } else {
    return {.id = row.id,
            .name = row.name,
            .axes = row.axes,
            .heads = row.heads,
            .missing = missing_model,
            .value = nullptr,
            .explain = nullptr,
            .whole = row.whole == nullptr ? nullptr : no_tensor};
  }
}

/// The groups, in the order of TensorId.
/// @{
std::span<const TensorRow> tensors_of_input();       ///< patches … x
std::span<const TensorRow> tensors_of_context();     ///< contextHidden … context
std::span<const TensorRow> tensors_of_weights();     ///< wq … weightMixBias
std::span<const TensorRow> tensors_of_projections(); ///< qProjected … v
std::span<const TensorRow> tensors_of_scores();      ///< products … scaled
std::span<const TensorRow> tensors_of_softmax();     ///< max … weights
std::span<const TensorRow> tensors_of_output();      ///< weighted … residualWordSimilarity
std::span<const TensorRow> tensors_of_positions();   ///< embeddingSimilarity … offsetScores
/// @}

/// For the groups' own checks: the rows have the ids from `first` to `last`.
constexpr bool are_in_order(std::span<const TensorRow> rows, TensorId first, TensorId last) {
  std::size_t id = static_cast<std::size_t>(first);
  for (const TensorRow &row : rows) {
    if (static_cast<std::size_t>(row.id) != id++) {
      return false;
    }
  }
  return id == static_cast<std::size_t>(last) + 1;
}

const TensorRow &tensor_row(TensorId id);

/// The value of a reference that was checked.
float value_at(const Run &run, const TensorRef &ref);

} // namespace attn
