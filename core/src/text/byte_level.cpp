// SPDX-License-Identifier: MIT
#include "text/byte_level.hpp"

#include "base/utf8.hpp"
#include "text/unicode.hpp"

#include <array>

namespace attn {

namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";

/// Bytes that are visible in Latin-1 stand for themselves, the others for 256 and on.
constexpr std::array<char32_t, 256> kCharacters = [] {
  std::array<char32_t, 256> characters{};
  char32_t next = 256;
  for (std::size_t byte = 0; byte < characters.size(); ++byte) {
    const bool is_visible = (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte != 0xAD);
    characters[byte] = is_visible ? static_cast<char32_t>(byte) : next++;
  }
  return characters;
}();

} // namespace

std::string byte_characters(std::string_view bytes) {
  std::string out;
  out.reserve(2 * bytes.size());
  for (const char byte : bytes) {
    unicode::append_utf8(kCharacters[static_cast<unsigned char>(byte)], out);
  }
  return out;
}

std::optional<std::string> bytes_of_characters(std::string_view text) {
  constexpr std::size_t kEnd = 256 + 68;
  static const std::array<int, kEnd> bytes = [] {
    std::array<int, kEnd> of{};
    of.fill(-1);
    for (std::size_t byte = 0; byte < kCharacters.size(); ++byte) {
      of[kCharacters[byte]] = static_cast<int>(byte);
    }
    return of;
  }();
  std::string out;
  while (!text.empty()) {
    const Utf8Character character = first_character(text);
    if (character.code >= kEnd || bytes[character.code] < 0) {
      return std::nullopt;
    }
    out += static_cast<char>(bytes[character.code]);
    text.remove_prefix(character.size);
  }
  return out;
}

std::string byte_name(unsigned char byte) {
  return {'<', '0', 'x', kHex[byte >> 4U], kHex[byte & 15U], '>'};
}

int byte_of_name(std::string_view name) {
  if (name.size() != 6 || !name.starts_with("<0x") || name.back() != '>') {
    return -1;
  }
  const std::size_t high = kHex.find(name[3]);
  const std::size_t low = kHex.find(name[4]);
  const bool is_hex = high != std::string_view::npos && low != std::string_view::npos;
  return is_hex ? static_cast<int>(16 * high + low) : -1;
}

} // namespace attn
