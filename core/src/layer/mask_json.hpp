// SPDX-License-Identifier: MIT
/// The mask of a layer, from JSON and to it.
#pragma once

#include "attn/json.hpp"
#include "attn/json_writer.hpp"
#include "attn/mask.hpp"

namespace attn {

/// "none", "causal", or { causal?, offset?, reach?, allow?, bias? }. A table is [queries][keys] or
/// [head][queries][keys]: of true and false (or 1 and 0) to allow, of numbers with null or
/// "-Infinity" for masked to add.
/// Throws Error: kParse, kUnsupported (a name or key that is not known), kShape, kNotFinite.
Mask read_mask(const Json &mask, const Blobs &blobs);

/// As read_mask() reads it.
void write_mask(JsonWriter &out, const Mask &mask);

} // namespace attn
