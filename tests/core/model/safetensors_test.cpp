// SPDX-License-Identifier: MIT
/// The header of a .safetensors file: what is read, and how each malformed one is refused.
#include "attn/safetensors.hpp"
#include "models.hpp"

#include "catch.hpp"

#include <array>
#include <cmath>
#include <string>
#include <vector>

using namespace attn;
using namespace attn::test;

namespace {

SafetensorsHeader header_of(const std::string &file) {
  return read_safetensors_header(file, file.size());
}

/// Of a file with this header and 16 bytes of data.
std::string header_refusal(const std::string &header) {
  const std::string file = file_of(header, std::string(16, '\0'));
  return refusal_of([&] { header_of(file); });
}

/// Of a file with one tensor "t".
std::string tensor_refusal(const std::string &tensor) {
  return header_refusal(R"({"t": )" + tensor + "}");
}

std::string entry(const char *type, const char *shape, const char *offsets) {
  return std::string(R"({"dtype": ")") + type + R"(", "shape": )" + shape +
         R"(, "data_offsets": )" + offsets + "}";
}

bool starts_with(const std::string &text, const std::string &start) {
  return text.rfind(start, 0) == 0;
}

std::vector<float> decoded(NumberType type, const std::vector<unsigned char> &bytes) {
  std::vector<float> numbers(bytes.size() / number_size(type));
  decode_numbers(type, bytes.data(), numbers);
  return numbers;
}

} // namespace

TEST_CASE("tensors come in the order of their bytes, with their place in the file") {
  const std::string header = R"({"__metadata__": {"a": "b"},
    "z": )" + entry("F32", "[2, 1]", "[0, 8]") +
                             R"(, "a": )" + entry("I64", "[]", "[8, 16]") + "}";
  const std::string file = file_of(header, std::string(16, '\0'));
  const SafetensorsHeader read = header_of(file);
  REQUIRE(read.tensors.size() == 2);
  CHECK(read.tensors[0].name == "z");
  CHECK(read.tensors[0].type == NumberType::kF32);
  CHECK(read.tensors[0].shape == std::vector<Index>{2, 1});
  CHECK(read.tensors[0].begin == 8 + header.size());
  CHECK(read.tensors[0].end == 16 + header.size());
  CHECK(read.tensors[1].type == NumberType::kOther);
  CHECK(read.tensors[1].type_name == "I64");
  CHECK(read.tensors[1].count() == 1);
  CHECK(read.metadata.find("a")->text() == "b");
}

TEST_CASE("a file too short for its length is no .safetensors file") {
  CHECK(refusal_of([] { safetensors_data_start("1234567", 7); }) ==
        "parse: file: expected a .safetensors file, got only 7 bytes");
  CHECK(refusal_of([] { safetensors_data_start("", 0); }) ==
        "parse: file: expected a .safetensors file, got only 0 bytes");
  CHECK(safetensors_data_start(file_of("{}"), 10) == 10);
}

