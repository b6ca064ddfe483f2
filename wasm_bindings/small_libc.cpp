// SPDX-License-Identifier: MIT
/// Stand-ins for three functions of C's library, which the linker puts in their places (--wrap in
/// CMakeLists.txt). The library's own bring arithmetic of 128-bit floats and a printf for all
/// formats: a tenth of the wasm. They do what our two libraries call them for, and no more.
#include "json/float_parse.hpp"

#include <cstdarg>
#include <cstddef>
#include <cstring>

/// nlohmann/json calls it with the text of a number that it has checked.
extern "C" float __wrap_strtof(const char *text, char **end) {
  const std::size_t length = std::strlen(text);
  if (end != nullptr) {
    *end = const_cast<char *>(text) + length;
  }
  return attn::nearest_float({text, length});
}

/// nlohmann/json calls it with "<U+%.4X>", for a control character in an error. Any conversion is
/// written as a hexadecimal number of four digits.
extern "C" int __wrap_snprintf(char *to, std::size_t size, const char *format, ...) {
  constexpr unsigned kDigits = 4;
  std::va_list values;
  va_start(values, format);
  std::size_t length = 0;
  const auto write = [&](char letter) {
    if (length + 1 < size) {
      to[length] = letter;
    }
    ++length;
  };
  for (; *format != '\0'; ++format) {
    if (*format != '%') {
      write(*format);
      continue;
    }
    format += std::strcspn(format, "dXxu");
    const unsigned value = va_arg(values, unsigned);
    for (unsigned digit = kDigits; digit-- > 0;) {
      write("0123456789ABCDEF"[(value >> (4 * digit)) & 0xFU]);
    }
    if (*format == '\0') {
      break;
    }
  }
  va_end(values);
  if (size > 0) {
    to[length < size ? length : size - 1] = '\0';
  }
  return static_cast<int>(length);
}

/// embind calls it to name a type that was never registered. All types of our table are.
extern "C" int __wrap_siprintf(char *to, const char * /*format*/, ...) {
  *to = '\0';
  return 0;
}
