// SPDX-License-Identifier: MIT
/// How alike two vectors are.
#pragma once

#include "attn/matrix.hpp"

namespace attn {

/// The cosine of their angle, a·b / (|a| · |b|).
struct Cosine {
  float value = 0; ///< −1 to 1; 0 when either vector is 0
  float length_a = 0;
  float length_b = 0;
};

Cosine cosine(const float *a, const float *b, Index size);

/// For numbers that are no part of a run, so that nothing checked them: what does not fit a float
/// is its largest number.
float finite(double value);

} // namespace attn
