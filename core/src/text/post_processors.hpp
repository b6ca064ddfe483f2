// SPDX-License-Identifier: MIT
/// The special tokens around a text; internal to the core.
#pragma once

#include "attn/json.hpp"
#include "attn/matrix.hpp"

#include <string_view>
#include <vector>

namespace attn {

/// What a single text stands between.
struct Frame {
  std::vector<Index> before;
  std::vector<Index> behind;
};

/// The `post_processor` of a tokenizer.json, for a single text. Throws Error naming `path`,
/// kUnsupported for a type that is not known and for a template that repeats or drops the text.
Frame read_post_processor(const Json &json, std::string_view path);

} // namespace attn
