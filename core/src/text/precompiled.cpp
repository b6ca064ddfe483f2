// SPDX-License-Identifier: MIT
/// SentencePiece's normalization rules as the trie that it compiles them to (its normalizer.h; the
/// double array of Darts-clone), applied as tokenizers (Rust) does with spm_precompiled.
#include "text/normalizers.hpp"

#include "base/check.hpp"
#include "base/utf8.hpp"
#include "text/unicode.hpp"
#include "json/json_reader.hpp"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace attn {

namespace {

constexpr const char *kExpected = "a table of SentencePiece in base64";

int value_of_base64(char c) {
  return c >= 'A' && c <= 'Z'   ? c - 'A'
         : c >= 'a' && c <= 'z' ? c - 'a' + 26
         : c >= '0' && c <= '9' ? c - '0' + 52
         : c == '+'             ? 62
         : c == '/'             ? 63
                                : -1;
}

std::optional<std::string> decoded_base64(std::string_view text) {
  while (text.ends_with('=')) {
    text.remove_suffix(1);
  }
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const int value = value_of_base64(c);
    if (value < 0) {
      return std::nullopt;
    }
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(bits >> count & 0xFFU);
    }
  }
  return bytes;
}

class Replacements {
public:
  Replacements(std::vector<std::uint32_t> trie, std::string texts)
      : trie_(std::move(trie)), texts_(std::move(texts)) {}

  std::string operator()(std::string_view text) const {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
      const std::string_view cluster = text.substr(0, cluster_size(text));
      append(cluster, out);
      text.remove_prefix(cluster.size());
    }
    return out;
  }

private:
  /// Bytes of a character and what stays with it.
  static std::size_t cluster_size(std::string_view text) {
    if (text.starts_with("\r\n")) {
      return 2;
    }
    const Utf8Character first = first_character(text);
    std::size_t size = first.size;
    if (first.code == '\r' || first.code == '\n' || is_control(first.code)) {
      return size;
    }
    while (size < text.size()) {
      const Utf8Character next = first_character(text.substr(size));
      if (!unicode::is_extending(next.code)) {
        break;
      }
      size += next.size;
    }
    return size;
  }

  /// Controls of UAX 29: nothing stays with them.
  static bool is_control(char32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0xAD || code == 0x61C ||
           code == 0x180E || code == 0x200B || code == 0x200E || code == 0x200F ||
           (code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F) ||
           code == 0xFEFF || (code >= 0xFFF0 && code <= 0xFFFB);
  }

  void append(std::string_view cluster, std::string &out) const {
    // A short one is looked up as a whole, even if only its start is in the table.
    constexpr std::size_t kLongest = 6;
    if (cluster.size() < kLongest) {
      if (const std::optional<std::string_view> text = find(cluster)) {
        out += *text;
        return;
      }
    }
    while (!cluster.empty()) {
      const std::string_view character = cluster.substr(0, first_character(cluster).size);
      out += find(character).value_or(character);
      cluster.remove_prefix(character.size());
    }
  }

  /// What the shortest start of the key that is in the table becomes.
  std::optional<std::string_view> find(std::string_view key) const {
    std::size_t at = 0;
    std::uint32_t unit = unit_at(at);
    at ^= offset_of(unit);
    for (const char c : key) {
      const auto byte = static_cast<unsigned char>(c);
      at ^= byte;
      unit = unit_at(at);
      if (byte == 0 || (unit & 0x800000FFU) != byte) {
        return std::nullopt;
      }
      at ^= offset_of(unit);
      if ((unit >> 8U & 1U) != 0) {
        const std::size_t begin = unit_at(at) & 0x7FFFFFFFU;
        if (begin >= texts_.size()) {
          return std::nullopt;
        }
        const std::string_view rest = std::string_view(texts_).substr(begin);
        return rest.substr(0, rest.find('\0'));
      }
    }
    return std::nullopt;
  }

  std::uint32_t unit_at(std::size_t at) const { return at < trie_.size() ? trie_[at] : 0; }

  static std::size_t offset_of(std::uint32_t unit) {
    return static_cast<std::size_t>(unit >> 10U) << ((unit & (1U << 9U)) >> 6U);
  }

  std::vector<std::uint32_t> trie_;
  std::string texts_; ///< with NUL behind each
};

} // namespace

Normalizer read_precompiled(const Json &json, std::string_view path) {
  const std::optional<std::string> bytes = decoded_base64(read_string(json, path));
  const auto number_at = [&](std::size_t at) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      number |= static_cast<std::uint32_t>(static_cast<unsigned char>((*bytes)[at + i])) << (8 * i);
    }
    return number;
  };
  if (!bytes || bytes->size() < 4 || number_at(0) % 4 != 0 || number_at(0) > bytes->size() - 4) {
    refuse_type(path, kExpected, json);
  }
  const std::size_t size = number_at(0);
  std::vector<std::uint32_t> trie;
  for (std::size_t at = 4; at < 4 + size; at += 4) {
    trie.push_back(number_at(at));
  }
  return Replacements(std::move(trie), bytes->substr(4 + size));
}

} // namespace attn
