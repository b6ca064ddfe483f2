// SPDX-License-Identifier: MIT
/// Small helpers for refusing bad input with a sentence; internal to the core.
#pragma once

#include "attn/error.hpp"
#include "attn/matrix.hpp"

#include <cmath>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <string>
#include <string_view>

namespace attn {

/// One part of a message: a text or a whole number. Points to its text, so it lives only as long as
/// the expression it is written in.
class Piece {
public:
  Piece(std::string_view text)
      : text_(text.data() != nullptr ? text.data() : ""),
        number_(static_cast<std::int64_t>(text.size())) {}
  Piece(const char *text)
      : text_(text), number_(static_cast<std::int64_t>(std::string_view(text).size())) {}
  Piece(const std::string &text)
      : text_(text.data()), number_(static_cast<std::int64_t>(text.size())) {}
  template <std::integral Number>
  Piece(Number number) : number_(static_cast<std::int64_t>(number)) {}

  void append_to(std::string &out) const {
    if (text_ == nullptr) {
      out += std::to_string(number_);
    } else {
      out.append(text_, static_cast<std::size_t>(number_));
    }
  }

private:
  const char *text_ = nullptr; ///< null: a number
  std::int64_t number_ = 0;    ///< the size of a text
};

/// The pieces side by side. Messages are built this way because chains of `+` cost a third of the
/// wasm's own code.
std::string joined(std::initializer_list<Piece> pieces);

/// "a, b, c".
std::string listed(std::span<const char *const> names);

[[noreturn]] void refuse(ErrorCode code, std::initializer_list<Piece> message);

/// Refuses a tensor that could not be held: more than 2^28 values (1 GB).
void check_size(std::string_view what, std::initializer_list<Index> extents);

bool all_finite(std::span<const float> numbers);

inline const char *not_finite_text(float value) {
  return std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

/// Refuses NaN and infinities in an input, naming the first one: `x[2][3]: expected a finite …`.
inline void check_finite_input(std::string_view name, const Matrix &values) {
  if (all_finite({values.data(), static_cast<std::size_t>(values.size())})) {
    return;
  }
  for (Index i = 0; i < values.rows(); ++i) {
    for (Index j = 0; j < values.cols(); ++j) {
      if (!std::isfinite(values(i, j))) {
        refuse(ErrorCode::kNotFinite, {name, "[", i, "][", j, "]: expected a finite number, got ",
                                       not_finite_text(values(i, j))});
      }
    }
  }
}

/// The same for a vector: `bq[3]: …`.
inline void check_finite_input(std::string_view name, const RowVector &values) {
  for (Index j = 0; j < values.size(); ++j) {
    if (!std::isfinite(values(j))) {
      refuse(ErrorCode::kNotFinite,
             {name, "[", j, "]: expected a finite number, got ", not_finite_text(values(j))});
    }
  }
}

} // namespace attn
