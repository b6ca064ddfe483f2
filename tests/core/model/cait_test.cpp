// SPDX-License-Identifier: MIT
/// CaiT: talking heads over the patches, then class attention, as tests/reference/make_cait.py
/// computes them in float64.
#include "explained.hpp"
#include "golden.hpp"
#include "layers.hpp"
#include "models.hpp"

#include "attn/changes.hpp"
#include "attn/json_writer.hpp"
#include "attn/layer_json.hpp"
#include "attn/model_json.hpp"
#include "attn/model_loader.hpp"
#include "attn/model_run.hpp"

#include "catch.hpp"

#include <iostream>
#include <memory>
#include <string>

using namespace attn;
using namespace attn::test;

namespace {

constexpr Index kPatches = 9;
constexpr Index kHeads = 3;
constexpr Index kTalking = 2; ///< layers with talking heads; as many with class attention follow

const LibraryJson &reference() {
  static const LibraryJson json = parse_json(project_file("tests/reference/models/timm-cait.json"));
  return json;
}

std::shared_ptr<const Model> cait(const char *config = "{}") {
  return load_model(golden::decode_bytes(reference().at("file").get<std::string>()),
                    parse_json(config));
}

ModelRun started(const std::shared_ptr<const Model> &model, Changes changes = {}) {
  Matrix pixels = rows_of(reference().at("input").at("pixels"));
  pixels.resize(model->patches->num_channels * model->patches->image_height(),
                model->patches->image_width());
  return ModelRun::of_pixels(model, pixels, std::move(changes));
}

ModelRun finished(Changes changes = {}) {
  ModelRun run = started(cait(), std::move(changes));
  while (run.advance()) {
  }
  return run;
}

void compare(const char *what, const Matrix &actual, const Matrix &expected, float tolerance) {
  const float difference = golden::max_difference(actual, expected);
  std::cout << ' ' << what << ' ' << difference;
  CAPTURE(what, difference);
  CHECK(difference <= tolerance);
}

LibraryJson rows_in_json(const Matrix &matrix) {
  JsonWriter out;
  out.matrix(view(matrix));
  return parse_json(out.text());
}

std::string refusal(const std::string &config) {
  return refusal_of([&] { cait(config.c_str()); });
}

} // namespace

TEST_CASE("CaiT gives the numbers of its formulas at every layer") {
  const LibraryJson &attention = reference().at("attention");
  ModelRun run = started(cait());
  CHECK(run.model().family == std::string("timm's Cait"));
  REQUIRE(run.num_layers() == static_cast<Index>(attention.size()));
  REQUIRE(run.length() == kPatches);
  std::cout << "model: timm-cait, largest differences:";
  compare("hidden", run.hidden(), rows_of(reference().at("hidden").at(0)), 1e-5F);
  for (Index layer = 0; layer < run.num_layers(); ++layer) {
    CAPTURE(layer);
    const auto at = static_cast<std::size_t>(layer);
    REQUIRE(run.advance());
    compare("weights", run.weights(layer), stacked_rows_of(attention.at(at)), 1e-5F);
    compare("hidden", run.hidden(), rows_of(reference().at("hidden").at(at + 1)), 1e-4F);
    CHECK(run.length(layer) == (layer < kTalking ? kPatches : 1));
    CHECK(run.has_class_attention(layer) == (layer >= kTalking));
  }
  CHECK_FALSE(run.advance());
  compare("logits", run.logits(), rows_of(reference().at("logits")), 1e-4F);
  std::cout << '\n';
}

TEST_CASE("each number of a CaiT's layers follows from its operands") {
  const ModelRun run = finished();
  const Index layer = GENERATE(0, 1, 2, 3);
  CAPTURE(layer);
  require_every_tensor_explained(*run.layer(layer));
}

TEST_CASE("[CLS] asks alone, and is asked with all patches behind the same norm") {
  const ModelRun run = finished();
  const std::shared_ptr<const Run> layer = run.layer(kTalking);
  CHECK(layer->tokens() == std::vector<std::string>{"[CLS]"});
  REQUIRE(layer->key_tokens().size() == kPatches + 1);
  CHECK(layer->key_tokens().front() == "[CLS]");
  CHECK(layer->key_tokens().back() == "patch 2,2");
  REQUIRE(layer->has_context());
  CHECK(layer->key_source().row(0) == layer->x().row(0));
  CHECK(run.weights(kTalking).rows() == kHeads);
  CHECK(run.weights(kTalking) == layer->weights());
  // The patches stay as the talking heads left them.
  const Matrix rows = rows_of(reference().at("hidden").at(kTalking));
  require_near(Matrix(run.hidden().bottomRows(kPatches)), rows, 1e-4F);
}

