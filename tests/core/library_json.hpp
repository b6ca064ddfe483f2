// SPDX-License-Identifier: MIT
/// nlohmann/json's own values: what the tests read of references, and the documents they spoil.
#pragma once

#include "attn/json.hpp"

#include <nlohmann/json.hpp>

namespace attn {

using LibraryJson = nlohmann::basic_json<nlohmann::ordered_map, std::vector, std::string, bool,
                                         std::int64_t, std::uint64_t, float>;

// The library finds these two where one stands for the other.

inline void to_json(LibraryJson &to, const Json &from) {
  JsonWriter out;
  write_json(out, from);
  to = LibraryJson::parse(out.text());
}

inline void from_json(const LibraryJson &from, Json &to) { to = parse_json(from.dump()); }

} // namespace attn
