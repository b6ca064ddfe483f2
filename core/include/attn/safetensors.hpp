// SPDX-License-Identifier: MIT
/// \file
/// The header of a .safetensors file: which tensors it holds, of which type and where. The numbers
/// themselves are read elsewhere, piece by piece.
/// Format: https://huggingface.co/docs/safetensors (8 bytes N, N bytes of JSON, then the data).
#pragma once

#include "attn/json.hpp"
#include "attn/matrix.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attn {

/// The number types that are read; kOther is only skipped over.
enum class NumberType { kF32, kF16, kBF16, kOther };

struct StoredTensor {
  std::string name;
  std::string type_name; ///< as the file says: "F32", "I64"
  NumberType type = NumberType::kOther;
  std::vector<Index> shape;
  std::uint64_t begin = 0; ///< first byte, from the start of the file
  std::uint64_t end = 0;   ///< behind the last byte

  /// Product of the shape; 1 for a scalar.
  std::uint64_t count() const;
};

struct SafetensorsHeader {
  std::vector<StoredTensor> tensors; ///< in the order of their bytes, which do not overlap
  Json metadata = Json::object();    ///< texts by name
};

/// Bytes before the data: 8 + N. `start`: at least the first 8 bytes.
/// Throws Error(kParse): fewer than 8 bytes, N beyond the file or above 100 MB.
std::uint64_t safetensors_data_start(std::string_view start, std::uint64_t file_size);

/// `start`: the first safetensors_data_start() bytes.
/// Throws Error: kParse (no JSON, wrong types), kShape (a range that does not fit its shape, lies
/// outside the file or overlaps another), each with the tensor's name.
SafetensorsHeader read_safetensors_header(std::string_view start, std::uint64_t file_size);

/// Bytes of one number.
std::size_t number_size(NumberType type);

/// Numbers from their little-endian bytes; `bytes` holds `to.size()` of them.
void decode_numbers(NumberType type, const unsigned char *bytes, std::span<float> to);

} // namespace attn
