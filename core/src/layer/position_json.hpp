// SPDX-License-Identifier: MIT
/// How a layer knows the order of its tokens, to JSON; read_position() is in attn/layer_json.hpp.
#pragma once

#include "attn/json_writer.hpp"
#include "attn/position.hpp"

namespace attn {

/// As read_position() reads it, but for the table of learned positions, which is large.
void write_position(JsonWriter &out, const Position &position);

} // namespace attn
