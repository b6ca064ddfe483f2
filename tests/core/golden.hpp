// SPDX-License-Identifier: MIT
/// Reads the golden files (reference values made by other software, kept outside the project) and
/// measures how far the core's numbers are from them. No assertions here.
#pragma once

#include "library_json.hpp"

#include "attn/matrix.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace golden {

using attn::Index;
using attn::LibraryJson;
using attn::Matrix;

/// Where the golden files are looked for: $ATTENTION_WALK_GOLDEN, else ../shared/golden beside the
/// project. The folder may be absent: tests then say so and check nothing.
inline std::filesystem::path folder() {
  if (const char *given = std::getenv("ATTENTION_WALK_GOLDEN"); given != nullptr && *given != 0) {
    return given;
  }
#ifdef ATTENTION_WALK_SOURCE_DIR
  const std::filesystem::path project = ATTENTION_WALK_SOURCE_DIR;
#else
  const auto project = std::filesystem::path(__FILE__).parent_path().parent_path().parent_path();
#endif
  return project / ".." / "shared" / "golden";
}

inline bool present() { return std::filesystem::is_directory(folder()); }

/// What a test that was not run says.
inline std::string absent_message() {
  return "the golden files are not at " + folder().string() +
         ": nothing was compared with a reference (ATTENTION_WALK_GOLDEN names another folder)";
}

inline LibraryJson read_json(const std::filesystem::path &path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw std::runtime_error("cannot read " + path.string());
  }
  const std::string text(std::istreambuf_iterator<char>(file), {});
  return attn::parse_json(text);
}

/// The bytes of a base64 text.
inline std::string decode_bytes(const std::string &text) {
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  std::uint32_t sextets = 0; // the bits not used yet, newest lowest
  int bits = 0;
  for (const char c : text.substr(0, text.find('='))) {
    const auto place = alphabet.find(c);
    if (place == std::string::npos) {
      throw std::runtime_error("not base64");
    }
    sextets = (sextets << 6U) | static_cast<std::uint32_t>(place);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>((sextets >> bits) & 0xFFU);
    }
  }
  return bytes;
}

/// The little-endian float32 values of a base64 text.
inline std::vector<float> decode_floats(const std::string &text) {
  const std::string bytes = decode_bytes(text);
  std::vector<float> values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  return values;
}

/// Any number of axes, the last one fastest.
struct Tensor {
  std::vector<Index> shape;
  std::vector<float> data;

  Index rank() const { return static_cast<Index>(shape.size()); }
  /// Size of an axis counted from the end (0 = last); axes that are not there have size 1.
  Index axis_from_end(Index i) const {
    return i < rank() ? shape[static_cast<std::size_t>(rank() - 1 - i)] : 1;
  }
  /// The value at [batch, head, row, column], broadcast: axes of size 1 or missing are repeated.
  float at(Index batch, Index head, Index row, Index column) const {
    const Index places[] = {column, row, head, batch};
    Index offset = 0;
    Index stride = 1;
    for (Index i = 0; i < 4; ++i) {
      offset += axis_from_end(i) == 1 ? 0 : places[i] * stride;
      stride *= axis_from_end(i);
    }
    return data.at(static_cast<std::size_t>(offset));
  }
};

/// {shape, data}: data is a list of numbers or base64 of float32.
inline Tensor tensor(const LibraryJson &json) {
  Tensor result;
  Index size = 1;
  for (const LibraryJson &extent : json.at("shape")) {
    result.shape.push_back(extent.get<Index>());
    size *= result.shape.back();
  }
  const LibraryJson &data = json.at("data");
  result.data = data.is_string() ? decode_floats(data.get_ref<const std::string &>())
                                 : data.get<std::vector<float>>();
  if (static_cast<Index>(result.data.size()) != size) {
    throw std::runtime_error("a golden tensor has another number of values than its shape");
  }
  return result;
}

/// One batch element of [batch, n, width], or all of [n, width] or [width]: [n, width].
inline Matrix plain(const Tensor &t, Index batch = 0) {
  Matrix result(t.axis_from_end(1), t.axis_from_end(0));
  for (Index i = 0; i < result.rows(); ++i) {
    for (Index j = 0; j < result.cols(); ++j) {
      result(i, j) = t.at(0, batch, i, j); // `batch` is the third axis from the end
    }
  }
  return result;
}

/// One batch element of [batch, H, n, d]: [n, H · d], the heads side by side.
inline Matrix side_by_side(const Tensor &t, Index batch = 0) {
  const Index heads = t.axis_from_end(2);
  const Index width = t.axis_from_end(0);
  Matrix result(t.axis_from_end(1), heads * width);
  for (Index h = 0; h < heads; ++h) {
    for (Index i = 0; i < result.rows(); ++i) {
      for (Index j = 0; j < width; ++j) {
        result(i, h * width + j) = t.at(batch, h, i, j);
      }
    }
  }
  return result;
}

/// One batch element of [batch, H, n, m]: [H · n, m], head after head.
inline Matrix head_after_head(const Tensor &t, Index batch = 0) {
  const Index heads = t.axis_from_end(2);
  const Index rows = t.axis_from_end(1);
  Matrix result(heads * rows, t.axis_from_end(0));
  for (Index h = 0; h < heads; ++h) {
    for (Index i = 0; i < rows; ++i) {
      for (Index j = 0; j < result.cols(); ++j) {
        result(h * rows + i, j) = t.at(batch, h, i, j);
      }
    }
  }
  return result;
}

/// The largest |actual − expected|. Equal infinities are equal (masked on both sides); anything
/// else that is not finite, another shape and an empty matrix are infinitely different.
inline float max_difference(const Matrix &actual, const Matrix &expected) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  if (actual.rows() != expected.rows() || actual.cols() != expected.cols() || actual.size() == 0) {
    return kInfinity;
  }
  float worst = 0;
  for (Index i = 0; i < actual.size(); ++i) {
    const float a = actual.data()[i];
    const float b = expected.data()[i];
    if (a == b) {
      continue;
    }
    const float difference = std::abs(a - b);
    worst = std::max(worst, std::isfinite(difference) ? difference : kInfinity);
  }
  return worst;
}

} // namespace golden
