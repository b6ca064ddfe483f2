// SPDX-License-Identifier: MIT
#include "walk/cosine.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace attn {

float finite(double value) {
  constexpr double kLargest = std::numeric_limits<float>::max();
  return static_cast<float>(std::clamp(value, -kLargest, kLargest));
}

Cosine cosine(const float *a, const float *b, Index size) {
  double dot = 0;
  double square_a = 0;
  double square_b = 0;
  for (Index c = 0; c < size; ++c) {
    const double a_c = a[c];
    const double b_c = b[c];
    dot += a_c * b_c;
    square_a += a_c * a_c;
    square_b += b_c * b_c;
  }
  const double lengths = std::sqrt(square_a) * std::sqrt(square_b);
  return {finite(lengths > 0 ? dot / lengths : 0), finite(std::sqrt(square_a)),
          finite(std::sqrt(square_b))};
}

} // namespace attn
