// SPDX-License-Identifier: MIT
/// Schubfach (Raffaello Giulietti, "The Schubfach way to render doubles", 2020) for float.
#include "json/float_text.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

namespace attn {

namespace {

/// 128 bits, as not every compiler has them.
struct Wide {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  constexpr Wide doubled() const { return {high << 1U | low >> 63U, low << 1U}; }
  constexpr Wide plus(Wide other) const {
    const std::uint64_t sum = low + other.low;
    return {high + other.high + (sum < low ? 1U : 0U), sum};
  }
  constexpr Wide minus(Wide other) const {
    return {high - other.high - (low < other.low ? 1U : 0U), low - other.low};
  }
  constexpr bool operator<(Wide other) const {
    return high != other.high ? high < other.high : low < other.low;
  }
};

constexpr int kLeastPower = -31;
constexpr int kLargestPower = 45;
using Powers = std::array<std::uint64_t, kLargestPower - kLeastPower + 1>;

/// 10^k for all k that a float needs: the first 64 bits, and 1 more than these.
constexpr Powers powers_of_ten() {
  Powers powers{};
  Wide five{0, 1}; // 5^|k|, exact; 10^k has the same bits
  for (int k = 0; k <= kLargestPower; ++k) {
    Wide bits = five;
    while (bits.high >> 63U == 0) {
      bits = bits.doubled();
    }
    powers[static_cast<std::size_t>(k - kLeastPower)] = bits.high + 1;
    if (k != 0 && -k >= kLeastPower) {
      std::uint64_t quotient = 0; // of a power of two by 5^k, by long division
      Wide rest{0, 1};
      while (quotient >> 63U == 0) {
        rest = rest.doubled();
        const bool fits = !(rest < five);
        rest = fits ? rest.minus(five) : rest;
        quotient = quotient << 1U | (fits ? 1U : 0U);
      }
      powers[static_cast<std::size_t>(-k - kLeastPower)] = quotient + 1;
    }
    five = five.doubled().doubled().plus(five);
  }
  return powers;
}

constexpr Powers kPowers = powers_of_ten();

/// value = digits · 10^exponent.
struct Shortest {
  std::uint32_t digits = 0;
  int exponent = 0;
};

/// power · factor / 2^64, rounded to odd: the last bit tells whether anything was cut off.
std::uint32_t scaled(std::uint64_t power, std::uint32_t factor) {
  const std::uint64_t low = (power & 0xFFFFFFFFU) * factor;
  const std::uint64_t high = (power >> 32U) * factor + (low >> 32U);
  return static_cast<std::uint32_t>(high >> 32U) | (static_cast<std::uint32_t>(high) > 1 ? 1U : 0U);
}

/// Of a positive finite float, given by its bits.
Shortest shortest_decimal(std::uint32_t bits) {
  constexpr int kBias = 150;
  const std::uint32_t fraction = bits & 0x7FFFFFU;
  const auto field = static_cast<int>(bits >> 23U);
  const std::uint32_t significand = field != 0 ? fraction | 0x800000U : fraction;
  const int exponent = (field != 0 ? field : 1) - kBias;
  // Below a power of two the next float is half as far away.
  const bool is_lower_closer = fraction == 0 && field > 1;

  // floor(log10(2^exponent)), or of ¾ of that; then floor(log2(10^−k)).
  const int k = (exponent * 1262611 - (is_lower_closer ? 524031 : 0)) >> 22;
  const int shift = exponent + ((-k * 1741647) >> 19) + 1;
  const std::uint64_t power = kPowers[static_cast<std::size_t>(-k - kLeastPower)];
  // All in quarters; what lies between the halfway points to both neighbours reads back as value.
  const std::uint32_t lower =
      scaled(power, (4 * significand - (is_lower_closer ? 1 : 2)) << shift) + 1;
  const std::uint32_t value = scaled(power, 4 * significand << shift);
  const std::uint32_t upper = scaled(power, (4 * significand + 2) << shift) - 1;

  // Chosen without branches: which way a number goes is as good as random.
  const std::uint32_t floor = value / 4;
  const std::uint32_t tens = floor / 10;
  const bool is_ten_down_inside = lower <= 40 * tens;
  const bool is_ten_up_inside = 40 * tens + 40 <= upper;
  const bool is_down_inside = lower <= 4 * floor;
  const bool is_up_inside = 4 * floor + 4 <= upper;
  const bool is_up_nearer = value >= 4 * floor + 2;
  const bool is_up = is_down_inside != is_up_inside ? is_up_inside : is_up_nearer;
  const bool is_ten = floor >= 10 && is_ten_down_inside != is_ten_up_inside;
  return {is_ten ? 10 * (tens + (is_ten_up_inside ? 1 : 0)) : floor + (is_up ? 1 : 0), k};
}

/// The eight digits of a number below 10^8, a byte each, the first in the lowest.
std::uint64_t eight_digits(std::uint32_t number) {
  // All fours, then all pairs are divided at once, by multiplications that do not reach their
  // neighbours.
  const std::uint64_t fours = number / 10000 | std::uint64_t{number % 10000} << 32U;
  const std::uint64_t hundreds = (fours * 5243 >> 19U) & 0x0000007F0000007F;
  const std::uint64_t pairs = hundreds | (fours - 100 * hundreds) << 16U;
  const std::uint64_t tens = (pairs * 103 >> 10U) & 0x000F000F000F000F;
  return tens | (pairs - 10 * tens) << 8U;
}

/// Stores them as text.
void store_digits(char *to, std::uint64_t eight) {
  const std::uint64_t letters = eight + 0x3030303030303030;
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(to, &letters, sizeof letters);
  } else {
    for (int i = 0; i < 8; ++i) {
      to[i] = static_cast<char>(letters >> 8 * i & 0xFFU);
    }
  }
}

char *write_text(char *to, const char *text) {
  while (*text != 0) {
    *to++ = *text++;
  }
  return to;
}

} // namespace

