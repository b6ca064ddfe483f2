// SPDX-License-Identifier: MIT
/// The one place where C++ exceptions become { error: { code, message } }.
#pragma once

#include "convert.hpp"

#include "attn/error.hpp"
#include "attn/json_writer.hpp"

#include <emscripten/val.h>

#include <exception>
#include <new>
#include <string>
#include <type_traits>

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

/// What a guarded call does; not a template, so that the wasm has its handlers once.
struct Body {
  val (*call)(void *context);
  void *context;
};

[[gnu::noinline]] inline val guarded(Body body) {
  try {
    val result = val::object();
    result.set("value", body.call(body.context));
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

/// { value: body() }, or { error } when it throws. An exception must never reach JavaScript: it
/// would arrive as a bare number.
template <typename Call> val guard(Call &&call) {
  return guarded(
      {[](void *context) { return (*static_cast<std::remove_reference_t<Call> *>(context))(); },
       &call});
}

/// The last answer as JSON. It is kept until the next one, for JavaScript to decode it where it
/// lies.
inline JsonWriter json_answer;

/// { value: the JSON that was written, as a view of its UTF-8 bytes }, or { error }. JavaScript
/// decodes bytes faster than embind does strings; to copy them first would take longer than to
/// write them did.
template <typename Write> val guard_json(Write &&write) {
  return guard([&] {
    json_answer = JsonWriter(); // its memory is free before the next is written
    write(json_answer);
    const std::string &text = json_answer.text();
    return val(emscripten::typed_memory_view(text.size(),
                                             reinterpret_cast<const unsigned char *>(text.data())));
  });
}

} // namespace attn::wasm
