// SPDX-License-Identifier: MIT
/// Reads JSON text with nlohmann/json's event interface (sax_parse), which makes no values of its
/// own: its value type would be a tenth of the wasm.
#include "attn/json.hpp"

#include "base/check.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attn {

namespace {

/// Its numbers are floats, so that it reads each as the nearest float and refuses larger ones.
using LibraryJson = nlohmann::basic_json<std::map, std::vector, std::string, bool, std::int64_t,
                                         std::uint64_t, float>;

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

/// Builds the document from the library's events: the members are what sax_parse() calls, and each
/// returns true, for "go on".
class DocumentBuilder {
public:
  bool null() { return place(Json()); }
  bool boolean(bool value) { return place(Json(value)); }
  bool number_integer(std::int64_t value) { return place(Json(value)); }
  bool number_unsigned(std::uint64_t value) { return place(Json(value)); }
  bool number_float(float value, const std::string & /*as_written*/) { return place(Json(value)); }
  bool string(std::string &value) { return place(Json(std::move(value))); }
  /// Never called for a text; other formats have such values.
  bool binary(LibraryJson::binary_t & /*value*/) { return false; }

  bool start_object(std::size_t /*size*/) { return open(Json::object()); }
  bool start_array(std::size_t /*size*/) { return open(Json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string &name) {
    // A vocabulary has a hundred thousand keys, which would take minutes to look through for each.
    constexpr std::size_t kMostCompared = 4096;
    const Json &object = *open_.back();
    if (object.keys().size() < kMostCompared && object.find(name) != nullptr) {
      refuse(ErrorCode::kParse, {"JSON: the key \"", name, "\" stands twice in one object"});
    }
    key_ = std::move(name);
    return true;
  }

  /// Refuses the text in the library's words, which tell line and column.
  [[noreturn]] bool parse_error(std::size_t /*position*/, const std::string & /*last_read*/,
                                const LibraryJson::exception &error) {
    constexpr int kNumberTooLarge = 406;
    std::string_view message = error.what();
    // In front stands "[json.exception.parse_error.101] ".
    if (const std::size_t end = message.find("] "); message.starts_with('[') && end < 64) {
      message.remove_prefix(end + 2);
    }
    refuse(error.id == kNumberTooLarge ? ErrorCode::kNotFinite : ErrorCode::kParse,
           {"JSON: ", shortened(message)});
  }

  Json take() { return std::move(root_); }

private:
  bool open(Json container) {
    open_.push_back(&put(std::move(container)));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  bool place(Json value) {
    put(std::move(value));
    return true;
  }

  /// Puts a value where the document has got to. Containers stay where they are while they are
  /// open: only the innermost one grows.
  Json &put(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return root_;
    }
    Json &parent = *open_.back();
    return parent.is_array() ? parent.add(std::move(value))
                             : parent.add(std::move(key_), std::move(value));
  }

  Json root_;
  std::vector<Json *> open_; ///< from the root to the innermost
  std::string key_;          ///< of the value that comes next in an object
};

} // namespace

Json parse_json(std::string_view text) {
  DocumentBuilder builder;
  LibraryJson::sax_parse(text.data(), text.data() + text.size(), &builder);
  return builder.take();
}

} // namespace attn
