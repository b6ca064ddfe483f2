// SPDX-License-Identifier: MIT
#include "attn/json.hpp"

#include "check.hpp"
#include "float_parse.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Over float: nothing but its types is used.
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

/// Builds the document from the library's parse events.
class DocumentBuilder {
public:
  Json take() { return std::move(root_); }

  bool null() { return add(Json()); }
  bool boolean(bool value) { return add(Json(value)); }
  bool number_integer(std::int64_t value) { return add(Json(value)); }
  bool number_unsigned(std::uint64_t value) { return add(Json(value)); }
  bool number_float(float value, const std::string & /*text*/) { return add(Json(value)); }
  bool string(std::string &value) { return add(Json(std::move(value))); }
  bool binary(LibraryJson::binary_t & /*value*/) { return false; } // never in JSON text

  bool start_object(std::size_t /*size*/) { return open(Json::object()); }
  bool start_array(std::size_t /*size*/) { return open(Json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string &name) {
    if (open_.back()->find(name) != nullptr) {
      refuse(ErrorCode::kParse, {"JSON: the key \"", name, "\" stands twice in one object"});
    }
    key_ = std::move(name);
    return true;
  }

  bool parse_error(std::size_t /*position*/, const std::string & /*token*/,
                   const LibraryJson::exception &error) {
    // "[json.exception.parse_error.101] parse error at line 1, …": without the library's tag.
    const std::string_view message = error.what();
    const std::size_t tag_end = message.find("] ");
    constexpr int kNumberOverflow = 406;
    refuse(error.id == kNumberOverflow ? ErrorCode::kNotFinite : ErrorCode::kParse,
           {"JSON: ",
            shortened(tag_end == std::string_view::npos ? message : message.substr(tag_end + 2))});
  }

private:
  /// Puts a value where the document has got to.
  Json &place(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return root_;
    }
    Json &parent = *open_.back();
    return parent.is_array() ? parent.add(std::move(value))
                             : parent.add(std::move(key_), std::move(value));
  }

  bool add(Json value) {
    place(std::move(value));
    return true;
  }

  /// Containers stay where they are while they are open: only the innermost one grows.
  bool open(Json container) {
    open_.push_back(&place(std::move(container)));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  Json root_;
  std::vector<Json *> open_;
  std::string key_;
};

} // namespace

Json parse_json(std::string_view json_text) {
  DocumentBuilder builder;
  LibraryJson::sax_parse(json_text.data(), json_text.data() + json_text.size(), &builder);
  return builder.take();
}

} // namespace attn
