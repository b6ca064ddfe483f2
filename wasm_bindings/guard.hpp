// SPDX-License-Identifier: MIT
/// The one place where C++ exceptions become { error: { code, message } }.
#pragma once

#include "attn/error.hpp"

#include <emscripten/val.h>

#include <exception>
#include <new>
#include <string>

namespace attn::wasm {

using emscripten::val;

inline val failure(const char *code, const char *message) {
  val error = val::object();
  error.set("code", val(std::string(code)));
  error.set("message", val(std::string(message))); // a val of a char pointer is read as Latin-1
  val result = val::object();
  result.set("error", error);
  return result;
}

/// { value: body() }, or { error } when it throws. An exception must never reach JavaScript: it
/// would arrive as a bare number.
template <typename Body> val guard(Body &&body) {
  try {
    val result = val::object();
    result.set("value", body());
    return result;
  } catch (const Error &error) {
    return failure(error_code_name(error.code()), error.what());
  } catch (const std::bad_alloc &) {
    return failure(error_code_name(ErrorCode::kOutOfMemory), "the result does not fit in memory");
  } catch (const std::exception &error) {
    return failure("internal", error.what());
  } catch (...) {
    return failure("internal", "an unknown C++ exception");
  }
}

} // namespace attn::wasm
