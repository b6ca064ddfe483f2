// SPDX-License-Identifier: MIT
/// \file
/// What a reader changes about a run, as data: "what if this weight were larger, that head silent?"
/// A run with changes is, to the bit, a run that was given the changed numbers from the start.
#pragma once

#include "attn/run.hpp"
#include "attn/tensor_ref.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace attn {

/// A given number gets another value: of x or the context, a word or position vector, weights and
/// biases, norms of queries and keys and before the layer, what a mask adds to a score (maskBias).
struct NumberChange {
  TensorRef ref;   ///< which number
  float value = 0; ///< −infinity in a mask: masked
};

/// The factor of all scores, in place of 1 / √head_dim; 1 leaves it out.
struct ScaleChange {
  float scale = 1; ///< finite
};

/// Scores are divided by it, after scaling (Hinton et al. 2015).
struct TemperatureChange {
  float temperature = 1; ///< above 0
};

/// Another mask in place of the layer's.
struct MaskChange {
  Mask mask; ///< of the size of the run
};

/// One key of one query, of every head or of one.
struct CellChange {
  std::optional<Index> head; ///< none = every head
  Index query = 0;           ///< token that asks
  Index key = 0;             ///< token that may answer
  bool allowed = false;      ///< whether it does
};

/// A factor of what a head adds to the output: it multiplies the head's rows of wo, which is the
/// same as its z (Michel et al. 2019, eq. 2). 0 mutes the head.
struct GateChange {
  Index head = 0; ///< of the queries
  float gate = 0; ///< finite
};

/// Which of the tokens, as they stand, comes at each place: swapped, doubled or left out.
struct OrderChange {
  std::vector<Index> tokens; ///< at least one, each below the length
};

/// Positions are left out, whatever their kind.
struct PositionsChange {};

/// One intervention.
struct Change {
  std::variant<NumberChange, ScaleChange, TemperatureChange, MaskChange, CellChange, GateChange,
               OrderChange, PositionsChange>
      what;                   ///< is changed
  std::optional<Index> layer; ///< of a model; a single layer has none
};

/// In the order in which they are applied: each finds what those before it left.
using Changes = std::vector<Change>;

/// What a run is made of.
struct RunParts {
  std::shared_ptr<const AttentionLayer> layer; ///< never null
  Sequence x;                                  ///< the tokens
  std::optional<Sequence> context;             ///< of cross-attention
};

/// Applies changes of a single layer, or of one layer of a model. `name` of a change for messages:
/// "changes[0]". Nothing that others share is written to.
/// Throws Error: kUnsupported (a number that is computed, or that this run has not), kRange (a
/// head, token or index that is not there, a temperature that is not above 0), kNotFinite.
void apply_change(const Change &change, const std::string &name, RunParts &parts);

/// All of them, named changes[0], changes[1], …; those of a model say their layer.
void apply_changes(const Changes &changes, RunParts &parts);

/// The tokens in the order that a change gives. Throws Error(kRange): `name`.tokens.
void check_order(const OrderChange &order, const std::string &name, Index length);

} // namespace attn
