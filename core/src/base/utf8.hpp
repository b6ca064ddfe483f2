// SPDX-License-Identifier: MIT
/// Walking through UTF-8, character by character; internal to the core.
#pragma once

#include <string>
#include <string_view>

namespace attn {

/// U+FFFD, the replacement character.
inline constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Utf8Character {
  char32_t code = 0;    ///< the code point; U+FFFD when the bytes are not UTF-8
  std::size_t size = 0; ///< its bytes; 1 when they are not UTF-8
  bool valid = false;
};

/// The character that begins at text[0]; the text must not be empty. Not UTF-8 are stray and
/// missing continuation bytes, longer forms than needed, surrogates and codes above U+10FFFF.
Utf8Character first_character(std::string_view text);

/// The text with U+FFFD for each byte that is not part of a character.
std::string repaired_utf8(std::string_view text);

} // namespace attn
