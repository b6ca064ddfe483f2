// SPDX-License-Identifier: MIT
/// A text that is cut further and further; internal to the core.
#pragma once

#include "attn/matrix.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace attn {

/// A part of a text on its way to tokens.
struct TextPart {
  std::string text;
  bool at_start = false; ///< it begins where the whole text does
  Index id = -1;         ///< an added token, which nothing cuts; −1 = text
};

using TextParts = std::vector<TextPart>;

/// One stretch of a part, in bytes, that a pattern has or has not; together they are the part.
struct Stretch {
  std::size_t begin;
  std::size_t end;
  bool matches;
};

/// All stretches of a text, in order and without gaps.
using Pattern = std::function<std::vector<Stretch>(std::string_view text)>;

/// What becomes of the stretches that match.
enum class SplitBehavior {
  kRemoved,            ///< they go
  kIsolated,           ///< each is a part
  kMergedWithPrevious, ///< each ends the part before it
  kMergedWithNext,     ///< each begins the part after it
  kContiguous,         ///< neighbours are one part
};

/// Cuts every part that is text; empty ones go. inverted: what matches and what does not change
/// places.
void split(TextParts &parts, const Pattern &pattern, SplitBehavior behavior, bool inverted = false);

/// Characters that are of a kind, each by itself.
Pattern each_of(bool (*is_wanted)(char32_t code));

/// This text, which is not empty.
Pattern each_text(std::string text);

/// Runs that do not overlap, found from the left: `size(text, at)` is the bytes of the one that
/// begins there, 0 when none does.
Pattern runs_of(std::function<std::size_t(std::string_view text, std::size_t at)> size);

} // namespace attn
