// SPDX-License-Identifier: MIT
/// What Hugging Face's tokenizers library holds a character to be; internal to the core.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace attn::unicode {

bool is_letter(char32_t code);      ///< \p{L} of a regular expression
bool is_number(char32_t code);      ///< \p{N} of a regular expression
bool is_numeric(char32_t code);     ///< Rust's char::is_numeric
bool is_word_part(char32_t code);   ///< \w of a regular expression
bool is_space(char32_t code);       ///< White_Space
bool is_punctuation(char32_t code); ///< \p{P} of Unicode 8 and ASCII's symbols
bool is_mark(char32_t code);        ///< what StripAccents takes away
bool is_nonspacing(char32_t code);  ///< what BertNormalizer's strip_accents takes away
bool is_other(char32_t code);       ///< controls and what has no character
/// What stays with the character before it (grapheme clusters of UAX 29).
bool is_extending(char32_t code);

/// Appends the character as UTF-8.
void append_utf8(char32_t code, std::string &out);

/// Each character by itself: Σ at the end of a word becomes σ.
std::string lowered_text(std::string_view text);

/// The text with each of its characters replaced: `replace(code, out)` appends what comes instead.
std::string each_character(std::string_view text,
                           const std::function<void(char32_t code, std::string &out)> &replace);

/// Canonical normalization forms (UAX 15).
/// @{
std::string nfd(std::string_view text);
std::string nfc(std::string_view text);
/// @}

/// Numbers in printable characters, 45 values in each, least first: '#' is 0 and '\' is left out;
/// a number's last character is below 45, all before it are 45 more than they mean.
class PackedNumbers {
public:
  explicit PackedNumbers(std::string_view text) : rest_(text) {}
  bool done() const { return rest_.empty(); }
  char32_t next();
  /// Even ones are half of it, odd ones below 0.
  std::int32_t next_signed();

private:
  std::string_view rest_;
};

} // namespace attn::unicode
