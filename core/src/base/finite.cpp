// SPDX-License-Identifier: MIT
#include "base/check.hpp"

#include <cstring>

namespace attn {

bool all_finite(std::span<const float> numbers) {
  // On the bits, so that the compiler can look at several at once.
  constexpr std::uint32_t kExponent = 0x7F800000U;
  std::uint32_t found = 0;
  for (const float number : numbers) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &number, sizeof bits);
    found |= (bits & kExponent) == kExponent ? 1U : 0U;
  }
  return found == 0;
}

} // namespace attn
