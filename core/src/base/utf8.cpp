// SPDX-License-Identifier: MIT
#include "base/utf8.hpp"

#include <cstdint>

namespace attn {

Utf8Character first_character(std::string_view text) {
  constexpr Utf8Character kInvalid{0xFFFD, 1, false};
  const auto lead = static_cast<std::uint8_t>(text[0]);
  if (lead < 0x80) {
    return {lead, 1, true};
  }
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC0 || lead >= 0xF8 || text.size() < size) {
    return kInvalid;
  }
  char32_t code = lead & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    const auto byte = static_cast<std::uint8_t>(text[i]);
    if ((byte & 0xC0U) != 0x80) {
      return kInvalid;
    }
    code = code << 6U | (byte & 0x3FU);
  }
  constexpr char32_t kLeastOfSize[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < kLeastOfSize[size] || code > 0x10FFFF || surrogate) {
    return kInvalid;
  }
  return {code, size, true};
}

std::string repaired_utf8(std::string_view text) {
  std::string repaired;
  repaired.reserve(text.size());
  while (!text.empty()) {
    const Utf8Character character = first_character(text);
    repaired += character.valid ? text.substr(0, character.size) : kReplacement;
    text.remove_prefix(character.size);
  }
  return repaired;
}

} // namespace attn