TEST_CASE("a header that is longer than the file, or absurdly long, is refused") {
  const std::string cut = file_of("{}").substr(0, 9);
  CHECK(starts_with(refusal_of([&] { safetensors_data_start(cut, cut.size()); }), "parse: file: "));
  const std::string huge(8, '\xFF');
  CHECK(starts_with(refusal_of([&] { safetensors_data_start(huge, ~std::uint64_t{0}); }),
                    "parse: file: "));
  const std::string above("\x01\xE1\xF5\x05\0\0\0\0", 8); // 100 000 001
  CHECK(starts_with(refusal_of([&] { safetensors_data_start(above, 1'000'000'000); }),
                    "parse: file: "));
  const std::string whole = file_of("{\"a\": 1}");
  CHECK(refusal_of([&] { read_safetensors_header(whole.substr(0, 12), whole.size()); }) ==
        "parse: file: expected the whole header of 16 bytes, got 12");
}

TEST_CASE("a header that is no object of tensors is refused") {
  CHECK(header_refusal("{}") == "accepted");
  CHECK(starts_with(header_refusal("{\"t\": "), "parse: JSON: "));
  CHECK(starts_with(header_refusal("\xFF\xFE"), "parse: JSON: "));
  CHECK(header_refusal("[]") == "parse: file: expected an object in the header");
  CHECK(header_refusal(R"({"t": 1})") == "parse: tensor \"t\": expected an object, got 1");
}

TEST_CASE("metadata that are no object of texts are left alone") {
  CHECK(header_refusal(R"({"__metadata__": 1})") == "accepted");
  CHECK(header_refusal(R"({"__metadata__": {"a": 1, "b": null, "c": [{}]}})") == "accepted");
}

TEST_CASE("tensors without numbers lie where they like") {
  const std::string empty = entry("F32", "[0, 3]", "[4, 4]");
  const std::string full = entry("F32", "[2]", "[4, 12]");
  CHECK(header_refusal(R"({"b": )" + full + R"(, "a": )" + empty + "}") == "accepted");
}

TEST_CASE("a name that stands twice is refused") {
  const std::string tensor = entry("F32", "[1]", "[0, 4]");
  CHECK(header_refusal(R"({"t": )" + tensor + R"(, "t": )" + tensor + "}") ==
        "parse: JSON: the key \"t\" stands twice in one object");
}

TEST_CASE("a tensor without one of its members, or with another, is refused by name") {
  CHECK(tensor_refusal(entry("F32", "[4]", "[0, 16]")) == "accepted");
  CHECK(tensor_refusal(R"({"shape": [4], "data_offsets": [0, 16]})") ==
        "shape: tensor \"t\".dtype: expected a type, got nothing");
  CHECK(tensor_refusal(R"({"dtype": "F32", "data_offsets": [0, 16]})") ==
        "shape: tensor \"t\".shape: expected a list of sizes, got nothing");
  CHECK(tensor_refusal(R"({"dtype": "F32", "shape": [4]})") ==
        "shape: tensor \"t\".data_offsets: expected [begin, end] in bytes, got nothing");
  CHECK(starts_with(tensor_refusal(R"({"dtype": "F32", "shape": [4], "data_offset": [0, 16]})"),
                    "unsupported: tensor \"t\": \"data_offset\" is not a known key"));
}

TEST_CASE("members of a wrong type are refused by name") {
  CHECK(starts_with(tensor_refusal(R"({"dtype": 1, "shape": [4], "data_offsets": [0, 16]})"),
                    "parse: tensor \"t\".dtype: "));
  CHECK(starts_with(tensor_refusal(entry("F32", "4", "[0, 16]")), "parse: tensor \"t\".shape: "));
  CHECK(starts_with(tensor_refusal(entry("F32", R"(["4"])", "[0, 16]")),
                    "parse: tensor \"t\".shape[0]: "));
  CHECK(starts_with(tensor_refusal(entry("F32", "[4]", "[0]")),
                    "parse: tensor \"t\".data_offsets: "));
  CHECK(starts_with(tensor_refusal(entry("F32", "[4]", "[0, 8, 16]")),
                    "parse: tensor \"t\".data_offsets: "));
  CHECK(starts_with(tensor_refusal(entry("F32", "[4]", R"([0, "16"])")),
                    "parse: tensor \"t\".data_offsets[1]: "));
}

TEST_CASE("a number type that no one knows is refused by name") {
  CHECK(tensor_refusal(entry("F33", "[4]", "[0, 16]")) ==
        "unsupported: tensor \"t\": the number type \"F33\" is not known; F64, F32, F16 and "
        "BF16 are read");
}

TEST_CASE("negative, fractional and huge sizes are refused by name") {
  CHECK(starts_with(tensor_refusal(entry("F32", "[-4]", "[0, 16]")),
                    "range: tensor \"t\".shape[0]: "));
  CHECK(starts_with(tensor_refusal(entry("F32", "[1.5]", "[0, 16]")),
                    "range: tensor \"t\".shape[0]: "));
  CHECK(starts_with(tensor_refusal(entry("F32", "[1e12]", "[0, 16]")),
                    "range: tensor \"t\".shape[0]: "));
  CHECK(starts_with(tensor_refusal(entry("F32", "[99999999999999999999]", "[0, 16]")),
                    "range: tensor \"t\".shape[0]: "));
  // Their product wraps around to 0 in 64 bits.
  const char *wraps = "[65536, 65536, 65536, 65536]";
  CHECK(
      starts_with(tensor_refusal(entry("F32", wraps, "[0, 0]")), "shape: tensor \"t\": expected "));
}

TEST_CASE("a range of bytes that does not fit the shape is refused by name") {
  CHECK(tensor_refusal(entry("F32", "[2, 2]", "[0, 12]")) ==
        "shape: tensor \"t\": expected 16 bytes for its shape, got the range 0 to 12");
  CHECK(tensor_refusal(entry("F16", "[2, 2]", "[0, 16]")) ==
        "shape: tensor \"t\": expected 8 bytes for its shape, got the range 0 to 16");
  CHECK(starts_with(tensor_refusal(entry("F32", "[4]", "[16, 0]")), "shape: tensor \"t\": "));
  CHECK(starts_with(tensor_refusal(entry("F32", "[4]", "[-4, 12]")),
                    "range: tensor \"t\".data_offsets[0]: "));
}

TEST_CASE("data that end behind the file are refused by name") {
  CHECK(starts_with(tensor_refusal(entry("F32", "[5]", "[0, 20]")),
                    "shape: tensor \"t\": its data ends at byte "));
  CHECK(starts_with(tensor_refusal(entry("F32", "[1]", "[9007199254740988, 9007199254740992]")),
                    "shape: tensor \"t\": its data ends at byte "));
}

TEST_CASE("overlapping tensors are refused by both names") {
  const std::string header = R"({"a": )" + entry("F32", "[2]", "[0, 8]") + R"(, "b": )" +
                             entry("F32", "[2]", "[4, 12]") + "}";
  CHECK(header_refusal(header) == "shape: tensor \"b\": its bytes overlap those of \"a\"");
}

TEST_CASE("an empty tensor does not hide that its neighbours overlap") {
  const std::string header = R"({"a": )" + entry("F32", "[3]", "[0, 12]") + R"(, "b": )" +
                             entry("F32", "[0]", "[8, 8]") + R"(, "c": )" +
                             entry("F32", "[1]", "[8, 12]") + "}";
  CHECK(starts_with(header_refusal(header), "shape: tensor \""));
}

TEST_CASE("halves become the floats that they stand for") {
  // 1, −2, the largest, the smallest normal, the smallest at all, −0, ⅓ rounded.
  const std::vector<float> numbers =
      decoded(NumberType::kF16,
              {0x00, 0x3C, 0x00, 0xC0, 0xFF, 0x7B, 0x00, 0x04, 0x01, 0x00, 0x00, 0x80, 0x55, 0x35});
  CHECK(numbers == std::vector<float>{1, -2, 65504, 0x1p-14F, 0x1p-24F, 0, 0.333251953125F});
  CHECK(std::signbit(numbers[5]));
  const std::vector<float> odd = decoded(NumberType::kF16, {0x00, 0x7C, 0x00, 0xFC, 0x00, 0x7E});
  CHECK(odd[0] == INFINITY);
  CHECK(odd[1] == -INFINITY);
  CHECK(std::isnan(odd[2]));
}

TEST_CASE("64-bit numbers become the nearest floats") {
  const std::vector<float> numbers =
      decoded(NumberType::kF64, {0,    0,    0,    0,    0, 0, 0xF0, 0x3F, 0x9A, 0x99, 0x99, 0x99,
                                 0x99, 0x99, 0xB9, 0x3F, 0, 0, 0,    0,    0,    0,    0xF0, 0x7F});
  CHECK(numbers == std::vector<float>{1, 0.1F, INFINITY});
}

TEST_CASE("bfloat16 numbers are the upper halves of floats") {
  CHECK(decoded(NumberType::kBF16, {0x80, 0x3F, 0x49, 0x40, 0x00, 0xC0, 0x7F, 0x7F}) ==
        std::vector<float>{1, 3.140625F, -2, 0x1.FEp127F});
}

TEST_CASE("a long text that is no JSON is not quoted whole") {
  const std::string refusal = header_refusal("{\"" + std::string(100'000, 'x') + "\" 1}");
  CHECK(starts_with(refusal, "parse: JSON: "));
  CHECK(refusal.size() < 400);
}
