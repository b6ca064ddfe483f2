// SPDX-License-Identifier: MIT
#include "attn/json_writer.hpp"

#include "base/check.hpp"
#include "base/utf8.hpp"
#include "json/float_text.hpp"

#include <algorithm>
#include <array>

namespace attn {

namespace {

/// Written as it is, and a character of its own.
bool is_plain(char character) {
  return character >= ' ' && character != '"' && character != '\\' && // char may be unsigned
         static_cast<unsigned char>(character) < 0x80;
}

/// The letter behind the backslash; 0 when the character is written as it is or as a number.
char escape_letter(char character) {
  switch (character) {
  case '\b':
    return 'b';
  case '\t':
    return 't';
  case '\n':
    return 'n';
  case '\f':
    return 'f';
  case '\r':
    return 'r';
  case '"':
  case '\\':
    return character;
  default:
    return 0;
  }
}

} // namespace

void JsonWriter::key(std::string_view name) {
  separate();
  quote(name);
  text_ += indent_ < 0 ? ":" : ": ";
  has_key_ = true;
}

void JsonWriter::string(std::string_view text) {
  separate();
  quote(text);
}

void JsonWriter::quote(std::string_view text) {
  text_ += '"';
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_plain(text[end])) {
      ++end;
    }
    text_ += text.substr(at, end - at);
    at = end;
    if (at == text.size()) {
      break;
    }
    const Utf8Character character = first_character(text.substr(at));
    if (!character.valid) {
      refuse(ErrorCode::kParse, {"JSON: expected a text in UTF-8, which its byte ", at, " is not"});
    }
    if (const char letter = escape_letter(text[at])) {
      text_ += '\\';
      text_ += letter;
    } else if (character.code < 0x20) {
      text_ += character.code < 0x10 ? "\\u000" : "\\u001";
      text_ += "0123456789abcdef"[character.code % 0x10];
    } else {
      text_ += text.substr(at, character.size);
    }
    at += character.size;
  }
  text_ += '"';
}

void JsonWriter::integer(std::int64_t value) { raw(std::to_string(value)); }

void JsonWriter::number(float value) {
  std::array<char, kFloatRoom> buffer;
  const char *end = write_float(buffer.data(), value);
  raw({buffer.data(), static_cast<std::size_t>(end - buffer.data())});
}

void JsonWriter::numbers(const float *values, Index count) {
  begin_array();
  if (indent_ < 0) {
    constexpr Index kBlock = 64;
    for (Index first = 0; first < count; first += kBlock) {
      const std::size_t size = text_.size();
      text_.resize(size + kBlock * (kFloatRoom + 1));
      char *to = text_.data() + size;
      for (Index i = first; i < std::min(first + kBlock, count); ++i) {
        to = write_float(to, values[i]);
        *to++ = ',';
      }
      text_.resize(static_cast<std::size_t>(to - text_.data()));
    }
    if (count > 0) {
      text_.pop_back(); // the last comma
    }
    is_first_ = count == 0;
  } else {
    for (Index i = 0; i < count; ++i) {
      number(values[i]);
    }
  }
  end_array();
}

void JsonWriter::matrix(const MatrixView &matrix) {
  begin_array();
  for (Index i = 0; i < matrix.rows(); ++i) {
    numbers(matrix.data() + i * matrix.outerStride(), matrix.cols());
  }
  end_array();
}

void JsonWriter::strings(const std::vector<std::string> &texts) {
  begin_array();
  for (const std::string &text : texts) {
    string(text);
  }
  end_array();
}

void JsonWriter::integers(const std::vector<Index> &values) {
  begin_array();
  for (const Index value : values) {
    integer(value);
  }
  end_array();
}

void JsonWriter::begin(char bracket) {
  separate();
  text_ += bracket;
  ++depth_;
  is_first_ = true;
}

void JsonWriter::end(char bracket) {
  --depth_;
  if (!is_first_) {
    new_line();
  }
  text_ += bracket;
  is_first_ = false;
}

void JsonWriter::separate() {
  if (has_key_) {
    has_key_ = false;
    return;
  }
  if (!is_first_) {
    text_ += ',';
  }
  is_first_ = false;
  if (depth_ > 0) {
    new_line();
  }
}

void JsonWriter::new_line() {
  if (indent_ >= 0) {
    text_ += '\n';
    text_.append(static_cast<std::size_t>(depth_ * indent_), ' ');
  }
}

void JsonWriter::raw(std::string_view text) {
  separate();
  text_ += text;
}

} // namespace attn
