// SPDX-License-Identifier: MIT
#include "json/json_reader.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <cmath>

namespace attn {

namespace {

constexpr const char *kBlobKey = "$blob";

bool is_blob(const Json &value) { return value.find(kBlobKey) != nullptr; }

/// A row-like thing: a list, or a typed array that stands for one.
bool is_list(const Json &value) { return value.is_array() || is_blob(value); }

std::string item_path(std::string_view path, std::size_t i) { return joined({path, "[", i, "]"}); }

/// JSON has no NaN and no infinities, so callers send them as these strings.
bool is_not_finite_name(const Json &value) {
  return is_text(value, "NaN") || is_text(value, "Infinity") || is_text(value, "-Infinity");
}

const std::vector<float> &read_blob(const Json &value, std::string_view path, const Blobs &blobs) {
  const Index last = static_cast<Index>(blobs.size()) - 1;
  const Index i = read_index(*value.find(kBlobKey), joined({path, ".", kBlobKey}), 0, last);
  return blobs[static_cast<std::size_t>(i)];
}

constexpr ItemReader kFloats{read_float};

/// The numbers of a list or blob, appended; blobs are taken as they are and checked by their users.
void append_items(const Json &list, std::string_view path, const ItemReader &reader,
                  const Blobs &blobs, std::vector<float> &out) {
  if (is_blob(list)) {
    const std::vector<float> &blob = read_blob(list, path, blobs);
    out.insert(out.end(), blob.begin(), blob.end());
    return;
  }
  if (!list.is_array()) {
    refuse_type(path, "a list of numbers", list);
  }
  std::size_t i = 0;
  for (const Json &item : list.items()) {
    // A path for every number would take longer than reading them all.
    const bool is_plain = item.is_number() && reader.takes_any_number;
    out.push_back(is_plain ? item.number<float>() : reader.read(item, item_path(path, i)));
    ++i;
  }
}

Matrix as_matrix(const std::vector<float> &values, Index rows, Index cols) {
  return Eigen::Map<const Matrix>(values.data(), rows, cols);
}

Matrix read_flat(const Json &list, std::string_view path, Extents expected, const Blobs &blobs) {
  std::vector<float> values;
  append_items(list, path, kFloats, blobs, values);
  const auto count = static_cast<Index>(values.size());
  if (!expected.cols) {
    return as_matrix(values, 1, count);
  }
  const Index cols = *expected.cols;
  if (expected.rows && count != *expected.rows * cols) {
    refuse(ErrorCode::kShape, {path, ": expected ", *expected.rows, " × ", cols, " = ",
                               *expected.rows * cols, " values, got ", count});
  }
  if (count % cols != 0) {
    refuse(ErrorCode::kShape,
           {path, ": expected rows of ", cols, " values, got ", count, " values"});
  }
  return as_matrix(values, count / cols, cols);
}

} // namespace

bool is_nested(const Json &value) {
  return value.is_array() && !value.items().empty() && is_list(value.items().front());
}

std::string got_text(const Json &value) {
  if (value.is_string()) {
    constexpr std::size_t kLongest = 40;
    const std::string &string = value.text();
    return string.size() > kLongest ? joined({"a string of ", string.size(), " bytes"})
                                    : joined({"\"", string, "\""});
  }
  if (value.is_array()) {
    return joined({"a list of ", value.items().size()});
  }
  if (value.is_object()) {
    return "an object";
  }
  JsonWriter out;
  write_json(out, value);
  return out.text();
}

void refuse_type(std::string_view path, const char *expected, const Json &value) {
  refuse(ErrorCode::kParse, {path, ": expected ", expected, ", got ", got_text(value)});
}

bool is_text(const Json &value, const char *text) {
  return value.is_string() && value.text() == text;
}

void check_keys(const Json &object, std::string_view path, std::span<const char *const> known) {
  if (!object.is_object()) {
    refuse_type(path, "an object", object);
  }
  for (const std::string &key : object.keys()) {
    const auto same = [&key](const char *candidate) { return key == candidate; };
    if (std::none_of(known.begin(), known.end(), same)) {
      refuse(ErrorCode::kUnsupported,
             {path, ": \"", key, "\" is not a known key; known are ", listed(known)});
    }
  }
}

const Json *find(const Json &object, const char *key) { return object.find(key); }

void refuse_model_part(std::string_view path) {
  refuse(ErrorCode::kUnsupported,
         {path, ": only models' layers have it; attention-walk-models, which computes them, is not "
                "loaded"});
}

const Json &required(const Json &object, const char *key, std::string_view path,
                     const char *expected) {
  const Json *value = find(object, key);
  if (value == nullptr) {
    refuse(ErrorCode::kShape, {path, ": expected ", expected, ", got nothing"});
  }
  return *value;
}

std::int64_t read_integer(const Json &value, std::string_view path, std::int64_t min,
                          std::int64_t max) {
  const std::string expected = joined({"a whole number from ", min, " to ", max});
  if (is_not_finite_name(value)) {
    refuse(ErrorCode::kNotFinite, {path, ": expected ", expected, ", got ", got_text(value)});
  }
  if (!value.is_number()) {
    refuse_type(path, expected.c_str(), value);
  }
  const auto number = value.number<double>();
  if (number != std::floor(number) || number < static_cast<double>(min) ||
      number > static_cast<double>(max)) {
    refuse(ErrorCode::kRange, {path, ": expected ", expected, ", got ", got_text(value)});
  }
  return value.number<std::int64_t>();
}

Index read_index(const Json &value, std::string_view path, Index min, Index max) {
  return static_cast<Index>(read_integer(value, path, min, max));
}

float read_float(const Json &value, std::string_view path) {
  if (is_not_finite_name(value)) {
    refuse(ErrorCode::kNotFinite, {path, ": expected a finite number, got ", value.text()});
  }
  if (!value.is_number()) {
    refuse_type(path, "a number", value);
  }
  return value.number<float>();
}

bool read_bool(const Json &value, std::string_view path) {
  if (!value.is_boolean()) {
    refuse_type(path, "true or false", value);
  }
  return value.boolean();
}

std::string read_string(const Json &value, std::string_view path) {
  if (!value.is_string()) {
    refuse_type(path, "a string", value);
  }
  return value.text();
}

std::vector<std::string> read_strings(const Json &value, std::string_view path) {
  if (!value.is_array()) {
    refuse_type(path, "a list of strings", value);
  }
  std::vector<std::string> strings;
  for (const Json &item : value.items()) {
    strings.push_back(read_string(item, item_path(path, strings.size())));
  }
  return strings;
}

std::vector<Index> read_indices(const Json &value, std::string_view path, Index min, Index max) {
  if (!value.is_array()) {
    refuse_type(path, "a list of whole numbers", value);
  }
  std::vector<Index> indices;
  for (const Json &item : value.items()) {
    indices.push_back(read_index(item, item_path(path, indices.size()), min, max));
  }
  return indices;
}

Matrix read_rows(const Json &rows, std::string_view path, std::optional<Index> cols,
                 const ItemReader &reader, const Blobs &blobs) {
  std::vector<float> values;
  std::size_t i = 0;
  for (const Json &row : rows.items()) {
    const std::size_t before = values.size();
    const std::string row_path = item_path(path, i++);
    append_items(row, row_path, reader, blobs, values);
    const auto got = static_cast<Index>(values.size() - before);
    if (got != cols.value_or(got)) {
      refuse(ErrorCode::kShape, {row_path, ": expected ", *cols, " values, got ", got});
    }
    cols = got;
  }
  return as_matrix(values, static_cast<Index>(rows.items().size()), cols.value_or(0));
}

Matrix read_matrix(const Json &value, std::string_view path, Extents expected, const Blobs &blobs) {
  if (!is_list(value)) {
    refuse_type(path, "rows of numbers", value);
  }
  if (is_nested(value)) {
    const auto got = static_cast<Index>(value.items().size());
    if (expected.rows && got != *expected.rows) {
      const std::string of =
          expected.cols ? joined({" rows of ", *expected.cols, " values"}) : " rows";
      refuse(ErrorCode::kShape, {path, ": expected ", *expected.rows, of, ", got ", got, " rows"});
    }
    return read_rows(value, path, expected.cols, kFloats, blobs);
  }
  return read_flat(value, path, expected, blobs);
}

RowVector read_vector(const Json &value, std::string_view path, Index count, const Blobs &blobs) {
  const std::vector<float> values = read_floats(value, path, blobs);
  if (static_cast<Index>(values.size()) != count) {
    refuse(ErrorCode::kShape, {path, ": expected ", count, " values, got ", values.size()});
  }
  return Eigen::Map<const RowVector>(values.data(), count);
}

std::vector<float> read_floats(const Json &value, std::string_view path, const Blobs &blobs) {
  std::vector<float> values;
  append_items(value, path, kFloats, blobs, values);
  return values;
}

} // namespace attn
