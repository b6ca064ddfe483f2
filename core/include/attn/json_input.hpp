// SPDX-License-Identifier: MIT
/// \file
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

/// What to write of a run, and how.
struct TraceRequest {
  TraceOptions options; ///< what
  int indent = -1;      ///< spaces per level; −1 = everything on one line
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
  Run run;            ///< done
  TraceRequest trace; ///< what to write of it
};

/// Reads a layer and its input, and runs it. Throws Error as read_layer(), read_run_input(), Run
/// and read_trace_request() do.
///
/// \code{.cpp}
/// #include <attn/json_input.hpp>
/// #include <iostream>
///
/// const attn::Json request = attn::parse_json(R"({
///   "tokens": ["a", "b"], "x": [[1, 0], [0, 1]], "dModel": 2, "numHeads": 1, "query": 0
/// })");
/// const attn::WalkRequest walk = attn::read_walk_request(request);
/// std::cout << walk.run.length() << '\n'; // 2
/// \endcode
WalkRequest read_walk_request(const Json &request);

} // namespace attn
