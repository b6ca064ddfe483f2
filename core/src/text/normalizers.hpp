// SPDX-License-Identifier: MIT
/// What is done to a text before it is cut; internal to the core.
#pragma once

#include "attn/json.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace attn {

using Normalizer = std::function<std::string(std::string_view text)>;

/// The `normalizer` of a tokenizer.json. Throws Error naming `path`, kUnsupported for a type that
/// is not known.
Normalizer read_normalizer(const Json &json, std::string_view path);

/// SentencePiece's table of replacements, in base64: a trie of bytes and the texts that it leads
/// to. Throws Error naming `path`.
Normalizer read_precompiled(const Json &json, std::string_view path);

} // namespace attn
