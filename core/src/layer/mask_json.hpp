// SPDX-License-Identifier: MIT
/// The mask of a layer, from JSON.
#pragma once

#include "attn/json.hpp"
#include "attn/mask.hpp"

namespace attn {

/// "none", "causal", or { causal?, offset?, allow?, bias? }. A table is [queries][keys] or
/// [head][queries][keys]: of true and false (or 1 and 0) to allow, of numbers with null or
/// "-Infinity" for masked to add.
/// Throws Error: kParse, kUnsupported (a name or key that is not known), kShape, kNotFinite.
Mask read_mask(const Json &mask, const Blobs &blobs);

} // namespace attn
