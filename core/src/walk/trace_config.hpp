// SPDX-License-Identifier: MIT
/// What a trace says of its layer: sizes, and positions, mask and weights in short and structured.
#pragma once

#include "attn/json_writer.hpp"
#include "attn/run.hpp"

namespace attn {

/// The members of a trace's `config`, but `heads`; `query` is the token whose walk it is.
void write_config_members(JsonWriter &out, const Run &run, Index query);

} // namespace attn
