// SPDX-License-Identifier: MIT
/// \file
/// The JSON values of the core. nlohmann/json reads the text; its own value type
/// would be a tenth of the wasm.
#pragma once

#include "attn/json_writer.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace attn {

/// Numbers are floats, so that one is the same whether it came as JSON or as a typed array; whole
/// ones are kept exactly. Keys stay in the order they were set.
class Json {
public:
  /// What a value is.
  enum class Type : std::uint8_t {
    kNull,     ///< null
    kBoolean,  ///< true or false
    kInteger,  ///< whole, below 0
    kUnsigned, ///< whole, from 0 on
    kFloat,    ///< any other number
    kString,   ///< UTF-8
    kArray,    ///< values
    kObject,   ///< values with keys
  };

  Json() = default; ///< null
  /// One of each other type.
  /// @{
  explicit Json(bool value) : type_(Type::kBoolean), integer_(value ? 1 : 0) {}
  explicit Json(std::int64_t value) : type_(Type::kInteger), integer_(value) {}
  explicit Json(std::uint64_t value)
      : type_(Type::kUnsigned), integer_(static_cast<std::int64_t>(value)) {}
  explicit Json(float value) : type_(Type::kFloat), float_(value) {}
  explicit Json(std::string text);
  static Json array() { return Json(Type::kArray); }
  static Json object() { return Json(Type::kObject); }
  /// @}

  /// \cond
  Json(const Json &other);
  Json(Json &&other) noexcept = default;
  Json &operator=(Json other) noexcept;
  ~Json() {
    if (parts_) {
      destroy_parts();
    }
  }
  /// \endcond

  /// What the value is.
  /// @{
  Type type() const { return type_; }
  bool is_null() const { return type_ == Type::kNull; }
  bool is_boolean() const { return type_ == Type::kBoolean; }
  bool is_number() const { return type_ >= Type::kInteger && type_ <= Type::kFloat; }
  bool is_integer() const { return type_ == Type::kInteger || type_ == Type::kUnsigned; }
  bool is_string() const { return type_ == Type::kString; }
  bool is_array() const { return type_ == Type::kArray; }
  bool is_object() const { return type_ == Type::kObject; }
  /// @}

  /// Of a boolean.
  bool boolean() const { return integer_ != 0; }
  /// Of a number, the nearest one.
  template <typename Number> Number number() const {
    return type_ == Type::kFloat      ? static_cast<Number>(float_)
           : type_ == Type::kUnsigned ? static_cast<Number>(static_cast<std::uint64_t>(integer_))
                                      : static_cast<Number>(integer_);
  }
  /// Of a string.
  const std::string &text() const { return parts_->text; }

  /// The values of an array or object.
  const std::vector<Json> &items() const { return parts_->items; }
  /// The keys of an object, one for each of its values.
  const std::vector<std::string> &keys() const { return parts_->keys; }
  /// The member; null when it is absent, or when this is no object.
  const Json *find(std::string_view key) const;

  /// To an array.
  Json &add(Json item);
  /// To an object that has no such key.
  Json &add(std::string key, Json value);
  /// A member, in place of the one that was there.
  void set(const std::string &key, Json value);
  /// All members of the other object.
  void update(const Json &other);
  /// The member, where there is one.
  void erase(std::string_view key);

  /// \cond
private:
  /// On the heap, as most values are numbers.
  struct Parts {
    std::string text;
    std::vector<Json> items;
    std::vector<std::string> keys;
  };

  explicit Json(Type type);
  void destroy_parts() noexcept;
  void move_nested_to(std::vector<Json> &list) noexcept;

  std::unique_ptr<Parts> parts_; ///< of a string, array or object
  Type type_ = Type::kNull;
  union {
    std::int64_t integer_ = 0; ///< the bits of an unsigned one
    float float_;
  };
  /// \endcond
};

/// Typed arrays that travel beside the JSON: {"$blob": i} stands for blobs[i].
using Blobs = std::vector<std::vector<float>>;

/// Throws Error: kParse with line and column (also for a key that stands twice among the first
/// 4096 of one object),
/// kNotFinite for a number beyond float32.
Json parse_json(std::string_view text);

/// The value as it was read.
void write_json(JsonWriter &out, const Json &json);

} // namespace attn
