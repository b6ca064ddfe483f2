// SPDX-License-Identifier: MIT
/// The regular expressions of known tokenizers, each matched by hand: a general engine would be
/// larger than all else here. Internal to the core.
#pragma once

#include "attn/json.hpp"
#include "text/text_parts.hpp"

#include <string_view>

namespace attn {

/// GPT-2's, which ByteLevel has without naming it.
Pattern gpt2_pattern();

/// { "String": text } or { "Regex": one that is known }. Throws Error naming `path`, kUnsupported
/// for another regular expression.
Pattern read_pattern(const Json &json, std::string_view path);

} // namespace attn
