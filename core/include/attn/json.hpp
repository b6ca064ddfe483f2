// SPDX-License-Identifier: MIT
/// The JSON type of the core: nlohmann/json over float, with keys in the order they were set.
#pragma once

#include "attn/json_writer.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace attn {

/// Over float, so that a number is the same whether it came as JSON or as a typed array.
using Json = nlohmann::basic_json<nlohmann::ordered_map, std::vector, std::string, bool,
                                  std::int64_t, std::uint64_t, float>;

/// Throws Error: kParse with line and column (also for a key that stands twice in one object),
/// kNotFinite for a number beyond float32.
Json parse_json(std::string_view text);

/// The value as it was read.
void write_json(JsonWriter &out, const Json &json);

} // namespace attn
