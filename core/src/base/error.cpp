// SPDX-License-Identifier: MIT
#include "attn/error.hpp"

#include "base/check.hpp"

namespace attn {

const char *error_code_name(ErrorCode code) {
  switch (code) {
  case ErrorCode::kShape:
    return "shape";
  case ErrorCode::kRange:
    return "range";
  case ErrorCode::kNotFinite:
    return "not_finite";
  case ErrorCode::kParse:
    return "parse";
  case ErrorCode::kUnsupported:
    return "unsupported";
  case ErrorCode::kDisposed:
    return "disposed";
  case ErrorCode::kOutOfMemory:
    return "out_of_memory";
  }
  return "internal";
}

std::string joined(std::initializer_list<Piece> pieces) {
  std::string all;
  for (const Piece &piece : pieces) {
    piece.append_to(all);
  }
  return all;
}

std::string listed(std::span<const char *const> names) {
  std::string all;
  for (const char *name : names) {
    all += joined({all.empty() ? "" : ", ", name});
  }
  return all;
}

void check_size(std::string_view what, std::initializer_list<Index> extents) {
  constexpr std::uint64_t kMaxValues = std::uint64_t{1} << 28U;
  std::uint64_t values = 1;
  for (const Index extent : extents) {
    const auto factor = static_cast<std::uint64_t>(extent);
    // Saturating: the product of the remaining extents must not wrap around.
    values = factor != 0 && values > kMaxValues / factor ? kMaxValues + 1 : values * factor;
  }
  if (values <= kMaxValues) {
    return;
  }
  std::string shape;
  for (const Index extent : extents) {
    shape += joined({shape.empty() ? "" : " × ", extent});
  }
  refuse(ErrorCode::kOutOfMemory,
         {what, ": ", shape, " values would not fit in memory (at most ", kMaxValues, ")"});
}

void refuse(ErrorCode code, std::initializer_list<Piece> message) {
  throw Error(code, joined(message));
}

} // namespace attn
