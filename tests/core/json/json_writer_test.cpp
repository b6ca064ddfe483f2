// SPDX-License-Identifier: MIT
/// The text that answers are written as.
#include "layers.hpp"
#include "library_json.hpp"

#include "attn/error.hpp"

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

using namespace attn;
using namespace attn::test;

namespace {

std::string text_of(float value) {
  JsonWriter out;
  out.number(value);
  return out.text();
}

std::string text_of(const char *text) {
  JsonWriter out;
  out.string(text);
  return out.text();
}

/// A document with everything in it.
void write_all(JsonWriter &out) {
  const std::vector<float> numbers = {1, -0.5F, -std::numeric_limits<float>::infinity()};
  out.begin_object();
  out.string("text", "a \"b\"");
  out.integer("whole", -7);
  out.number("number", 0.1F);
  out.numbers("numbers", numbers.data(), 3);
  out.numbers("none", numbers.data(), 0);
  out.matrix("matrix", view(Matrix(Matrix::Constant(2, 2, 3))));
  out.strings("texts", {"x", ""});
  out.integers("wholes", {1, 2});
  out.key("inner");
  out.begin_object();
  out.key("yes");
  out.boolean(true);
  out.key("nothing");
  out.null();
  out.end_object();
  out.key("empty");
  out.begin_object();
  out.end_object();
  out.key("list");
  out.begin_array();
  out.begin_array();
  out.end_array();
  out.unsigned_integer(0);
  out.end_array();
  out.end_object();
}

} // namespace

TEST_CASE("floats are written in the shortest form that reads back as the same float") {
  CHECK(text_of(0.0F) == "0.0");
  CHECK(text_of(-0.0F) == "-0.0");
  CHECK(text_of(1.0F) == "1.0");
  CHECK(text_of(-1.0F) == "-1.0");
  CHECK(text_of(0.1F) == "0.1");
  CHECK(text_of(1.0F / 3) == "0.33333334");
  CHECK(text_of(16777216.0F) == "1.6777216e+07");
  CHECK(text_of(123456.0F) == "123456.0");
  CHECK(text_of(1234567.0F) == "1.234567e+06");
  CHECK(text_of(120.0F) == "120.0");
  CHECK(text_of(0.001F) == "0.001");
  CHECK(text_of(-0.00012345679F) == "-0.00012345679");
  CHECK(text_of(0.00001F) == "1e-05");
  CHECK(text_of(1e-7F) == "1e-07");
  CHECK(text_of(1.5e20F) == "1.5e+20");
  CHECK(text_of(std::numeric_limits<float>::max()) == "3.4028235e+38");
  CHECK(text_of(std::numeric_limits<float>::min()) == "1.1754944e-38");
  CHECK(text_of(std::numeric_limits<float>::denorm_min()) == "1e-45");
}

TEST_CASE("what is not finite is written as null") {
  CHECK(text_of(std::numeric_limits<float>::infinity()) == "null");
  CHECK(text_of(-std::numeric_limits<float>::infinity()) == "null");
  CHECK(text_of(std::numeric_limits<float>::quiet_NaN()) == "null");
}

TEST_CASE("any float reads back as itself, as the library writes it") {
  std::uint32_t state = 1;
  int different = 0;
  for (int i = 0; i < 300000; ++i) {
    state = state * 1664525U + 1013904223U;
    // The generator's low bits follow a short cycle.
    const auto value = std::bit_cast<float>(state ^ state >> 16U);
    if (!std::isfinite(value)) {
      continue;
    }
    const std::string text = text_of(value);
    const auto back = std::strtof(text.c_str(), nullptr);
    const bool is_same = std::bit_cast<std::uint32_t>(back) == std::bit_cast<std::uint32_t>(value);
    // From 2^17 on a float can lie halfway between its two shortest forms; either is right.
    const bool is_like_library = std::abs(value) >= 131072 && std::abs(value) < 4194304
                                     ? text.size() == LibraryJson(value).dump().size()
                                     : text == LibraryJson(value).dump();
    if (!is_same || !is_like_library) {
      CAPTURE(text, LibraryJson(value).dump());
      CHECK(is_same);
      CHECK(is_like_library);
      ++different;
    }
  }
  CHECK(different == 0);
}

TEST_CASE("texts are escaped where JSON wants it and nowhere else") {
  CHECK(text_of("") == R"("")");
  CHECK(text_of("a/b 'c' <d>") == R"("a/b 'c' <d>")");
  CHECK(text_of("\"\\\b\t\n\f\r") == R"("\"\\\b\t\n\f\r")");
  CHECK(text_of("\x01\x0F\x1F\x7F") == "\"\\u0001\\u000f\\u001f\x7F\"");
  CHECK(text_of("é “it” 🙂") == "\"é “it” 🙂\"");
  JsonWriter out;
  out.string(std::string_view("\0", 1));
  CHECK(out.text() == R"("\u0000")");
}

TEST_CASE("a text that is not UTF-8 is refused") {
  for (const char *text : {"\x80", "ab\xC3", "\xE2\x82", "\xC0\xAF", "\xED\xA0\x80", "\xF5"}) {
    CHECK_THROWS_AS(text_of(text), Error);
  }
}

TEST_CASE("a document is written as the library would write what it has read") {
  const int indent = GENERATE(-1, 0, 1, 2, 16);
  JsonWriter out(indent);
  write_all(out);
  CAPTURE(indent);
  CHECK(out.text() == LibraryJson::parse(out.text()).dump(indent));
  JsonWriter again(indent);
  write_json(again, parse_json(out.text()));
  CHECK(again.text() == out.text());
}

TEST_CASE("whole numbers are written to their last digit") {
  JsonWriter out;
  out.begin_array();
  out.integer(std::numeric_limits<std::int64_t>::min());
  out.unsigned_integer(std::numeric_limits<std::uint64_t>::max());
  out.end_array();
  CHECK(out.text() == "[-9223372036854775808,18446744073709551615]");
}
