// SPDX-License-Identifier: MIT
/// \file
/// Layers and what they are run on, from JSON and to it.
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

/// The keys of a run's input; `changes` are read by read_run().
std::span<const char *const> run_input_keys();

/// What a layer is run on.
struct RunInput {
  Sequence x;                      ///< the tokens
  std::optional<Sequence> context; ///< of cross-attention
};

/// { x?, origin?, tokens?, context?: { x?, origin?, tokens? } }. Without x and origin the layer
/// makes word vectors of the tokens. `origin` is how a model made x: { layer? } with { hidden } or
/// { embedding, position?, positionType? }, then { norm: { kind?, weight, bias?, epsilon },
/// addsHidden? } where a norm stands before the layer, { patches, projection: { weight, bias? } }
/// where the embedding was made of patches, and { postNorm?, layerScale? } for what is done to the
/// output. Throws Error: kParse, kUnsupported, kShape, kNotFinite.
RunInput read_run_input(const Json &input, const LayerSpec &spec, const Blobs &blobs = {});

/// { spec, input } from which read_layer() and read_run_input() make the same run to the bit, once
/// the large matrices are put in: weights.wq, wk, wv and wo, the table of learned positions, and of
/// the input x, or origin's hidden, embedding, position, patches and projection; so of the context.
void write_layer(JsonWriter &out, const Run &run);

} // namespace attn
