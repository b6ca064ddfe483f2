// SPDX-License-Identifier: MIT
/// Reading numbers, names and matrices out of JSON with errors that name the place; what the keys
/// mean is in json_input.hpp.
#pragma once

#include "attn/json.hpp"
#include "attn/matrix.hpp"
#include "attn/parts.hpp"

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attn {

/// Throws Error: kParse when the value is not an object, kUnsupported for a key that is not known
/// (the message lists the known ones).
void check_keys(const Json &object, std::string_view path, std::span<const char *const> known);
inline void check_keys(const Json &object, std::string_view path,
                       std::initializer_list<const char *> known) {
  check_keys(object, path, std::span<const char *const>(known.begin(), known.size()));
}

/// Throws Error(kUnsupported): the part is in the build with models.
[[noreturn]] void refuse_model_part(std::string_view path);

/// The member, or null when it is absent.
const Json *find(const Json &object, const char *key);

/// The member that gives a layer what only models' layers have; null when it is absent. In a build
/// without such parts it is refused with Error(kUnsupported).
inline const Json *find_model_part(const Json &object, const char *key, std::string_view path) {
  const Json *value = find(object, key);
  if constexpr (kHasModelParts) {
    return value;
  } else {
    if (value != nullptr) {
      refuse_model_part(path);
    }
    return nullptr;
  }
}

/// The member. Throws Error(kShape) when it is absent: `path: expected <expected>, got nothing`.
const Json &required(const Json &object, const char *key, std::string_view path,
                     const char *expected);

/// Largest index that is read: what a 32-bit Index holds.
inline constexpr Index kMaxIndex = std::numeric_limits<std::int32_t>::max();

/// A whole number in [min, max]. Throws Error: kParse (not a number), kRange, kNotFinite.
std::int64_t read_integer(const Json &value, std::string_view path, std::int64_t min,
                          std::int64_t max);
Index read_index(const Json &value, std::string_view path, Index min, Index max);
/// A finite number. Throws Error: kParse, kNotFinite.
float read_float(const Json &value, std::string_view path);
/// Throws Error(kParse) for another type.
bool read_bool(const Json &value, std::string_view path);
std::string read_string(const Json &value, std::string_view path);
std::vector<std::string> read_strings(const Json &value, std::string_view path);
std::vector<Index> read_indices(const Json &value, std::string_view path, Index min, Index max);

/// Rows and columns that a matrix must have; without a value they are taken from the data.
struct Extents {
  std::optional<Index> rows;
  std::optional<Index> cols;
};

/// Nested rows, one flat list, or a blob; with unknown columns a flat list is a single row.
/// Throws Error: kShape (`x[2]: expected 8 values, got 7`), kParse, kNotFinite.
Matrix read_matrix(const Json &value, std::string_view path, Extents expected, const Blobs &blobs);

/// `count` numbers as a list or blob. Throws like read_matrix.
RowVector read_vector(const Json &value, std::string_view path, Index count, const Blobs &blobs);
/// Any number of numbers.
std::vector<float> read_floats(const Json &value, std::string_view path, const Blobs &blobs);

/// What came, for messages; never longer than a line.
std::string got_text(const Json &value);
/// Throws Error(kParse): `path: expected <expected>, got <value>`.
[[noreturn]] void refuse_type(std::string_view path, const char *expected, const Json &value);
/// True for this string.
bool is_text(const Json &value, const char *text);
/// True for a list of lists or of typed arrays.
bool is_nested(const Json &value);

/// How the numbers of a table are read.
struct ItemReader {
  float (*read)(const Json &item, std::string_view path); ///< one of them
  bool takes_any_number = true; ///< what is a number in the JSON is taken without calling `read`
};

/// Rows of equal length; without `cols` as long as the first.
/// Throws Error: kShape (`x[2]: expected 8 values, got 7`), kParse, and what the reader throws.
Matrix read_rows(const Json &rows, std::string_view path, std::optional<Index> cols,
                 const ItemReader &reader, const Blobs &blobs);

} // namespace attn
