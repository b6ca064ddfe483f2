// SPDX-License-Identifier: MIT
/// What a trace's config says structured beside its labels.
#include "attn/json_input.hpp"

#include "catch.hpp"

#include <string>
#include <utility>
#include <vector>

using namespace attn;

namespace {

/// A member of the config of a layer with these further keys, as its JSON text.
std::string config_of(const std::string &keys, const char *member) {
  const WalkRequest request = read_walk_request(
      parse_json(R"({"dModel": 4, "numHeads": 2, "tokens": ["a", "b"], "steps": [])" + keys + "}"));
  JsonWriter out;
  write_trace(out, request.run, request.trace.options);
  const Json trace = parse_json(out.text());
  JsonWriter text;
  write_json(text, *trace.find("config")->find(member));
  return text.text();
}

using Cases = std::vector<std::pair<std::string, const char *>>;

void check_all(const Cases &cases, const char *member) {
  for (const auto &[keys, expected] : cases) {
    CAPTURE(keys);
    CHECK(config_of(keys, member) == expected);
  }
}

} // namespace

TEST_CASE("positions are told by what they do") {
  check_all(
      {{"", R"({"type":"none","adds":false,"rotates":false,"biases":false,"byOffset":false})"},
       {R"(, "position": {"type": "sinusoidal", "layout": "halves"})",
        R"({"type":"sinusoidal","adds":true,"rotates":false,"biases":false,"byOffset":false,)"
        R"("layout":"halves"})"},
       {R"(, "position": {"type": "rope", "layout": "half"})",
        R"({"type":"rope","adds":false,"rotates":true,"biases":false,"byOffset":true,)"
        R"("layout":"half","axes":1,"prefix":0})"},
       {R"(, "position": "alibi")",
        R"({"type":"alibi","adds":false,"rotates":false,"biases":true,"byOffset":true})"},
       {R"(, "position": {"type": "relative", "table": [[1, 2, 3]], "origin": "made by hand"})",
        R"({"type":"relative","adds":false,"rotates":false,"biases":true,"byOffset":true,)"
        R"("axes":1,"prefix":0,"origin":"made by hand"})"},
       {R"(, "position": {"type": "relative", "table": [[1]], "grid": [1, 1], "prefix": 1})",
        R"({"type":"relative","adds":false,"rotates":false,"biases":true,"byOffset":false,)"
        R"("axes":2,"prefix":1})"}},
      "positionInfo");
}

TEST_CASE("masks are told by their parts") {
  check_all({{"", R"({"type":"none","parts":[]})"},
             {R"(, "mask": "causal")", R"({"type":"causal","parts":["causal"],"offset":0})"},
             {R"(, "mask": {"allow": [[1, 0], [1, 1]]})", R"({"type":"allow","parts":["allow"]})"},
             {R"(, "mask": {"causal": true, "offset": 1, "bias": [[0, 1], [1, 0]]})",
              R"({"type":"combined","parts":["causal","bias"],"offset":1})"}},
            "maskInfo");
}

TEST_CASE("weights are told by where they come from") {
  const std::string identity = "[[1,0,0,0],[0,1,0,0],[0,0,1,0],[0,0,0,1]]";
  const std::string matrices = R"(, "weights": {"wq": )" + identity + R"(, "wk": )" + identity +
                               R"(, "wv": )" + identity + R"(, "wo": )" + identity;
  check_all({{R"(, "seed": 7)", R"({"type":"seeded","seed":7})"},
             {(matrices + "}"), R"({"type":"given"})"},
             {(matrices + R"(, "label": "mine"})"), R"({"type":"given","label":"mine"})"},
             {(matrices + R"(, "label": "trained on English", "trained": true})").c_str(),
              R"({"type":"trained","label":"trained on English"})"}},
            "weightsInfo");
}
