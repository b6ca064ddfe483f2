// SPDX-License-Identifier: MIT
#include "math/elementary.hpp"

#include <array>
#include <cmath>
#include <limits>

namespace attn {

namespace {

constexpr double kLn2 = 0.693147180559945309417;

constexpr int kTerms = 21;
constexpr std::array<double, kTerms + 1> reciprocals() {
  std::array<double, kTerms + 1> values{};
  for (int n = 1; n <= kTerms; ++n) {
    values[static_cast<std::size_t>(n)] = 1.0 / n;
  }
  return values;
}
constexpr std::array<double, kTerms + 1> kReciprocals = reciprocals();

/// 1/n.
double over(int n) { return kReciprocals[static_cast<std::size_t>(n)]; }

/// 2^value, by e^x = 1 + x/1 · (1 + x/2 · (1 + …)).
double exp2_of(double value) {
  const double whole = std::floor(value + 0.5);
  const double x = (value - whole) * kLn2;
  double sum = 1;
  for (int n = 14; n > 0; --n) {
    sum = 1 + x * over(n) * sum;
  }
  constexpr double kMost = 5000; // beyond any double, either way
  return std::ldexp(sum, static_cast<int>(std::fmin(std::fmax(whole, -kMost), kMost)));
}

/// An angle within a quarter turn: what is left of it and the number of quarters taken away.
struct Quarter {
  double rest = 0;
  int number = 0; ///< modulo 4
};

/// π/2 is taken away in three parts; the first two have 33 bits, so that their products with the
/// number of quarters are exact up to angles of a million.
Quarter quarter_of(double angle) {
  constexpr double kFirst = 1.57079632673412561417e+00;
  constexpr double kSecond = 6.07710050630396597660e-11;
  constexpr double kThird = 2.02226624879595063154e-21;
  constexpr double kQuartersPerRadian = 0.636619772367581343076;
  Quarter quarter{angle, 0};
  // Again for large angles, of which the first pass leaves more than a quarter.
  while (std::abs(quarter.rest) > 0.786) {
    const double count = std::floor(quarter.rest * kQuartersPerRadian + 0.5);
    quarter.rest = ((quarter.rest - count * kFirst) - count * kSecond) - count * kThird;
    quarter.number = (quarter.number + static_cast<int>(count - 4 * std::floor(count / 4))) % 4;
  }
  return quarter;
}

/// sin or cos of an angle and a number of quarter turns, by sin x = x · (1 − x²/(2·3) · (1 −
/// x²/(4·5) · (1 − …))) and cos x = 1 − x²/(1·2) · (1 − x²/(3·4) · (1 − …)).
[[gnu::noinline]] double sine_and_quarters(double angle, int quarters) {
  if (!std::isfinite(angle)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  const Quarter quarter = quarter_of(angle);
  quarters += quarter.number;
  const bool is_cosine = quarters % 2 == 1;
  const double square = quarter.rest * quarter.rest;
  double sum = 1;
  for (int n = is_cosine ? 15 : 14; n > 0; n -= 2) {
    sum = 1 - square * over(n) * over(n + 1) * sum;
  }
  sum = is_cosine ? sum : quarter.rest * sum;
  return quarters % 4 >= 2 ? -sum : sum;
}

} // namespace

double log2_of(double value) {
  constexpr double kRootOfHalf = 0.707106781186547524401;
  int exponent = 0;
  double part = std::frexp(value, &exponent); // in [½, 1)
  if (part < kRootOfHalf) {
    part *= 2;
    --exponent;
  }
  // ln x = 2 · (s + s³/3 + s⁵/5 + …) of s = (x − 1) / (x + 1)
  const double s = (part - 1) / (part + 1);
  double sum = 0;
  for (int n = kTerms; n > 0; n -= 2) {
    sum = sum * s * s + over(n);
  }
  return exponent + 2 * s * sum / kLn2;
}

double power_of(double base, double exponent) { return exp2_of(exponent * log2_of(base)); }

double sine_of(double angle) { return sine_and_quarters(angle, 0); }

double cosine_of(double angle) { return sine_and_quarters(angle, 1); }

} // namespace attn
