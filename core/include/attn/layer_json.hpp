// SPDX-License-Identifier: MIT
/// \file
/// Layers and what they are run on, from JSON.
#pragma once

#include "attn/attention.hpp"
#include "attn/json.hpp"
#include "attn/run.hpp"

#include <memory>
#include <optional>
#include <span>

namespace attn {

/// The keys of an AttentionSpec.
std::span<const char *const> spec_keys();

/// An AttentionSpec. Throws Error: kParse, kUnsupported (unknown key or name), and whatever
/// AttentionLayer's constructors throw.
std::shared_ptr<const AttentionLayer> read_layer(const Json &spec, const Blobs &blobs = {});

/// The `position` of an AttentionSpec: a name, or an object with `type`. Throws Error: kParse,
/// kUnsupported, kShape, kRange.
Position read_position(const Json &position, Index d_model, const Blobs &blobs = {});

/// The keys of a run's input.
std::span<const char *const> run_input_keys();

/// What a layer is run on.
struct RunInput {
  Sequence x;                      ///< the tokens
  std::optional<Sequence> context; ///< of cross-attention
};

/// { x?, origin?, tokens?, context?: { x?, tokens? } }. Without x and origin the layer makes word
/// vectors of the tokens. `origin` is how a model made x: { layer? } with { hidden } or {
/// embedding, position }, then { norm: { weight, bias, epsilon } } where a layer norm stands before
/// the layer, and { patches, projection: { weight, bias? } } where the embedding was made of
/// patches. Throws Error: kParse, kUnsupported, kShape, kNotFinite.
RunInput read_run_input(const Json &input, const LayerSpec &spec, const Blobs &blobs = {});

} // namespace attn