TEST_CASE("a change of [CLS] goes into the keys, the residual and the next layer") {
  const auto hidden = NumberChange{{TensorId::kHidden, -1, {0, 3}}, 2.5F};
  const ModelRun changed = finished({{hidden, kTalking}});
  const std::shared_ptr<const Run> layer = changed.layer(kTalking);
  CHECK(layer->origin()->hidden(0, 3) == 2.5F);
  CHECK(layer->key_source().row(0) == layer->x().row(0));
  CHECK(layer->context_origin()->hidden(0, 3) == 2.5F);
  CHECK(changed.hidden().row(0) != finished().hidden().row(0));
  CHECK(changed.hidden().bottomRows(kPatches) == finished().hidden().bottomRows(kPatches));
  const auto weight = NumberChange{{TensorId::kNormWeight, -1, {1}}, 3.0F};
  const ModelRun normed = finished({{weight, kTalking}});
  CHECK(normed.layer(kTalking)->key_source().col(1) !=
        finished().layer(kTalking)->key_source().col(1));
}

TEST_CASE("a CaiT's layer that is taken apart is the same where it is put together") {
  const ModelRun model_run = finished();
  const Index layer = GENERATE(Index{kTalking - 1}, Index{kTalking});
  CAPTURE(layer);
  const std::shared_ptr<const Run> run = model_run.layer(layer);
  JsonWriter written;
  write_layer(written, *run);
  LibraryJson json = parse_json(written.text());
  const Weights &weights = run->layer().weights();
  LibraryJson &matrices = json.at("spec").at("weights");
  matrices["wq"] = rows_in_json(weights.wq);
  matrices["wk"] = rows_in_json(weights.wk);
  matrices["wv"] = rows_in_json(weights.wv);
  matrices["wo"] = rows_in_json(weights.wo);
  LibraryJson &input = json.at("input");
  input.at("origin")["hidden"] = rows_in_json(run->origin()->hidden);
  if (run->has_context()) {
    input.at("context").at("origin")["hidden"] = rows_in_json(run->context_origin()->hidden);
  }
  const std::shared_ptr<const AttentionLayer> again = read_layer(json.at("spec"));
  RunInput read = read_run_input(input, again->spec());
  const Run other(again, std::move(read.x), std::move(read.context));
  CHECK(other.weights() == run->weights());
  CHECK(other.output() == run->output());
  for (std::size_t id = 0; id < kTensorCount; ++id) {
    const char *const name = tensor_name(static_cast<TensorId>(id));
    CAPTURE(name);
    CHECK(has_tensor(other, name) == has_tensor(*run, name));
  }
  require_every_tensor_explained(other);
}

TEST_CASE("what is not defined across the layers of a CaiT says so") {
  const ModelRun run = finished();
  JsonWriter out;
  CHECK(refusal_of([&] {
          attention_of(run, 0);
        }).starts_with("unsupported: attention: not defined across all layers of this model"));
  CHECK(refusal_of([&] {
          write_facts(out, run, 0);
        }).starts_with("unsupported: facts: not defined for this model, which mixes the weights"));
  CHECK(refusal_of([&] { rollout_of(run); }).starts_with("unsupported: rollout: not defined"));
  JsonWriter json;
  write_json(json, run);
  CHECK(json.text().find(R"("classLayers":2)") != std::string::npos);
}

TEST_CASE("CaiT's heads are the architecture's unless the file tells them") {
  CHECK(cait()->num_heads() == kHeads);
  CHECK(refusal(R"({"model_args": {}, "architecture": "cait_m48_448.fb_dist_in1k"})")
            .starts_with("range: config.num_attention_heads: expected a divisor of 12, got 16"));
  CHECK(refusal(R"({"model_args": {}, "architecture": "cait_xs24_384"})") ==
        "shape: tensor \"blocks.0.attn.proj_l.weight\": expected 6 × 6, got 3 × 3");
}

TEST_CASE("what CaiT's configuration says of other mathematics is refused by name") {
  const auto of_args = [](const std::string &args) {
    return refusal(R"({"model_args": {"num_heads": 3, )" + args + "}}");
  };
  CHECK(of_args(R"("depth": 2, "drop_path_rate": 0.1, "img_size": 6, "patch_size": 2)") ==
        "accepted");
  for (const char *args :
       {R"("block_layers": "Block")", R"("attn_block": "ClassAttn")", R"("act_layer": "relu")",
        R"("norm_layer": "rmsnorm")", R"("mlp_block_token_only": "GluMlp")", R"("new_argument": 1)",
        R"("reg_tokens": 4)", R"("global_pool": "map")"}) {
    CAPTURE(args);
    const std::string key = std::string(args).substr(1, std::string(args).find(':') - 2);
    CHECK(of_args(args).starts_with("unsupported: config.model_args." + key + ": "));
  }
  CHECK(of_args(R"("patch_size": 4)").starts_with("shape: config.model_args.patch_size: "));
  CHECK(refusal(R"({"architecture": "vit_base_patch16_224"})")
            .starts_with("unsupported: config.architecture: expected one of timm's"));
}

TEST_CASE("the mean of CaiT's patches leaves [CLS] aside") {
  const ModelRun by_token = finished();
  ModelRun run = started(cait(R"({"global_pool": "avg"})"));
  while (run.advance()) {
  }
  CHECK(run.logits() != by_token.logits());
  CHECK(run.hidden() == by_token.hidden());
}