char *write_float(char *to, float value) {
  std::uint32_t all_bits = 0; // not every library has std::bit_cast yet
  std::memcpy(&all_bits, &value, sizeof value);
  const std::uint32_t bits = all_bits & 0x7FFFFFFFU;
  if (bits >= 0x7F800000U) {
    return write_text(to, "null");
  }
  *to = '-';
  to += bits != all_bits ? 1 : 0;
  if (bits == 0) {
    return write_text(to, "0.0");
  }
  // The digits, with zeros on both sides. A float has at most 2^24 · 10 units of the last one: that
  // is nine digits, and the first of nine is a 1.
  constexpr std::uint32_t kTenToThe8 = 100000000;
  constexpr int kZeros = 4;
  std::array<char, 32> text;
  text.fill('0');
  const Shortest decimal = shortest_decimal(bits);
  const bool is_nine = decimal.digits >= kTenToThe8;
  const std::uint64_t eight = eight_digits(is_nine ? decimal.digits - kTenToThe8 : decimal.digits);
  text[kZeros] = is_nine ? '1' : '0';
  store_digits(&text[kZeros + 1], eight);
  // Places in it: of the first digit, behind the last one that is not 0, and of the point.
  const int first = is_nine ? kZeros : kZeros + 1 + std::countr_zero(eight) / 8;
  const int last = kZeros + 9 - std::countl_zero(eight) / 8;
  const int point = kZeros + 9 + decimal.exponent;

  constexpr int kMostBefore = 6;
  constexpr int kMostZeros = 3; // behind the point, before the first digit
  const bool has_exponent = point < first - kMostZeros || point > first + kMostBefore;
  const int split = has_exponent ? first + 1 : point;
  const int begin = std::min(first, split - 1);
  const int end = has_exponent ? last : std::max(last, split + 1); // "1e-07", but "1.0"
  // Both copies have a fixed length, which is one or two instructions, and are cut afterwards.
  std::memcpy(to, &text[static_cast<std::size_t>(begin)], 8);
  to += split - begin;
  *to = '.';
  std::memcpy(to + 1, &text[static_cast<std::size_t>(split)], 12);
  to += end > split ? 1 + end - split : 0;
  if (has_exponent) {
    const int power = std::abs(point - split);
    *to++ = 'e';
    *to++ = point < split ? '-' : '+';
    *to++ = static_cast<char>('0' + power / 10);
    *to++ = static_cast<char>('0' + power % 10);
  }
  return to;
}

std::string float_text(float value) {
  std::array<char, kFloatRoom> buffer;
  return {buffer.data(), write_float(buffer.data(), value)};
}

} // namespace attn
