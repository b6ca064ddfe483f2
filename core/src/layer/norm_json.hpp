// SPDX-License-Identifier: MIT
/// A norm in JSON: { kind?, weight, bias?, epsilon }.
#pragma once

#include "attn/json.hpp"
#include "attn/json_writer.hpp"
#include "attn/norm.hpp"

#include <optional>
#include <string_view>

namespace attn {

/// `size` numbers at `path`.key, all finite. Throws Error: kShape, kParse, kNotFinite.
RowVector read_entries(const Json &json, const char *key, std::string_view path, Index size,
                       const Blobs &blobs);

/// As wide as `size`; as its weight without one.
/// Throws Error: kParse, kUnsupported (a kind or key that is not known), kShape, kRange,
/// kNotFinite.
Norm read_norm(const Json &json, std::string_view path, std::optional<Index> size,
               const Blobs &blobs);

/// As read_norm() reads it.
void write_norm(JsonWriter &out, const Norm &norm);

} // namespace attn
