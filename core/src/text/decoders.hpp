// SPDX-License-Identifier: MIT
/// From tokens back to text; internal to the core.
#pragma once

#include "attn/json.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace attn {

/// Changes the list; the text is what is left, side by side.
using Decoder = std::function<void(std::vector<std::string> &tokens)>;

/// The `decoder` of a tokenizer.json. Throws Error naming `path`, kUnsupported for a type that is
/// not known.
Decoder read_decoder(const Json &json, std::string_view path);

} // namespace attn
