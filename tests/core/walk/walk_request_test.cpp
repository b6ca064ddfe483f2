// SPDX-License-Identifier: MIT
/// Refused requests: the code, and a message that names the argument, what was expected and what
/// came.
#include "attn/error.hpp"
#include "attn/json_input.hpp"

#include "catch.hpp"

#include <string>

using namespace attn;

namespace {

/// What a request is refused with, as "code: message"; "accepted" when it is not.
std::string refusal_of(const std::string &request) {
  try {
    const WalkRequest walk = read_walk_request(parse_json(request));
    JsonWriter out;
    write_trace(out, walk.run, walk.trace.options);
    return "accepted";
  } catch (const Error &error) {
    return std::string(error_code_name(error.code())) + ": " + error.what();
  }
}

struct Case {
  const char *request;
  const char *refusal;
};

} // namespace

TEST_CASE("a good request is accepted") {
  REQUIRE(refusal_of(R"({"dModel": 2, "numHeads": 1, "x": [[1, 2]]})") == "accepted");
  REQUIRE(refusal_of(R"({"example": "pronoun"})") == "accepted");
}

TEST_CASE("bad requests are refused with a code and a sentence") {
  const Case one = GENERATE(
      Case{R"({"dModel": 8, "numHeads": 3, "tokens": ["a"]})",
           "range: numHeads: expected a divisor of dModel = 8 (or a headDim beside it), got 3"},
      Case{R"({"dModel": 2, "numHeads": 1, "x": [[1, 2], [3]]})",
           "shape: x[1]: expected 2 values, got 1"},
      Case{R"({"dModel": 2, "numHeads": 1, "x": [[1, "NaN"]]})",
           "not_finite: x[0][1]: expected a finite number, got NaN"},
      Case{R"({"dModel": 2, "numHeads": 1, "x": [[3e38, 3e38]]})",
           "not_finite: q: token 0, column 0 does not fit a 32-bit float; use smaller inputs or "
           "weights"},
      Case{R"({"dModel": 2, "numHeads": 1, "x": [[1, 2]], "query": 3})",
           "range: query: expected 0 to 0, got 3"},
      Case{R"({"dModel": 2, "numHeads": 1, "x": [[1, 2]], "mask": "causl"})",
           "unsupported: mask: \"causl\" is not known; known are none, causal, or an object with "
           "causal, offset, reach, allow, bias"},
      Case{R"({"dModel": 2, "numHeads": 1, "tokens": []})",
           "shape: tokens: expected at least one, got none"},
      Case{R"({"dModel": 8, "numHeads": 2, "tokens": ["a"], "weights":
               {"wq": [[1]], "wk": [[1]], "wv": [[1]], "wo": [[1]]}})",
           "shape: weights.wq: expected 8 rows of 8 values, got 1 rows"},
      Case{R"({"dModel": 60000, "numHeads": 1, "tokens": ["a"]})",
           "out_of_memory: wq: 60000 × 60000 values would not fit in memory (at most 268435456)"},
      Case{R"({"dModel": 2, "numHeads": 1, "x": [[1, 2]], "steps": ["sofmax"]})",
           "unsupported: steps[0]: \"sofmax\" is not known; known are input, project, scores, "
           "scale, softmax, weight, sum, concat, output_projection, output"},
      Case{R"({"dModel": 2, "numHeads": 1, "x": [[1, 2], [1, 2]], "mask": {"allow": [[true]]}})",
           "shape: mask.allow: expected 2 × 2 (queries × keys) or 1 × 2 × 2 (heads first), got 1 × "
           "1"});
  CAPTURE(one.request);
  REQUIRE(refusal_of(one.request) == one.refusal);
}

TEST_CASE("a misspelt key is named, with the known ones") {
  const std::string refusal = refusal_of(R"({"dModel": 2, "num_heads": 1, "x": [[1, 2]]})");
  REQUIRE(refusal.rfind("unsupported: request: \"num_heads\" is not a known key; known are", 0) ==
          0);
}

TEST_CASE("text that is not JSON is refused with the place") {
  REQUIRE(refusal_of("{\"dModel\": 2,").rfind("parse: JSON: ", 0) == 0);
}

TEST_CASE("the codes have the names that callers know") {
  REQUIRE(std::string(error_code_name(ErrorCode::kShape)) == "shape");
  REQUIRE(std::string(error_code_name(ErrorCode::kRange)) == "range");
  REQUIRE(std::string(error_code_name(ErrorCode::kNotFinite)) == "not_finite");
  REQUIRE(std::string(error_code_name(ErrorCode::kParse)) == "parse");
  REQUIRE(std::string(error_code_name(ErrorCode::kUnsupported)) == "unsupported");
  REQUIRE(std::string(error_code_name(ErrorCode::kDisposed)) == "disposed");
  REQUIRE(std::string(error_code_name(ErrorCode::kOutOfMemory)) == "out_of_memory");
}
