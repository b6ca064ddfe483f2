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
enum class NumberType { kF32, kF16, kBF16, kF64, kOther };

struct StoredTensor {
  std::string name;
  std::string type_name; ///< as the file says: "F32", "I64"
  NumberType type = NumberType::kOther;
  std::vector<Index> shape; ///< empty: a single number; a size of 0: no numbers at all
  std::uint64_t begin = 0;  ///< first byte, from the start of the file, or of the first of several
  std::uint64_t end = 0;    ///< behind the last byte
  bool transposed = false;  ///< of rows and columns, stored column after column

  /// Product of the shape; 1 for a scalar.
  std::uint64_t count() const;
};

/// What a file holds beside the numbers themselves.
struct SafetensorsHeader {
  std::vector<StoredTensor> tensors; ///< in the order of their bytes
  Json metadata = Json::object();    ///< of `__metadata__`, texts by name; nobody has checked them
};

/// Bytes before the data: 8 + N. `start`: at least the first 8 bytes. `file`: what messages call
/// it. Throws Error(kParse): fewer than 8 bytes, N beyond the file or above 100 MB.
std::uint64_t safetensors_data_start(std::string_view start, std::uint64_t file_size,
                                     std::string_view file = "file");

/// `start`: the first safetensors_data_start() bytes.
/// Tensors of whole numbers, of single numbers and of none are listed as any other: whoever needs
/// one refuses it. A `__metadata__` that is no object is as good as none.
/// Throws Error: kParse (no JSON, wrong types), kShape (a range that does not fit its shape, lies
/// outside the file or overlaps another), kUnsupported (a number type of unknown size), each with
/// the tensor's name.
SafetensorsHeader read_safetensors_header(std::string_view start, std::uint64_t file_size,
                                          std::string_view file = "file");

/// Bytes of one number; 0 for kOther.
std::size_t number_size(NumberType type);

/// Numbers from their little-endian bytes; `bytes` holds `to.size()` of them. A 64-bit number that
/// is beyond 32 bits becomes infinite.
void decode_numbers(NumberType type, const unsigned char *bytes, std::span<float> to);

} // namespace attn
