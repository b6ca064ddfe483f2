// SPDX-License-Identifier: MIT
/// Changes of one layer of a model go into everything behind it, as if the file had held them.
#include "layers.hpp"
#include "tiny_models.hpp"

#include "attn/json_input.hpp"

using namespace attn;
using namespace attn::test;

namespace {

/// The model with another attention layer, as if it had been loaded so.
std::shared_ptr<const Model> with_layer(const Model &model, std::size_t index,
                                        std::shared_ptr<const AttentionLayer> layer) {
  auto copy = std::make_shared<Model>(model);
  copy->blocks[index].attention = std::move(layer);
  return copy;
}

ModelRun run_of(std::shared_ptr<const Model> model, const std::string &changes = "[]") {
  Changes read = read_changes(parse_json(changes));
  if (model->words) {
    return finished(ModelRun::of_tokens(std::move(model), {1, 0, 3}, {}, std::move(read)));
  }
  return finished(ModelRun::of_pixels(std::move(model), input_of(4, 4), std::move(read)));
}

void require_same(const ModelRun &a, const ModelRun &b) {
  REQUIRE(a.hidden() == b.hidden());
  REQUIRE(a.logits() == b.logits());
  for (Index layer = 0; layer < a.num_layers(); ++layer) {
    REQUIRE(a.weights(layer) == b.weights(layer));
    REQUIRE(a.layer(layer)->output() == b.layer(layer)->output());
  }
}

std::string refused(const std::string &changes) {
  return refusal_of([&] { run_of(loaded_vit(), changes); });
}

} // namespace

TEST_CASE("a muted head and a changed weight are as in a file that holds them") {
  for (const auto &model : {loaded_vit(), loaded_gpt()}) {
    const AttentionLayer &first = *model->blocks[0].attention;
    Weights weights = first.weights();
    weights.wo.topRows(first.spec().value_dim) *= 0.0F;
    weights.wq(1, 1) = 2;
    const auto other = std::make_shared<const AttentionLayer>(first.spec(), weights);
    const ModelRun changed = run_of(model, R"([
      { "layer": 0, "head": 0, "gate": 0 },
      { "layer": 0, "ref": { "tensor": "wq", "index": [1, 1] }, "value": 2 }
    ])");
    require_same(changed, run_of(with_layer(*model, 0, other)));
    CHECK(changed.hidden() != run_of(model).hidden());
  }
}

TEST_CASE("a changed row goes into the residual stream, too") {
  const auto model = loaded_gpt();
  const Matrix embedded = run_of(model).layer(0)->embedding();
  const ModelRun changed = run_of(
      model, R"([{ "layer": 0, "ref": { "tensor": "embedding", "index": [1, 0] }, "value": 3 }])");
  CHECK(changed.layer(0)->embedding()(1, 0) == 3);
  CHECK(changed.layer(0)->origin()->hidden(1, 0) == 3 + changed.layer(0)->position()(1, 0));
  // The same word with this vector in the file.
  auto other = std::make_shared<Model>(*model);
  other->words->word(0, 0) = 3;
  CHECK(changed.hidden() == run_of(other).hidden());
  if (model->blocks.size() > 1) {
    const ModelRun patched = run_of(
        model, R"([{ "layer": 1, "ref": { "tensor": "hidden", "index": [2, 1] }, "value": -4 }])");
    CHECK(patched.layer(1)->origin()->hidden(2, 1) == -4);
    CHECK(patched.weights(0) == run_of(model).weights(0));
    CHECK(patched.hidden() != run_of(model).hidden());
  }
}

TEST_CASE("patches and words in another order, and without positions") {
  const ModelRun run = run_of(loaded_vit(), R"([{ "tokens": [0, 4, 3, 2, 1] }])");
  const Matrix given = run_of(loaded_vit()).layer(0)->embedding();
  CHECK(run.layer(0)->embedding().row(1) == given.row(4));
  CHECK(run.layer(0)->position() == run_of(loaded_vit()).layer(0)->position());
  CHECK_FALSE(run_of(loaded_vit(), R"([{ "positions": false }])").layer(0)->has_embedding());
  const auto model = loaded_gpt();
  require_same(run_of(model, R"([{ "tokens": [2, 2, 0] }])"),
               finished(ModelRun::of_tokens(model, {3, 3, 1})));
}

TEST_CASE("changes that name no layer, or one that is not there, are refused") {
  CHECK(
      refused(R"([{ "head": 0, "gate": 0 }])")
          .starts_with("unsupported: changes[0].layer: expected the number of a layer from 0 to"));
  CHECK(refused(R"([{ "positions": false }, { "scale": 1, "layer": 9 }])")
            .starts_with("range: changes[1].layer: expected 0 to "));
  CHECK(refused(R"([{ "tokens": [1, 0, 2, 3, 4] }])")
            .starts_with(
                "unsupported: changes: the tokens of a picture can be put in another order"));
  CHECK(
      refused(R"([{ "tokens": [0, 1], "layer": 0 }])") ==
      "unsupported: changes[0].layer: the order of the tokens is that of the input; leave it out");
}
