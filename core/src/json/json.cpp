// SPDX-License-Identifier: MIT
#include "attn/json.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace attn {

Json::Json(Type type) : parts_(std::make_unique<Parts>()), type_(type) {}

Json::Json(std::string text) : Json(Type::kString) { parts_->text = std::move(text); }

Json::Json(const Json &other)
    : parts_(other.parts_ ? std::make_unique<Parts>(*other.parts_) : nullptr), type_(other.type_),
      integer_(other.integer_) {}

Json &Json::operator=(Json other) noexcept {
  parts_ = std::move(other.parts_);
  type_ = other.type_;
  integer_ = other.integer_;
  return *this;
}

/// Without recursion: a text can be nested as deep as it is long.
void Json::destroy_parts() noexcept {
  std::vector<Json> nested;
  move_nested_to(nested);
  while (!nested.empty()) {
    Json last = std::move(nested.back());
    nested.pop_back();
    last.move_nested_to(nested);
  }
}

void Json::move_nested_to(std::vector<Json> &list) noexcept {
  for (Json &item : parts_->items) {
    if (item.parts_ && !item.parts_->items.empty()) {
      list.push_back(std::move(item));
    }
  }
}

const Json *Json::find(std::string_view key) const {
  if (!is_object()) {
    return nullptr;
  }
  const auto found = std::find(keys().begin(), keys().end(), key);
  return found == keys().end() ? nullptr
                               : &items()[static_cast<std::size_t>(found - keys().begin())];
}

Json &Json::add(Json item) {
  parts_->items.push_back(std::move(item));
  return parts_->items.back();
}

Json &Json::add(std::string key, Json value) {
  parts_->keys.push_back(std::move(key));
  return add(std::move(value));
}

void Json::set(const std::string &key, Json value) {
  if (const Json *found = find(key)) {
    parts_->items[static_cast<std::size_t>(found - items().data())] = std::move(value);
  } else {
    add(key, std::move(value));
  }
}

void Json::update(const Json &other) {
  for (std::size_t i = 0; i < other.items().size(); ++i) {
    set(other.keys()[i], other.items()[i]);
  }
}

void Json::erase(std::string_view key) {
  if (const Json *found = find(key)) {
    const std::ptrdiff_t at = found - items().data();
    parts_->items.erase(parts_->items.begin() + at);
    parts_->keys.erase(parts_->keys.begin() + at);
  }
}

void write_json(JsonWriter &out, const Json &json) {
  switch (json.type()) {
  case Json::Type::kObject:
    out.begin_object();
    for (std::size_t i = 0; i < json.items().size(); ++i) {
      out.key(json.keys()[i]);
      write_json(out, json.items()[i]);
    }
    out.end_object();
    break;
  case Json::Type::kArray:
    out.begin_array();
    for (const Json &item : json.items()) {
      write_json(out, item);
    }
    out.end_array();
    break;
  case Json::Type::kString:
    out.string(json.text());
    break;
  case Json::Type::kBoolean:
    out.boolean(json.boolean());
    break;
  case Json::Type::kInteger:
    out.integer(json.number<std::int64_t>());
    break;
  case Json::Type::kUnsigned:
    out.unsigned_integer(json.number<std::uint64_t>());
    break;
  case Json::Type::kFloat:
    out.number(json.number<float>());
    break;
  case Json::Type::kNull:
    out.null();
  }
}

} // namespace attn
