// SPDX-License-Identifier: MIT
#include "json/float_parse.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace attn {

namespace {

/// digits · 10^exponent, or a little more when digits were left out.
template <typename Digits> struct Decimal {
  Digits digits{};
  int exponent = 0;
};

/// A whole number of up to 768 bits: 10^182 · 2^25 is the largest that is needed.
class Natural {
public:
  void multiply_add(std::uint32_t factor, std::uint32_t summand) {
    std::uint64_t carry = summand;
    for (std::uint32_t &part : parts_) {
      carry += std::uint64_t{part} * factor;
      part = static_cast<std::uint32_t>(carry);
      carry >>= 32U;
    }
  }

  /// Times base^exponent.
  void scale(std::uint32_t base, int exponent) {
    for (; exponent > 0; --exponent) {
      multiply_add(base, 0);
    }
  }

  /// Below 0 when a < b, 0 when they are equal.
  static int compare(const Natural &a, const Natural &b) {
    for (std::size_t i = kParts; i-- > 0;) {
      if (a.parts_[i] != b.parts_[i]) {
        return a.parts_[i] < b.parts_[i] ? -1 : 1;
      }
    }
    return 0;
  }

private:
  static constexpr std::size_t kParts = 24;
  std::array<std::uint32_t, kParts> parts_{}; // the lowest first
};

void append(std::uint64_t &digits, std::uint32_t digit) { digits = digits * 10 + digit; }
void append(Natural &digits, std::uint32_t digit) { digits.multiply_add(10, digit); }

/// The first `most` digits that count, and 1 more digit, a 1, for all those behind them.
template <typename Digits> Decimal<Digits> read_decimal(std::string_view number, int most) {
  Decimal<Digits> decimal;
  int count = 0;
  bool is_behind_point = false;
  bool is_cut = false;
  std::size_t at = 0;
  for (; at < number.size() && number[at] != 'e' && number[at] != 'E'; ++at) {
    if (number[at] == '.') {
      is_behind_point = true;
    }
    if (number[at] < '0') { // a point or the sign
      continue;
    }
    const auto digit = static_cast<std::uint32_t>(number[at] - '0');
    if (count < most) {
      append(decimal.digits, digit);
      count += count != 0 || digit != 0 ? 1 : 0;
    } else {
      is_cut = is_cut || digit != 0;
      ++decimal.exponent;
    }
    decimal.exponent -= is_behind_point ? 1 : 0;
  }
  if (is_cut) {
    append(decimal.digits, 1);
    --decimal.exponent;
  }
  if (at < number.size()) {
    const bool is_negative = number[++at] == '-';
    int exponent = 0;
    for (at += number[at] < '0' ? 1 : 0; at < number.size(); ++at) {
      constexpr int kBeyondAll = 100'000'000;
      exponent = std::min(exponent * 10 + (number[at] - '0'), kBeyondAll);
    }
    decimal.exponent += is_negative ? -exponent : exponent;
  }
  return decimal;
}

constexpr std::uint32_t kInfinity = 0x7F800000;

/// Of a float that is not negative, given by its bits; 2^128 for infinity.
double value_of(std::uint32_t bits) {
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return bits == kInfinity ? 0x1p128 : double{value};
}

/// The number compared with a double of at most 25 bits, exactly: below 0 when it is less.
int compare(std::string_view number, double value) {
  constexpr int kMost = 130; // what lies halfway between two floats has at most 113
  Decimal<Natural> left = read_decimal<Natural>(number, kMost);
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof value);
  Natural right;
  right.multiply_add(0, static_cast<std::uint32_t>((bits & 0xFFFFFFFFFFFFFU) >> 28U | 1U << 24U));
  const int exponent = static_cast<int>(bits >> 52U) - 1047;
  left.digits.scale(10, left.exponent);
  right.scale(10, -left.exponent);
  left.digits.scale(2, -exponent);
  right.scale(2, exponent);
  return Natural::compare(left.digits, right);
}

/// digits · 10^exponent, off by less than 4 units in the last place of a double.
double near_value(const Decimal<std::uint64_t> &decimal) {
  const auto digits = static_cast<double>(decimal.digits);
  double power = 1;
  double square = 10;
  for (int rest = std::abs(decimal.exponent); rest != 0; rest /= 2) {
    power *= rest % 2 != 0 ? square : 1;
    square *= square;
  }
  return decimal.exponent < 0 ? digits / power : digits * power;
}

/// Of the number without its sign.
std::uint32_t nearest_bits(std::string_view number) {
  const auto decimal = read_decimal<std::uint64_t>(number, 18);
  if (decimal.digits == 0 || decimal.exponent < -70) {
    return 0;
  }
  if (decimal.exponent > 45) {
    return kInfinity;
  }
  const double near = near_value(decimal);
  const auto rounded = static_cast<float>(near);
  std::uint32_t bits = 0;
  std::memcpy(&bits, &rounded, sizeof rounded);
  // Only a number close to halfway between two floats could round the other way.
  std::uint64_t near_bits = 0;
  std::memcpy(&near_bits, &near, sizeof near);
  constexpr std::uint64_t kHalf = 1U << 28U;
  constexpr std::uint64_t kMargin = 8;
  const std::uint64_t cut_off = near_bits % (2 * kHalf);
  const bool is_normal = bits > 0x00800000;
  if (is_normal && bits < kInfinity && (cut_off < kHalf - kMargin || cut_off > kHalf + kMargin)) {
    return bits;
  }
  const auto halfway = [](std::uint32_t low) { return (value_of(low) + value_of(low + 1)) / 2; };
  if (bits != kInfinity) {
    const int side = compare(number, halfway(bits));
    bits += side > 0 || (side == 0 && bits % 2 != 0) ? 1 : 0;
  }
  if (bits != 0) {
    const int side = compare(number, halfway(bits - 1));
    bits -= side < 0 || (side == 0 && bits % 2 != 0) ? 1 : 0;
  }
  return bits;
}

} // namespace

float nearest_float(std::string_view number) {
  const bool is_negative = number.starts_with('-');
  const std::uint32_t bits = nearest_bits(number) | (is_negative ? 1U << 31U : 0U);
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

} // namespace attn
