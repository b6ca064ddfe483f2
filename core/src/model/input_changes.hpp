// SPDX-License-Identifier: MIT
/// The changes of a model that concern no layer: the order of its tokens, and its positions.
#pragma once

#include "attn/changes.hpp"

#include <vector>

namespace attn {

/// What is changed before the first layer.
struct InputChanges {
  std::vector<Index> order; ///< which given token comes at each place; empty = as given
  bool positions = true;    ///< false: left out
};

/// length: tokens that are given. Throws Error: kRange (a layer or token that is not there),
/// kUnsupported (a change of a layer that names none, or an order that names one).
InputChanges input_changes(const Changes &changes, Index num_layers, Index length);

/// The same, for patches behind `prefix` tokens that stay: a permutation of the patches, from 0.
InputChanges patch_changes(const Changes &changes, Index num_layers, Index prefix, Index patches);

/// True for a change of one layer, or of every layer.
bool concerns(const Change &change, Index layer);

} // namespace attn
