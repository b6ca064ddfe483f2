// SPDX-License-Identifier: MIT
/// Functions of double for positions and entropies; internal to the core. The C library's bring 8
/// kB of tables into the wasm, and differ in the last bit from one machine to the next. These are
/// off by a few units of the last place where the results are used as float.
#pragma once

namespace attn {

double log2_of(double value);                  ///< value: finite, above 0
double power_of(double base, double exponent); ///< base: finite, above 0
/// To the last bits up to angles of a million, less exact beyond; NaN for infinities.
double sine_of(double angle);
double cosine_of(double angle);

} // namespace attn
