// SPDX-License-Identifier: MIT
/// \file
/// JSON text, written in one pass into one buffer.
#pragma once

#include "attn/matrix.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace attn {

/// The calls follow the text: key() before each value of an object, every begin_ with its end_.
class JsonWriter {
public:
  /// indent: spaces per level, each entry on its own line; −1 = everything on one line.
  explicit JsonWriter(int indent = -1) : indent_(indent) {}

  /// @{
  /// A bracket.
  void begin_object() { begin('{'); }
  void end_object() { end('}'); }
  void begin_array() { begin('['); }
  void end_array() { end(']'); }
  /// @}

  /// Texts and keys throw Error(kParse) when they are not UTF-8.
  void key(std::string_view name);
  /// A text.
  void string(std::string_view text);
  /// @{
  /// A whole number.
  void integer(std::int64_t value);
  void unsigned_integer(std::uint64_t value) { raw(std::to_string(value)); }
  /// @}
  /// The shortest text that reads back as the same float; null for −infinity (masked), as for all
  /// that is not finite.
  void number(float value);
  /// true or false.
  void boolean(bool value) { raw(value ? "true" : "false"); }
  /// null.
  void null() { raw("null"); }

  /// [values].
  void numbers(const float *values, Index count);
  /// [[row], …].
  void matrix(const MatrixView &matrix);
  /// [texts].
  void strings(const std::vector<std::string> &texts);
  /// [values].
  void integers(const std::vector<Index> &values);

  /// @{
  /// The same with the key before it.
  void string(std::string_view name, std::string_view text) { key(name), string(text); }
  void integer(std::string_view name, std::int64_t value) { key(name), integer(value); }
  void number(std::string_view name, float value) { key(name), number(value); }
  void numbers(std::string_view name, const float *values, Index count) {
    key(name), numbers(values, count);
  }
  void matrix(std::string_view name, const MatrixView &values) { key(name), matrix(values); }
  void strings(std::string_view name, const std::vector<std::string> &texts) {
    key(name), strings(texts);
  }
  void integers(std::string_view name, const std::vector<Index> &values) {
    key(name), integers(values);
  }
  /// @}

  /// What was written so far.
  const std::string &text() const { return text_; }

private:
  void begin(char bracket);
  void end(char bracket);
  /// What stands before a value or key: a comma unless it is the first, and the indent.
  void separate();
  void quote(std::string_view text);
  void new_line();
  void raw(std::string_view text);

  std::string text_;
  int indent_;
  int depth_ = 0;
  bool is_first_ = true; ///< of its object or list, or behind its key: no comma
  bool has_key_ = false;
};

} // namespace attn
