// SPDX-License-Identifier: MIT
/// \file
/// From JSON requests to layers, inputs and options: the keys of the public interface, their
/// defaults and their checks. Those of layers and their inputs are in layer_json.hpp.
#pragma once

#include "attn/changes.hpp"
#include "attn/layer_json.hpp"
#include "attn/tensor_ref.hpp"
#include "attn/trace.hpp"

namespace attn {

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

/// What is changed about a run: a list of { ref, value } (value null in a mask: masked), { scale },
/// { temperature }, { mask } (another one, or { query, key, head?, allowed }), { head, gate },
/// { tokens } and { positions: false }; of a model each may have a `layer`.
/// Throws Error: kParse, kUnsupported, kShape, kRange, with `changes[0]` as the place.
Changes read_changes(const Json &changes, const Blobs &blobs = {});

/// A run of this layer: the keys of read_run_input(), and `changes`. Throws Error as
/// read_run_input(), read_changes(), apply_changes() and Run do.
Run read_run(std::shared_ptr<const AttentionLayer> layer, const Json &input,
             const Blobs &blobs = {});

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
