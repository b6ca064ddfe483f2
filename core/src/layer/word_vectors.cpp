// SPDX-License-Identifier: MIT
#include "layer/word_vectors.hpp"

#include "base/check.hpp"
#include "math/random.hpp"

namespace attn {

namespace {

/// Upper case to lower case where the two have the same UTF-8 length and a fixed distance.
std::uint32_t lower_case(std::uint32_t c) {
  const bool ascii = c >= 'A' && c <= 'Z';
  const bool latin1 = c >= 0xC0 && c <= 0xDE && c != 0xD7;
  const bool greek = c >= 0x391 && c <= 0x3A9;
  const bool cyrillic = c >= 0x410 && c <= 0x42F;
  if (ascii || latin1 || greek || cyrillic) {
    return c + 0x20;
  }
  return c >= 0x400 && c <= 0x40F ? c + 0x50 : c;
}

/// FNV-1a over the lower-cased characters. Only one- and two-byte UTF-8 has cases that matter here;
/// longer characters, and bytes that are not UTF-8, count as they are.
std::uint64_t word_hash(const std::string &word) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  const auto add = [&hash](std::uint32_t value) { hash = (hash ^ value) * 0x100000001b3U; };
  for (std::size_t i = 0; i < word.size(); ++i) {
    const auto byte = static_cast<std::uint8_t>(word[i]);
    const bool two_bytes = (byte & 0xE0U) == 0xC0U && i + 1 < word.size();
    if (two_bytes) {
      const auto next = static_cast<std::uint8_t>(word[++i]);
      add(lower_case((byte & 0x1FU) << 6U | (next & 0x3FU)));
    } else {
      add(lower_case(byte < 0x80 ? byte : byte | 0x10000U));
    }
  }
  return hash;
}

/// Irwin–Hall: twelve uniforms have variance 1 together; summed as integers it is exact.
float roughly_normal(SplitMix64 &random) {
  std::int64_t sum = 0;
  for (int i = 0; i < 12; ++i) {
    sum += static_cast<std::int64_t>(random.next() >> 32U);
  }
  return static_cast<float>(static_cast<double>(sum) * 0x1p-32 - 6.0);
}

} // namespace

Matrix word_vectors(const std::vector<std::string> &tokens, Index d_model, std::uint64_t seed) {
  const auto count = static_cast<Index>(tokens.size());
  check_size("x", {count, d_model});
  Matrix vectors(count, d_model);
  for (Index i = 0; i < count; ++i) {
    // Mixing the seed first: neighbouring seeds must not give shifted copies of one stream.
    SplitMix64 random(SplitMix64(seed).next() ^ word_hash(tokens[static_cast<std::size_t>(i)]));
    for (Index c = 0; c < d_model; ++c) {
      vectors(i, c) = roughly_normal(random);
    }
  }
  return vectors;
}

} // namespace attn
