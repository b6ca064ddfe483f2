// SPDX-License-Identifier: MIT
#include "attn/error.hpp"

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

} // namespace attn
