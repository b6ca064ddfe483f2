// SPDX-License-Identifier: MIT
/// Cutting a text into the parts that a model cuts further; internal to the core.
#pragma once

#include "attn/json.hpp"
#include "text/text_parts.hpp"

#include <functional>
#include <string_view>

namespace attn {

using PreTokenizer = std::function<void(TextParts &parts)>;

/// The `pre_tokenizer` of a tokenizer.json. Throws Error naming `path`, kUnsupported for a type
/// that is not known.
PreTokenizer read_pre_tokenizer(const Json &json, std::string_view path);

} // namespace attn
