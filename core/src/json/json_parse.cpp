// SPDX-License-Identifier: MIT
#include "attn/json.hpp"

#include "base/check.hpp"
#include "json/float_parse.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Over float: nothing but its lexer is used.
using LibraryJson = nlohmann::basic_json<std::map, std::vector, std::string, bool, std::int64_t,
                                         std::uint64_t, float>;
using Lexer =
    nlohmann::detail::lexer<LibraryJson,
                            decltype(nlohmann::detail::input_adapter(
                                std::declval<const char *>(), std::declval<const char *>()))>;

// Two functions of the library that would bring C's number scanner with 128-bit floats, and printf,
// into the wasm: a tenth of it. Tests compare them with what they stand for.

template <>
[[gnu::nonnull]] void Lexer::strtof(float &value, const char *number, char **end) noexcept {
  const std::string_view text(number);
  value = attn::nearest_float(text);
  *end = const_cast<char *>(number) + text.size();
}

template <> std::string Lexer::get_token_string() const {
  std::string text;
  for (const char character : token_string) {
    if (static_cast<unsigned char>(character) <= 0x1F) {
      constexpr const char *kDigits = "0123456789ABCDEF";
      const char low = kDigits[character % 0x10];
      text += attn::joined({"<U+00", character < 0x10 ? "0" : "1", std::string_view(&low, 1), ">"});
    } else {
      text += character;
    }
  }
  return text;
}

namespace attn {

namespace {

/// The library quotes what it has read, which can be a text of megabytes: without its middle.
std::string shortened(std::string_view message) {
  constexpr std::size_t kStart = 200;
  constexpr std::size_t kEnd = 60;
  if (message.size() <= kStart + kEnd) {
    return std::string(message);
  }
  const auto is_inside = [&](std::size_t at) { return (message[at] & 0xC0) == 0x80; };
  std::size_t start = kStart;
  std::size_t end = message.size() - kEnd;
  while (start > 0 && is_inside(start)) {
    --start;
  }
  while (end < message.size() && is_inside(end)) {
    ++end;
  }
  return joined({message.substr(0, start), " … ", message.substr(end)});
}

/// Follows JSON's grammar over the library's tokens; its parser would be a fortieth of the wasm.
class DocumentReader {
public:
  explicit DocumentReader(std::string_view text)
      : lexer_(nlohmann::detail::input_adapter(text.data(), text.data() + text.size())) {}

  Json read() {
    next();
    read_value();
    while (!open_.empty()) {
      read_more();
    }
    next();
    expect(Token::end_of_input, "value");
    return std::move(root_);
  }

private:
  using Token = Lexer::token_type;

  void next() { token_ = lexer_.scan(); }

  /// A value; of one with entries the first of them, and it stays open.
  void read_value() {
    while (true) {
      switch (token_) {
      case Token::begin_object:
        open(Json::object());
        if (close_at(Token::end_object)) {
          return;
        }
        read_key();
        break;
      case Token::begin_array:
        open(Json::array());
        if (close_at(Token::end_array)) {
          return;
        }
        break;
      default:
        place(plain_value());
        return;
      }
    }
  }

  /// What follows an entry of the innermost open value.
  void read_more() {
    const bool is_array = open_.back()->is_array();
    next();
    if (token_ == Token::value_separator) {
      next();
      if (!is_array) {
        read_key();
      }
      read_value();
      return;
    }
    expect(is_array ? Token::end_array : Token::end_object, is_array ? "array" : "object");
    open_.pop_back();
  }

  void read_key() {
    expect(Token::value_string, "object key");
    key_ = std::move(lexer_.get_string());
    if (open_.back()->find(key_) != nullptr) {
      refuse(ErrorCode::kParse, {"JSON: the key \"", key_, "\" stands twice in one object"});
    }
    next();
    expect(Token::name_separator, "object separator");
    next();
  }

  Json plain_value() {
    switch (token_) {
    case Token::literal_null:
      return Json();
    case Token::literal_true:
      return Json(true);
    case Token::literal_false:
      return Json(false);
    case Token::value_integer:
      return Json(lexer_.get_number_integer());
    case Token::value_unsigned:
      return Json(lexer_.get_number_unsigned());
    case Token::value_float:
      if (!std::isfinite(lexer_.get_number_float())) {
        fail(ErrorCode::kNotFinite, {"number overflow parsing '", lexer_.get_token_string(), "'"});
      }
      return Json(lexer_.get_number_float());
    case Token::value_string:
      return Json(std::move(lexer_.get_string()));
    case Token::parse_error:
      fail_at(Token::uninitialized, "value"); // says itself what it expected
    default:
      fail_at(Token::literal_or_value, "value");
    }
  }

  void open(Json container) {
    open_.push_back(&place(std::move(container)));
    next();
  }

  bool close_at(Token end) {
    if (token_ != end) {
      return false;
    }
    open_.pop_back();
    return true;
  }

  /// Puts a value where the document has got to. Containers stay where they are while they are
  /// open: only the innermost one grows.
  Json &place(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return root_;
    }
    Json &parent = *open_.back();
    return parent.is_array() ? parent.add(std::move(value))
                             : parent.add(std::move(key_), std::move(value));
  }

  void expect(Token token, const char *context) const {
    if (token_ != token) {
      fail_at(token, context);
    }
  }

  /// In the words of the library's own parser.
  [[noreturn]] void fail_at(Token expected, const char *context) const {
    const auto place = lexer_.get_position();
    const bool is_garbled = token_ == Token::parse_error;
    fail(ErrorCode::kParse,
         {"parse error at line ", place.lines_read + 1, ", column ", place.chars_read_current_line,
          ": syntax error while parsing ", context, " - ",
          is_garbled ? lexer_.get_error_message() : "unexpected ",
          is_garbled ? joined({"; last read: '", lexer_.get_token_string(), "'"})
                     : Lexer::token_type_name(token_),
          expected != Token::uninitialized ? "; expected " : "",
          expected != Token::uninitialized ? Lexer::token_type_name(expected) : ""});
  }

  [[noreturn]] static void fail(ErrorCode code, std::initializer_list<Piece> message) {
    refuse(code, {"JSON: ", shortened(joined(message))});
  }

  Lexer lexer_;
  Token token_ = Token::uninitialized;
  Json root_;
  std::vector<Json *> open_;
  std::string key_;
};

} // namespace

Json parse_json(std::string_view json_text) { return DocumentReader(json_text).read(); }

} // namespace attn
