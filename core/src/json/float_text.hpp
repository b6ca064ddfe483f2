// SPDX-License-Identifier: MIT
/// A float as text.
#pragma once

#include <cstddef>
#include <string>

namespace attn {

/// The room that write_float() needs: it writes at most "-0.000123456789", and may write over what
/// is behind that.
inline constexpr std::size_t kFloatRoom = 20;

/// Writes the shortest text that reads back as the same float, the nearest one of that length, and
/// returns its end. Always with a point or an exponent (1.0, 1e-07, -0.0); null for NaN and
/// infinities.
char *write_float(char *to, float value);

/// The shortest text that reads back as the same float; for messages.
std::string float_text(float value);

} // namespace attn
