// SPDX-License-Identifier: MIT
/// The two halves of write_layer(), each beside what reads it, and what a trace says as well.
#pragma once

#include "attn/attention.hpp"
#include "attn/json_writer.hpp"
#include "attn/run.hpp"

namespace attn {

/// The members dModel to outDim of an open object.
void write_sizes(JsonWriter &out, const LayerSpec &spec);

/// An AttentionSpec without its large matrices.
void write_spec(JsonWriter &out, const AttentionLayer &layer);

/// A run's input without its large matrices.
void write_run_input(JsonWriter &out, const Run &run);

} // namespace attn
