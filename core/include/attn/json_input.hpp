// SPDX-License-Identifier: MIT
/// From JSON requests to layers, inputs and options: the keys of the public interface, their
/// defaults and their checks.
#pragma once

#include "attn/attention.hpp"
#include "attn/explain.hpp"
#include "attn/json_reader.hpp"
#include "attn/run.hpp"
#include "attn/trace.hpp"

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

struct RunInput {
  Sequence x;
  std::optional<Sequence> context;
};

/// { x?, origin?, tokens?, context?: { x?, tokens? } }. Without x and origin the layer makes word
/// vectors of the tokens. `origin` is how a model made x: { layer? } with { hidden } or {
/// embedding, position }, then { norm: { weight, bias, epsilon } } where a layer norm stands before
/// the layer, and { patches, projection: { weight, bias? } } where the embedding was made of
/// patches. Throws Error: kParse, kUnsupported, kShape, kNotFinite.
RunInput read_run_input(const Json &input, const LayerSpec &spec, const Blobs &blobs = {});

struct TraceRequest {
  TraceOptions options;
  int indent = -1; ///< spaces per level; −1 = everything on one line
};

/// { query, heads?, steps?, weights?, indent? }. Throws Error: kParse, kRange, kUnsupported.
TraceRequest read_trace_request(const Json &options);

/// { tensor, head?, index }. Throws Error: kParse, kUnsupported (unknown tensor), kShape (number of
/// indexes).
TensorRef read_tensor_ref(const Json &ref);

/// What attn_trace reads: one flat object with the keys of AttentionSpec, of the run input and of
/// the trace options (`weights` of the latter is named `traceWeights` here), with `example` as the
/// base that the other keys override.
struct WalkRequest {
  Run run;
  TraceRequest trace;
};

WalkRequest read_walk_request(const Json &request);

} // namespace attn
