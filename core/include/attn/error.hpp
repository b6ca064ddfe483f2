// SPDX-License-Identifier: MIT
/// \file
/// The one error type of the core and its stable codes; every message text is written in C++.
#pragma once

#include <stdexcept>
#include <string>

namespace attn {

/// Why a call was refused.
enum class ErrorCode {
  kShape,       ///< a list or matrix has the wrong number of values, rows or columns
  kRange,       ///< a number or choice lies outside what is allowed here
  kNotFinite,   ///< an input is NaN or infinite, or a result does not fit a 32-bit float
  kParse,       ///< the text is not JSON, or a value has the wrong JSON type
  kUnsupported, ///< a name that is not known, or a request that this layer cannot answer
  kDisposed,    ///< the object was disposed before
  kOutOfMemory, ///< the result would not fit in memory
};

/// The code as callers see it: "shape", "range", "not_finite", "parse", "unsupported", "disposed",
/// "out_of_memory".
const char *error_code_name(ErrorCode code);

/// A refused call. what() names the argument, what was expected and what came:
/// `weights.wk: expected 8 × 8 = 64 values, got 60`.
class Error : public std::runtime_error {
public:
  /// The message is what what() gives.
  Error(ErrorCode code, const std::string &message) : std::runtime_error(message), code_(code) {}
  /// Stable across versions, for programs to branch on.
  ErrorCode code() const { return code_; }

private:
  ErrorCode code_;
};

} // namespace attn
