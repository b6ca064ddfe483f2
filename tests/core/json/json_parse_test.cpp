// SPDX-License-Identifier: MIT
/// JSON text becomes values: numbers the nearest floats, exactly as the C library reads them, and
/// what is no JSON is refused with its place. The words are the library's; 3.11 and 3.12 agree in
/// those that are compared here.
#include "attn/error.hpp"
#include "attn/json.hpp"

#include "catch.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace attn;

namespace {

std::uint32_t bits_of(float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof value);
  return bits;
}

float float_of(std::uint32_t bits) {
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

bool is_nearest(const std::string &number) {
  return bits_of(parse_json(number).number<float>()) ==
         bits_of(std::strtof(number.c_str(), nullptr));
}

std::string printed(const char *format, int precision, double value) {
  char text[600];
  std::snprintf(text, sizeof text, format, precision, value);
  return text;
}

std::string message_of(std::string_view text) {
  try {
    parse_json(text);
    return "accepted";
  } catch (const Error &error) {
    return error.what();
  }
}

} // namespace

TEST_CASE("numbers at the edges of float are read as the nearest one") {
  for (const char *number :
       {"0.0",
        "-0.0",
        "-0.0e5",
        "1.5",
        "1E+2",
        "1e-2",
        "0.1",
        "3.4028235e38",
        "3.4028235677973365e38",
        "1.17549435e-38",
        "1.1754942807573643e-38",
        "1e-45",
        "7e-46",
        "7.1e-46",
        "1e-46",
        "1e-400",
        "0.0000e9999999999",
        "18446744073709551616",
        "123456789012345678901234567890",
        "16777217.0",
        "16777216.99999999999999999999999",
        "16777217.0000000000000000000000000001",
        "16777219.0",
        "0.000000000000000000000000000000000000000000000000000000000000001e60"}) {
    CAPTURE(number);
    CHECK(is_nearest(number));
  }
}

TEST_CASE("numbers at and beside the middle of two floats are read as the nearest one") {
  std::uint32_t state = 1;
  std::vector<std::string> wrong;
  for (int i = 0; i < 3000; ++i) {
    state = state * 1664525U + 1013904223U;
    const std::uint32_t bits = (state ^ state >> 16U) & 0x7FFFFFFFU;
    const float low = float_of(bits);
    const float high = float_of(bits + 1);
    if (!std::isfinite(low) || !std::isfinite(high)) {
      continue;
    }
    const double middle = (double{low} + double{high}) / 2;
    const double below = std::nextafter(middle, 0.0);
    const double above = std::nextafter(middle, std::numeric_limits<double>::infinity());
    for (const std::string &number :
         {printed("%.*g", 9, low), printed("%.*e", 120, middle), printed("%.*e", 60, below),
          printed("%.*e", 60, above), printed("%.*e", 17, middle),
          printed("%.*f", 250, middle) + "1"}) {
      if (!is_nearest(number)) {
        wrong.push_back(number);
      }
    }
  }
  CHECK(wrong == std::vector<std::string>());
}

TEST_CASE("a number beyond float is refused with its text") {
  CHECK(message_of("[3.4028236e38]") == "JSON: number overflow parsing '3.4028236e38'");
  CHECK(message_of("[-1e400]") == "JSON: number overflow parsing '-1e400'");
}

TEST_CASE("control characters are named in messages") {
  CHECK(message_of("\"a\x01\"") ==
        "JSON: parse error at line 1, column 3: syntax error while parsing value - invalid string: "
        "control character U+0001 (SOH) must be escaped to \\u0001; last read: '\"a<U+0001>'");
  CHECK(message_of("\x1F") == "JSON: parse error at line 1, column 1: syntax error while parsing "
                              "value - invalid literal; last read: '<U+001F>'");
}

TEST_CASE("text that is not JSON is refused with line and column, and what was expected there") {
  const std::vector<std::pair<const char *, const char *>> cases{
      {" ",
       "line 1, column 2: syntax error while parsing value - unexpected end of input; expected "
       "'[', '{', or a literal"},
      {"[1,\n 2 3]", "line 2, column 4: syntax error while parsing array - unexpected number "
                     "literal; expected ']'"},
      {"{\"a\" 1}", "line 1, column 6: syntax error while parsing object separator - unexpected "
                    "number literal; expected ':'"},
      {"{1: 2}", "line 1, column 2: syntax error while parsing object key - unexpected number "
                 "literal; expected string literal"},
      {"[1,]", "line 1, column 4: syntax error while parsing value - unexpected ']'; expected '[', "
               "'{', or a literal"},
      {"1 2", "line 1, column 3: syntax error while parsing value - unexpected number literal; "
              "expected end of input"},
      {"nul", "line 1, column 4: syntax error while parsing value - invalid literal; last read: "
              "'nul'"},
  };
  for (const auto &[text, message] : cases) {
    CAPTURE(text);
    CHECK(message_of(text) == std::string("JSON: parse error at ") + message);
  }
}

TEST_CASE("a key that stands twice in one object is refused, in two objects it is not") {
  CHECK(message_of(R"([{"a": 1}, {"b": {"a": 2}, "a": 3}])") == "accepted");
  CHECK(message_of(R"({"a": 1, "b": 2, "a": 3})") ==
        "JSON: the key \"a\" stands twice in one object");
}

TEST_CASE("a text may be nested as deep as it is long") {
  constexpr std::size_t kDepth = 200000;
  CHECK(message_of(std::string(kDepth, '[') + std::string(kDepth, ']')) == "accepted");
  CHECK(message_of(std::string(kDepth, '[')).starts_with("JSON: parse error at line 1, column "));
}

TEST_CASE("keys stay in their order, and whole numbers to their last digit") {
  const Json json = parse_json(R"({"z": 18446744073709551615, "a": [-9223372036854775808, null]})");
  CHECK(json.keys() == std::vector<std::string>{"z", "a"});
  CHECK(json.find("z")->number<std::uint64_t>() == std::numeric_limits<std::uint64_t>::max());
  CHECK(json.find("a")->items()[0].number<std::int64_t>() ==
        std::numeric_limits<std::int64_t>::min());
  CHECK(json.find("a")->items()[1].is_null());
}

TEST_CASE("the JSON library is a release whose public interface the core uses") {
  // Printed with the option -s of Catch2, and where a check fails.
  INFO("nlohmann/json " << NLOHMANN_JSON_VERSION_MAJOR << '.' << NLOHMANN_JSON_VERSION_MINOR << '.'
                        << NLOHMANN_JSON_VERSION_PATCH);
  CHECK(NLOHMANN_JSON_VERSION_MAJOR == 3);
  CHECK(NLOHMANN_JSON_VERSION_MINOR >= 11);
}
