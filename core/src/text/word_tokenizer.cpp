// SPDX-License-Identifier: MIT
#include "attn/tokenizer.hpp"
#include "base/utf8.hpp"

#include <algorithm>
#include <utility>

namespace attn {

namespace {

/// Inclusive code points beyond ASCII.
struct CodeRange {
  char32_t first;
  char32_t last;
};

bool is_in_range(std::span<const CodeRange> ranges, char32_t code) {
  return std::any_of(ranges.begin(), ranges.end(), [code](const CodeRange &range) {
    return code >= range.first && code <= range.last;
  });
}

/// What is no letter beyond ASCII, in the blocks that people type: punctuation, symbols, currency,
/// combining marks, pictures. Unicode's own table would be 700 ranges, for words that no
/// vocabulary here has.
bool is_letter(char32_t code) {
  static constexpr CodeRange kNoLetters[] = {
      {0x80, 0xA9},     {0xAB, 0xB1},     {0xB4, 0xB4},     {0xB6, 0xB8},       {0xBB, 0xBB},
      {0xBF, 0xBF},     {0xD7, 0xD7},     {0xF7, 0xF7},     {0x2C2, 0x2C5},     {0x2D2, 0x2DF},
      {0x300, 0x36F},   {0x2000, 0x206F}, {0x20A0, 0x20FF}, {0x2190, 0x245F},   {0x2500, 0x2775},
      {0x2794, 0x2BFF}, {0x2E00, 0x2E2E}, {0x2E30, 0x3004}, {0x3008, 0x3020},   {0xD800, 0xF8FF},
      {0xFE00, 0xFE6F}, {0xFF00, 0xFF20}, {0xFFE0, 0xFFFF}, {0x1F000, 0x1FAFF}, {0xE0000, 0x10FFFF},
  };
  if (code < 0x80) {
    return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
  }
  return !is_in_range(kNoLetters, code);
}

bool is_space(char32_t code) {
  static constexpr CodeRange kSpaces[] = {
      {0x09, 0x0D},     {0x1C, 0x20},     {0x85, 0x85},     {0xA0, 0xA0},     {0x1680, 0x1680},
      {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000},
  };
  return is_in_range(kSpaces, code);
}

/// A to Z lowered and ’ made ', byte for byte otherwise.
std::string lowered(std::string_view text) {
  constexpr std::string_view kCurly = "\u2019";
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, kCurly.size()) == kCurly) {
      result += '\'';
      i += kCurly.size() - 1;
    } else {
      const char c = text[i];
      result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  return result;
}

} // namespace

WordTokenizer::WordTokenizer(std::vector<std::string> vocab, const std::string &unk_token,
                             std::vector<std::string> special_tokens)
    : ListTokenizer(std::move(vocab), unk_token), special_tokens_(std::move(special_tokens)) {}

/// Bytes of the token that begins here, where no space is.
std::size_t WordTokenizer::token_size(std::string_view rest) const {
  for (const std::string &special : special_tokens_) {
    if (!special.empty() && rest.substr(0, special.size()) == special) {
      return special.size();
    }
  }
  std::size_t size = 0;
  while (size < rest.size()) {
    const Utf8Character next = first_character(rest.substr(size));
    if (!is_letter(next.code) && next.code != '\'') {
      // At the start it is a token of its own; later it ends the word.
      return size == 0 ? next.size : size;
    }
    size += next.size;
  }
  return size;
}

TokenizedText WordTokenizer::tokenize(std::string_view text) const {
  const std::string whole = lowered(repaired_utf8(text));
  std::string_view rest = whole;
  TokenizedText result;
  while (!rest.empty()) {
    const Utf8Character next = first_character(rest);
    if (is_space(next.code)) {
      rest.remove_prefix(next.size);
      continue;
    }
    const std::size_t size = token_size(rest);
    append(id_of(rest.substr(0, size)), result);
    rest.remove_prefix(size);
  }
  return result;
}

} // namespace attn
