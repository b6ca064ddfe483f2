// SPDX-License-Identifier: MIT
/// Model files for the tests: read from the project, or written in memory.
#pragma once

#include "library_json.hpp"

#include "attn/error.hpp"
#include "attn/matrix.hpp"

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace attn::test {

inline std::string project_file(const std::filesystem::path &path) {
  std::ifstream file(std::filesystem::path(ATTENTION_WALK_SOURCE_DIR) / path, std::ios::binary);
  if (!file) {
    throw std::runtime_error("cannot read " + path.string());
  }
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A .safetensors file of this header text and these data bytes.
inline std::string file_of(const std::string &header, const std::string &data = "") {
  std::string file;
  for (unsigned i = 0; i < 8; ++i) {
    file += static_cast<char>((std::uint64_t{header.size()} >> (8 * i)) & 0xFFU);
  }
  return file + header + data;
}

/// Tensors by name, one after the other; each as F32 unless its bytes are given.
class FileWriter {
public:
  void add(const std::string &name, const std::vector<Index> &shape,
           const std::vector<float> &values) {
    std::string bytes(values.size() * sizeof(float), '\0');
    std::memcpy(bytes.data(), values.data(), bytes.size());
    add_bytes(name, shape, "F32", bytes);
  }

  void add(const std::string &name, const Matrix &values) {
    add(name, {values.rows(), values.cols()}, {values.data(), values.data() + values.size()});
  }

  void add_bytes(const std::string &name, const std::vector<Index> &shape, const char *type,
                 const std::string &bytes) {
    header_[name] = {{"dtype", type},
                     {"shape", shape},
                     {"data_offsets", {data_.size(), data_.size() + bytes.size()}}};
    data_ += bytes;
  }

  /// A tensor of one axis with zeros behind its numbers.
  void lengthen(const std::string &name, Index size) {
    LibraryJson &tensor = header_.at(name);
    const auto begin = tensor.at("data_offsets").at(0).get<std::size_t>();
    const auto end = tensor.at("data_offsets").at(1).get<std::size_t>();
    std::string bytes = data_.substr(begin, end - begin);
    bytes.resize(static_cast<std::size_t>(size) * sizeof(float), '\0');
    add_bytes(name, {size}, "F32", bytes);
  }

  /// What `name` says in the header, to be spoiled.
  LibraryJson &entry(const std::string &name) { return header_.at(name); }
  void remove(const std::string &name) { header_.erase(name); }

  std::string file() const { return file_of(header_.dump(), data_); }

private:
  LibraryJson header_ = LibraryJson::object();
  std::string data_;
};

/// Nested lists, one row or several.
inline Matrix rows_of(const LibraryJson &rows) {
  const bool is_flat = !rows.at(0).is_array();
  const auto count = static_cast<Index>(is_flat ? 1 : rows.size());
  Matrix matrix(count, static_cast<Index>(is_flat ? rows.size() : rows.at(0).size()));
  for (Index i = 0; i < matrix.rows(); ++i) {
    const LibraryJson &row = is_flat ? rows : rows.at(static_cast<std::size_t>(i));
    for (Index j = 0; j < matrix.cols(); ++j) {
      matrix(i, j) = row.at(static_cast<std::size_t>(j)).get<float>();
    }
  }
  return matrix;
}

/// [layer of rows][…]: all rows below one another, head after head.
inline Matrix stacked_rows_of(const LibraryJson &blocks) {
  LibraryJson rows = LibraryJson::array();
  for (const LibraryJson &block : blocks) {
    rows.insert(rows.end(), block.begin(), block.end());
  }
  return rows_of(rows);
}

/// What a call is refused with, as "code: message"; "accepted" when it is not.
template <class Call> std::string refusal_of(Call call) {
  try {
    call();
    return "accepted";
  } catch (const Error &error) {
    return std::string(error_code_name(error.code())) + ": " + error.what();
  }
}

} // namespace attn::test
