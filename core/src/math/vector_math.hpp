// SPDX-License-Identifier: MIT
/// exp and erf for several floats at once; internal to the kernels. Both are polynomials fitted for
/// this project (least squares, reweighted towards the smallest largest error); the errors named
/// are against double, over every float of the range (tests/core/math/kernels_test.cpp).
#pragma once

#include "math/simd.hpp"

namespace attn::simd {

/// e^x, 1.3 units in the last place or better where the result is a normal float; 0 from −104 down
/// (and for −infinity), the largest power that fits from 88.7 up. Not for NaN.
inline Lanes exp(Lanes x) {
  // e^x = 2^n · e^r with |r| ≤ ln 2 / 2. ln 2 in two parts, the first with zeros at its end, so
  // that n · ln 2 loses nothing.
  constexpr float kLog2E = 1.44269504F;
  constexpr float kLn2High = 0.693359375F;
  constexpr float kLn2Low = -2.12194440e-4F;
  // Adding 1.5 · 2^23 rounds to a whole number, which then stands in the last bits.
  constexpr float kRound = 12582912.0F;
  x = max(min(x, splat(88.72F)), splat(-104.0F));
  const Lanes shifted = multiply_add(x, splat(kLog2E), splat(kRound));
  const Lanes n = shifted - splat(kRound);
  Lanes r = multiply_add(n, splat(-kLn2High), x);
  r = multiply_add(n, splat(-kLn2Low), r);
  Lanes q = multiply_add(splat(0.0013814537F), r, splat(0.0083687454F));
  q = multiply_add(q, r, splat(0.041668389F));
  q = multiply_add(q, r, splat(0.16666521F));
  q = multiply_add(q, r, splat(0.49999994F));
  const Lanes power = multiply_add(q, r * r, r) + splat(1.0F);
  // 2^n in two halves, as the smallest results are below what one exponent reaches.
  const IntLanes exponent = bits_of(shifted) - bits_of(splat(kRound));
  const IntLanes half = exponent >> 1;
  const Lanes low = from_bits((half + 127) << 23);
  const Lanes high = from_bits((exponent - half + 127) << 23);
  return power * low * high;
}

/// The error function, 6 units in the last place or better.
inline Lanes erf(Lanes x) {
  const Lanes most = splat(3.925F); // where it is 1 to the last bit
  const Lanes at = max(min(x, most), -most);
  const Lanes u = at * at;
  Lanes p = multiply_add(splat(2.0460773e-06F), u, splat(0.00028483814F));
  p = multiply_add(p, u, splat(0.003772296F));
  p = multiply_add(p, u, splat(0.05276852F));
  p = multiply_add(p, u, splat(0.19058779F));
  p = multiply_add(p, u, splat(1.1283791F));
  Lanes q = multiply_add(splat(3.804801e-05F), u, splat(0.0011637968F));
  q = multiply_add(q, u, splat(0.014982689F));
  q = multiply_add(q, u, splat(0.11418027F));
  q = multiply_add(q, u, splat(0.5022368F));
  q = multiply_add(q, u, splat(1.0F));
  return max(min(at * p / q, splat(1.0F)), splat(-1.0F));
}

} // namespace attn::simd
