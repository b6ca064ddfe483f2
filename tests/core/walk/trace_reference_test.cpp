// SPDX-License-Identifier: MIT
/// The whole trace against tests/reference: the same requests computed in float64 by a separate
/// program, number by number.
#include "attn/json_input.hpp"

#include "catch.hpp"
#include "library_json.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

using namespace attn;

namespace {

LibraryJson read_case(const std::filesystem::path &path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return parse_json(text.str());
}

/// Requires the same members and lists, and numbers within 1e-5 of the expected one (1e-6 near 0).
/// Returns the largest difference as a share of what is allowed.
double require_same(const LibraryJson &actual, const LibraryJson &expected,
                    const std::string &path) {
  CAPTURE(path);
  if (expected.is_number()) {
    REQUIRE(actual.is_number());
    const double wanted = expected.get<double>();
    const double difference = std::abs(actual.get<double>() - wanted);
    const double allowed = std::max(1e-5 * std::abs(wanted), 1e-6);
    CAPTURE(wanted, difference);
    REQUIRE(difference <= allowed);
    return difference / allowed;
  }
  double largest = 0;
  if (expected.is_array()) {
    REQUIRE(actual.is_array());
    REQUIRE(actual.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const std::string inner = path + "[" + std::to_string(i) + "]";
      largest = std::max(largest, require_same(actual[i], expected[i], inner));
    }
  } else if (expected.is_object()) {
    REQUIRE(actual.is_object());
    REQUIRE(actual.size() == expected.size());
    for (const auto &[key, value] : expected.items()) {
      REQUIRE(actual.contains(key));
      largest = std::max(largest, require_same(actual[key], value, path + "." + key));
    }
  } else {
    REQUIRE(actual == expected);
  }
  return largest;
}

} // namespace

TEST_CASE("every trace agrees with the float64 reference") {
  const std::filesystem::path folder =
      std::filesystem::path(ATTENTION_WALK_SOURCE_DIR) / "tests" / "reference" / "cases";
  int cases = 0;
  double largest = 0;
  for (const auto &entry : std::filesystem::directory_iterator(folder)) {
    const LibraryJson reference = read_case(entry.path());
    CAPTURE(entry.path().filename().string());
    const WalkRequest request = read_walk_request(reference["request"]);
    JsonWriter out;
    write_trace(out, request.run, request.trace.options);
    LibraryJson actual = parse_json(out.text());
    // Said again, structured; the reference has the labels. See trace_config_test.cpp.
    for (const char *key : {"positionInfo", "maskInfo", "weightsInfo"}) {
      actual["config"].erase(key);
    }
    largest = std::max(largest, require_same(actual, reference["trace"], "trace"));
    ++cases;
  }
  std::cout << cases << " reference traces, largest difference " << largest
            << " of what is allowed\n";
  REQUIRE(cases >= 40);
}
