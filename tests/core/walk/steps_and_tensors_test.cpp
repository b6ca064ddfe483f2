// SPDX-License-Identifier: MIT
/// The tables of steps and tensors: complete, in order, and the same as the trace's schema.
#include "attn/error.hpp"
#include "attn/json_input.hpp"
#include "attn/tensor_ref.hpp"

#include "catch.hpp"

#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using namespace attn;

namespace {

Json written(void (*write)(JsonWriter &)) {
  JsonWriter out;
  write(out);
  return parse_json(out.text());
}

Json trace_schema() {
  std::ifstream file(ATTENTION_WALK_SOURCE_DIR "/core/schema/trace.schema.json");
  std::ostringstream text;
  text << file.rdbuf();
  return parse_json(text.str());
}

const Json &at(const Json &json, std::initializer_list<const char *> keys) {
  const Json *found = &json;
  for (const char *key : keys) {
    found = found->find(key);
    REQUIRE(found != nullptr);
  }
  return *found;
}

} // namespace

TEST_CASE("the steps are those of the schema, in its order") {
  const Json steps = written(write_steps);
  const Json schema = trace_schema();
  const Json &listed = at(schema, {"properties", "steps", "items", "oneOf"});
  REQUIRE(listed.items().size() == steps.items().size());
  for (std::size_t i = 0; i < steps.items().size(); ++i) {
    const std::string ref = at(listed.items()[i], {"$ref"}).text();
    const Json &step = at(schema, {"$defs", ref.substr(ref.rfind('/') + 1).c_str(), "properties"});
    CHECK(at(step, {"id", "const"}).text() == at(steps.items()[i], {"id"}).text());
    CHECK((step.find("head") != nullptr) == at(steps.items()[i], {"perHead"}).boolean());
  }
}

TEST_CASE("every tensor has a name of its own, which leads back to it, and one to three axes") {
  const Json tensors = written(write_tensors);
  REQUIRE(tensors.items().size() == kTensorCount);
  std::set<std::string> names;
  for (std::size_t i = 0; i < kTensorCount; ++i) {
    const auto id = static_cast<TensorId>(i);
    const Json &tensor = tensors.items()[i];
    const std::string &name = at(tensor, {"name"}).text();
    CAPTURE(name);
    CHECK(names.insert(name).second);
    CHECK(tensor_from_name(name) == id);
    CHECK(at(tensor, {"perHead"}).boolean() == tensor_has_heads(id));
    const auto rank = at(tensor, {"axes"}).items().size();
    CHECK(rank == static_cast<std::size_t>(tensor_rank(id)));
    CHECK((rank >= 1 && rank <= 3));
  }
}

TEST_CASE("a run has a tensor where it can say how large it is") {
  const std::string request = GENERATE(
      R"({"dModel": 4, "numHeads": 2, "tokens": ["a", "b"]})",
      R"({"dModel": 4, "numHeads": 2, "tokens": ["a", "b"], "position": "sinusoidal"})",
      R"({"dModel": 4, "numHeads": 2, "tokens": ["a", "b"], "position": "rope", "softcap": 5})",
      R"({"dModel": 4, "numHeads": 2, "tokens": ["a", "b"], "position": "alibi",
          "context": {"tokens": ["c"]}})");
  const Run run = read_walk_request(parse_json(request)).run;
  int present = 0;
  for (std::size_t i = 0; i < kTensorCount; ++i) {
    const auto id = static_cast<TensorId>(i);
    CAPTURE(request, tensor_name(id));
    const bool has = has_tensor(run, tensor_name(id));
    present += has ? 1 : 0;
    if (has) {
      CHECK(tensor_extents(run, id)[0] > 0);
    } else {
      CHECK_THROWS_AS(tensor_extents(run, id), Error);
    }
  }
  CHECK(present > 20);
  CHECK_FALSE(has_tensor(run, "nonsense"));
}
