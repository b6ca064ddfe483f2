// SPDX-License-Identifier: MIT
/// Small helpers for refusing bad input with a sentence; internal to the core.
#pragma once

#include "attn/error.hpp"
#include "attn/matrix.hpp"

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>

namespace attn {

[[noreturn]] inline void refuse(ErrorCode code, const std::string &message) {
  throw Error(code, message);
}

inline std::string text(Index n) { return std::to_string(n); }

/// "4 × 6".
inline std::string extents_text(Index rows, Index cols) { return text(rows) + " × " + text(cols); }

/// Refuses a tensor that could not be held: more than 2^28 values (1 GB).
inline void check_size(const std::string &what, std::initializer_list<Index> extents) {
  constexpr std::uint64_t kMaxValues = std::uint64_t{1} << 28U;
  std::uint64_t values = 1;
  std::string shape;
  for (const Index extent : extents) {
    shape += (shape.empty() ? "" : " × ") + text(extent);
    const auto factor = static_cast<std::uint64_t>(extent);
    // Saturating: the product of the remaining extents must not wrap around.
    values = factor != 0 && values > kMaxValues / factor ? kMaxValues + 1 : values * factor;
  }
  if (values > kMaxValues) {
    refuse(ErrorCode::kOutOfMemory, what + ": " + shape +
                                        " values would not fit in memory (at most " +
                                        std::to_string(kMaxValues) + ")");
  }
}

inline const char *not_finite_text(float value) {
  return std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

/// Refuses NaN and infinities in an input, naming the first one: `x[2][3]: expected a finite …`.
template <typename View> void check_finite_input(const std::string &name, const View &values) {
  for (Index i = 0; i < values.rows(); ++i) {
    for (Index j = 0; j < values.cols(); ++j) {
      if (!std::isfinite(values(i, j))) {
        refuse(ErrorCode::kNotFinite, name + "[" + text(i) + "][" + text(j) +
                                          "]: expected a finite number, got " +
                                          not_finite_text(values(i, j)));
      }
    }
  }
}

/// The same for a vector: `bq[3]: …`.
inline void check_finite_input(const std::string &name, const RowVector &values) {
  for (Index j = 0; j < values.size(); ++j) {
    if (!std::isfinite(values(j))) {
      refuse(ErrorCode::kNotFinite, name + "[" + text(j) + "]: expected a finite number, got " +
                                        not_finite_text(values(j)));
    }
  }
}

} // namespace attn
