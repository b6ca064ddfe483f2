// SPDX-License-Identifier: MIT
#include "attn/safetensors.hpp"

#include "base/check.hpp"
#include "model/files/little_endian.hpp"
#include "model/files/tensor_file.hpp"
#include "json/json_reader.hpp"

#include <algorithm>
#include <cstring>

namespace attn {

namespace {

constexpr std::uint64_t kLengthBytes = 8;
/// The limit of the reference implementation.
constexpr std::uint64_t kMaxHeader = 100'000'000;
constexpr std::int64_t kMaxOffset = std::int64_t{1} << 53;

struct StoredType {
  const char *name;
  NumberType type;
  std::uint64_t size;
};

constexpr std::array kStoredTypes{
    StoredType{"F32", NumberType::kF32, 4},       StoredType{"F16", NumberType::kF16, 2},
    StoredType{"BF16", NumberType::kBF16, 2},     StoredType{"F64", NumberType::kF64, 8},
    StoredType{"I64", NumberType::kOther, 8},     StoredType{"U64", NumberType::kOther, 8},
    StoredType{"I32", NumberType::kOther, 4},     StoredType{"U32", NumberType::kOther, 4},
    StoredType{"I16", NumberType::kOther, 2},     StoredType{"U16", NumberType::kOther, 2},
    StoredType{"I8", NumberType::kOther, 1},      StoredType{"U8", NumberType::kOther, 1},
    StoredType{"BOOL", NumberType::kOther, 1},    StoredType{"F8_E4M3", NumberType::kOther, 1},
    StoredType{"F8_E5M2", NumberType::kOther, 1}, StoredType{"C64", NumberType::kOther, 8}};

const StoredType &stored_type(const std::string &path, const std::string &name) {
  for (const StoredType &known : kStoredTypes) {
    if (name == known.name) {
      return known;
    }
  }
  refuse(ErrorCode::kUnsupported,
         {path, ": the number type \"", name, "\" is not known; F64, F32, F16 and BF16 are read"});
}

/// Saturating, so that a huge shape cannot wrap around to a small size.
std::uint64_t count_of(const std::vector<Index> &shape) {
  std::uint64_t count = 1;
  for (const Index extent : shape) {
    const auto factor = static_cast<std::uint64_t>(extent);
    constexpr std::uint64_t kMost = std::uint64_t{1} << 53U;
    count = factor != 0 && count > kMost / factor ? kMost : count * factor;
  }
  return count;
}

StoredTensor read_tensor(const std::string &name, const Json &json, std::uint64_t data_start,
                         std::uint64_t file_size) {
  const std::string path = joined({"tensor \"", name, "\""});
  check_keys(json, path, {"dtype", "shape", "data_offsets"});
  StoredTensor tensor;
  tensor.name = name;
  tensor.type_name =
      read_string(required(json, "dtype", path + ".dtype", "a type"), path + ".dtype");
  const StoredType &type = stored_type(path, tensor.type_name);
  tensor.type = type.type;
  tensor.shape = read_indices(required(json, "shape", path + ".shape", "a list of sizes"),
                              path + ".shape", 0, kMaxIndex);
  const Json &offsets =
      required(json, "data_offsets", path + ".data_offsets", "[begin, end] in bytes");
  if (!offsets.is_array() || offsets.items().size() != 2) {
    refuse(ErrorCode::kParse, {path, ".data_offsets: expected [begin, end] in bytes"});
  }
  const auto offset = [&](std::size_t i) {
    return static_cast<std::uint64_t>(
        read_integer(offsets.items()[i], joined({path, ".data_offsets[", i, "]"}), 0, kMaxOffset));
  };
  tensor.begin = data_start + offset(0);
  tensor.end = data_start + offset(1);
  const std::uint64_t expected = tensor.count() * type.size;
  if (tensor.end < tensor.begin || tensor.end - tensor.begin != expected) {
    refuse(ErrorCode::kShape,
           {path, ": expected ", expected, " bytes for its shape, got the range ", offset(0),
            " to ", offset(1)});
  }
  if (tensor.end > file_size) {
    refuse(ErrorCode::kShape, {path, ": its data ends at byte ", tensor.end,
                               ", but the file has only ", file_size, " bytes"});
  }
  return tensor;
}

/// Of tensors in the order of their bytes. What has no bytes overlaps nothing.
void refuse_overlaps(const std::vector<StoredTensor> &tensors) {
  const StoredTensor *before = nullptr;
  for (const StoredTensor &tensor : tensors) {
    if (tensor.begin == tensor.end) {
      continue;
    }
    if (before != nullptr && tensor.begin < before->end) {
      refuse(ErrorCode::kShape,
             {"tensor \"", tensor.name, "\": its bytes overlap those of \"", before->name, "\""});
    }
    before = &tensor;
  }
}

/// std::bit_cast, which libc++ 14 does not have yet.
float float_of_bits(std::uint32_t bits) {
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/// IEEE 754 binary16.
float from_half(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000U) << 16U;
  const std::uint32_t exponent = (half >> 10U) & 0x1FU;
  const std::uint32_t fraction = half & 0x3FFU;
  if (exponent == 0) {
    const float magnitude = static_cast<float>(fraction) * 0x1p-24F;
    return sign != 0 ? -magnitude : magnitude;
  }
  const std::uint32_t wide = exponent == 31 ? 0xFFU : exponent + 112U;
  return float_of_bits(sign | wide << 23U | fraction << 13U);
}

std::uint16_t two_bytes(const unsigned char *bytes) {
  return static_cast<std::uint16_t>(bytes[0] | bytes[1] << 8U);
}

} // namespace

std::uint64_t StoredTensor::count() const { return count_of(shape); }

void sort_by_bytes(std::vector<StoredTensor> &tensors) {
  std::stable_sort(tensors.begin(), tensors.end(),
                   [](const StoredTensor &a, const StoredTensor &b) { return a.begin < b.begin; });
}

std::uint64_t safetensors_data_start(std::string_view start, std::uint64_t file_size,
                                     std::string_view file) {
  if (start.size() < kLengthBytes || file_size < kLengthBytes) {
    refuse(ErrorCode::kParse,
           {file, ": expected a .safetensors file, got only ", file_size, " bytes"});
  }
  const std::uint64_t length = little_endian(start.substr(0, kLengthBytes));
  if (length < 2 || length > kMaxHeader || length > file_size - kLengthBytes) {
    refuse(ErrorCode::kParse,
           {file,
            ": this is not a .safetensors file, nor a zip of torch.save(), or it is cut short (its "
            "first 8 bytes announce a header that does not fit ",
            file_size, " bytes)"});
  }
  return kLengthBytes + length;
}

SafetensorsHeader read_safetensors_header(std::string_view start, std::uint64_t file_size,
                                          std::string_view file) {
  const std::uint64_t data_start = safetensors_data_start(start, file_size, file);
  if (start.size() < data_start) {
    refuse(ErrorCode::kParse,
           {file, ": expected the whole header of ", data_start, " bytes, got ", start.size()});
  }
  const Json json =
      parse_json(start.substr(kLengthBytes, static_cast<std::size_t>(data_start - kLengthBytes)));
  if (!json.is_object()) {
    refuse(ErrorCode::kParse, {file, ": expected an object in the header"});
  }
  SafetensorsHeader header;
  for (std::size_t i = 0; i < json.items().size(); ++i) {
    const std::string &name = json.keys()[i];
    const Json &value = json.items()[i];
    if (name != "__metadata__") {
      header.tensors.push_back(read_tensor(name, value, data_start, file_size));
    } else if (value.is_object()) {
      header.metadata = value;
    }
  }
  sort_by_bytes(header.tensors);
  refuse_overlaps(header.tensors);
  return header;
}

std::size_t number_size(NumberType type) {
  for (const StoredType &known : kStoredTypes) {
    if (known.type == type && type != NumberType::kOther) {
      return static_cast<std::size_t>(known.size);
    }
  }
  return 0;
}

void decode_numbers(NumberType type, const unsigned char *bytes, std::span<float> to) {
  if (type == NumberType::kF32) {
    std::memcpy(to.data(), bytes, to.size_bytes());
    return;
  }
  if (type == NumberType::kF64) {
    for (std::size_t i = 0; i < to.size(); ++i) {
      double value = 0;
      std::memcpy(&value, bytes + sizeof value * i, sizeof value);
      to[i] = static_cast<float>(value);
    }
    return;
  }
  for (std::size_t i = 0; i < to.size(); ++i) {
    const std::uint16_t half = two_bytes(bytes + 2 * i);
    to[i] = type == NumberType::kF16 ? from_half(half) : float_of_bits(std::uint32_t{half} << 16U);
  }
}

} // namespace attn
