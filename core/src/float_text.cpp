// SPDX-License-Identifier: MIT
/// Schubfach (Raffaello Giulietti, "The Schubfach way to render doubles", 2020) for float.
#include "float_text.hpp"

#include "check.hpp"

#include <array>
#include <cstdint>
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

  const std::uint32_t floor = value / 4;
  if (floor >= 10) {
    const std::uint32_t tens = floor / 10;
    const bool is_down_inside = lower <= 40 * tens;
    const bool is_up_inside = 40 * tens + 40 <= upper;
    if (is_down_inside != is_up_inside) {
      return {tens + (is_up_inside ? 1 : 0), k + 1};
    }
  }
  const bool is_down_inside = lower <= 4 * floor;
  const bool is_up_inside = 4 * floor + 4 <= upper;
  if (is_down_inside != is_up_inside) {
    return {floor + (is_up_inside ? 1 : 0), k};
  }
  const bool is_up_nearer = value >= 4 * floor + 2;
  return {floor + (is_up_nearer ? 1 : 0), k};
}

int digit_count(std::uint32_t number) {
  int count = 1;
  for (std::uint32_t power = 10; count < 10 && number >= power; power *= 10) {
    ++count;
  }
  return count;
}

/// The digits of a number, so that they end before `end`.
void write_digits_before(char *end, std::uint32_t number) {
  for (; number >= 100; number /= 100) {
    const std::uint32_t pair = number % 100;
    *--end = static_cast<char>('0' + pair % 10);
    *--end = static_cast<char>('0' + pair / 10);
  }
  *--end = static_cast<char>('0' + number % 10);
  if (number >= 10) {
    *--end = static_cast<char>('0' + number / 10);
  }
}

char *write_text(char *to, const char *text) {
  while (*text != 0) {
    *to++ = *text++;
  }
  return to;
}

char *write_zeros(char *to, int count) {
  for (; count > 0; --count) {
    *to++ = '0';
  }
  return to;
}

/// Puts a point behind the first `before` digits, which stand one place too far right for it.
void insert_point(char *digits, int before) {
  for (; before > 0; --before, ++digits) {
    digits[0] = digits[1];
  }
  *digits = '.';
}

} // namespace

char *write_float(char *to, float value) {
  std::uint32_t all_bits = 0; // not every library has std::bit_cast yet
  std::memcpy(&all_bits, &value, sizeof value);
  const std::uint32_t bits = all_bits & 0x7FFFFFFFU;
  if (bits >= 0x7F800000U) {
    return write_text(to, "null");
  }
  if (bits != all_bits) {
    *to++ = '-';
  }
  if (bits == 0) {
    return write_text(to, "0.0");
  }
  Shortest decimal = shortest_decimal(bits);
  while (decimal.digits % 10 == 0) {
    decimal.digits /= 10;
    ++decimal.exponent;
  }
  const int count = digit_count(decimal.digits);
  const int point = count + decimal.exponent; // how many digits stand before it
  constexpr int kMostBefore = 6;
  constexpr int kMostZeros = 3; // behind it, before the first digit
  if (point <= 0 && point >= -kMostZeros) {
    to = write_zeros(write_text(to, "0."), -point) + count;
    write_digits_before(to, decimal.digits);
    return to;
  }
  if (point >= count && point <= kMostBefore) {
    write_digits_before(to + count, decimal.digits);
    return write_text(write_zeros(to + count, point - count), ".0");
  }
  const bool has_exponent = point <= 0 || point > kMostBefore;
  char *end = to + 1 + count;
  write_digits_before(end, decimal.digits);
  insert_point(to, has_exponent ? 1 : point);
  if (has_exponent) {
    end = count == 1 ? to + 1 : end;
    *end++ = 'e';
    *end++ = point > 0 ? '+' : '-';
    const int power = point > 0 ? point - 1 : 1 - point;
    *end++ = static_cast<char>('0' + power / 10);
    *end++ = static_cast<char>('0' + power % 10);
  }
  return end;
}

std::string float_text(float value) {
  std::array<char, kLongestFloat> buffer;
  return {buffer.data(), write_float(buffer.data(), value)};
}

} // namespace attn
