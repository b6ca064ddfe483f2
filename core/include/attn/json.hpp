// SPDX-License-Identifier: MIT
/// The JSON type of the core: nlohmann/json over float, with keys in the order they were set.
#pragma once

#include "attn/matrix.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace attn {

/// Over float, so that dump() writes the shortest text that reads back as the same float32.
using Json = nlohmann::basic_json<nlohmann::ordered_map, std::vector, std::string, bool,
                                  std::int64_t, std::uint64_t, float>;

/// Throws Error: kParse with line and column (also for a key that stands twice in one object),
/// kNotFinite for a number beyond float32.
Json parse_json(std::string_view text);

/// object[key] = value; null becomes an object. One function, because the wasm has a hundred of
/// these.
void set(Json &object, const char *key, Json value);

/// [[row], …]; −infinity (masked) becomes null.
Json to_json(const MatrixView &matrix);
/// [values]; −infinity (masked) becomes null.
Json to_json(const float *values, Index count);

/// The number, or null for −infinity (masked).
Json number_or_null(float value);

} // namespace attn
