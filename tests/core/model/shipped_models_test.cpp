// SPDX-License-Identifier: MIT
/// The models that ship give what PyTorch gave for them in float64 (examples/training/reference).
#include "golden.hpp"
#include "models.hpp"

#include "attn/explain.hpp"
#include "attn/model_loader.hpp"
#include "attn/model_run.hpp"
#include "attn/readout.hpp"

#include "catch.hpp"

#include <iostream>
#include <memory>
#include <string>
#include <vector>

using namespace attn;
using namespace attn::test;

namespace {

constexpr float kTolerance = 1e-4F;
constexpr float kWeightTolerance = 1e-5F;

std::shared_ptr<const Model> shipped(const std::string &name) {
  return load_model(project_file("web/models/" + name + "/model.safetensors"));
}

LibraryJson reference_of(const std::string &name) {
  return parse_json(project_file("examples/training/reference/" + name + ".json"));
}

void compare(const char *what, const Matrix &actual, const Matrix &expected,
             float tolerance = kTolerance) {
  const float difference = golden::max_difference(actual, expected);
  std::cout << ' ' << what << ' ' << difference;
  CAPTURE(what, difference);
  CHECK(difference <= tolerance);
}

/// The rows of these queries of every head, head after head; `rows` is [heads · n, columns].
Matrix rows_at(const Matrix &rows, const std::vector<Index> &queries, Index heads = 1) {
  const Index n = rows.rows() / heads;
  Matrix picked(heads * static_cast<Index>(queries.size()), rows.cols());
  for (Index row = 0; row < picked.rows(); ++row) {
    const auto count = static_cast<Index>(queries.size());
    picked.row(row) = rows.row(row / count * n + queries[static_cast<std::size_t>(row % count)]);
  }
  return picked;
}

Matrix pixels_of(const LibraryJson &one, const Model &model) {
  Matrix pixels = rows_of(one.at("pixels"));
  pixels.resize(model.patches->image_height(), model.patches->image_width());
  const float mean = model.config.image_mean.at(0);
  const float deviation = model.config.image_std.at(0);
  return ((pixels.array() / 255.0F - mean) / deviation).matrix();
}

ModelRun finished(ModelRun run) {
  while (run.advance()) {
  }
  return run;
}

ModelRun text_run(const std::shared_ptr<const Model> &model, const LibraryJson &one) {
  const TokenizedText cut = model->tokenizer->tokenize(one.at("text").get<std::string>());
  return finished(ModelRun::of_tokens(model, cut.token_ids));
}

} // namespace

TEST_CASE("an image model gives PyTorch's numbers from the embedding to the probabilities") {
  const std::string name = GENERATE(as<std::string>(), "fashion-vit", "digit-vit");
  const std::shared_ptr<const Model> model = shipped(name);
  const LibraryJson reference = reference_of(name);
  const auto queries = reference.at("queries").get<std::vector<Index>>();
  REQUIRE(reference.at("cases").size() == 2);
  for (const LibraryJson &one : reference.at("cases")) {
    CAPTURE(name, one.at("index").get<int>());
    const ModelRun run = finished(ModelRun::of_pixels(model, pixels_of(one, *model)));
    std::cout << "model: " << name << ", largest differences:";
    compare("embedded", rows_at(run.layer(0)->origin()->hidden, queries),
            rows_of(one.at("embedded")));
    REQUIRE(one.at("layers").size() == 2);
    REQUIRE(one.at("layers")[1].at("layer") == run.num_layers() - 1);
    for (const LibraryJson &layer : one.at("layers")) {
      const auto index = layer.at("layer").get<Index>();
      const std::shared_ptr<const Run> attention = run.layer(index);
      compare("x", rows_at(attention->x(), queries), rows_of(layer.at("x")));
      compare("weights", rows_at(run.weights(index), queries, run.num_heads()),
              stacked_rows_of(layer.at("weights")), kWeightTolerance);
      compare("output", rows_at(attention->output(), queries), rows_of(layer.at("output")));
    }
    compare("logits", run.logits(), rows_of(one.at("logits")));
    compare("probabilities", run.probabilities(), rows_of(one.at("probabilities")),
            kWeightTolerance);
    std::cout << '\n';
    Index likeliest = 0;
    run.logits().maxCoeff(&likeliest);
    if (one.at("label").is_string()) {
      CHECK(model->config.labels.at(static_cast<std::size_t>(likeliest)) ==
            one.at("label").get<std::string>());
    } else {
      CHECK(likeliest == one.at("label").get<Index>());
    }
  }
}

TEST_CASE("the text model gives PyTorch's numbers for every token") {
  const std::shared_ptr<const Model> model = shipped("text-tiny");
  const LibraryJson reference = reference_of("text-tiny");
  REQUIRE(reference.at("cases").size() == 3);
  for (const LibraryJson &one : reference.at("cases")) {
    CAPTURE(one.at("text").get<std::string>());
    const ModelRun run = text_run(model, one);
    const std::shared_ptr<const Run> layer = run.layer(0);
    std::cout << "model: text-tiny, largest differences:";
    compare("x", layer->x(), rows_of(one.at("x")));
    compare("q", layer->q(), rows_of(one.at("q")));
    compare("k", layer->k(), rows_of(one.at("k")));
    compare("v", layer->v(), rows_of(one.at("v")));
    compare("weights", layer->weights(), stacked_rows_of(one.at("weights")), kWeightTolerance);
    compare("output", layer->output(), rows_of(one.at("output")));
    std::cout << '\n';
    CHECK(run.tokens() == one.at("tokens").get<std::vector<std::string>>());
    CHECK(run.logits().size() == 0);
  }
}

TEST_CASE("the text model reads out PyTorch's words before and after attention") {
  const std::shared_ptr<const Model> model = shipped("text-tiny");
  const LibraryJson reference = reference_of("text-tiny");
  REQUIRE(reference.at("cases").size() == 3);
  for (const LibraryJson &one : reference.at("cases")) {
    CAPTURE(one.at("text").get<std::string>());
    const ModelRun run = text_run(model, one);
    for (Index token = 0; token < run.length(); ++token) {
      CAPTURE(token);
      const Readout words = readout(run, token, 3);
      REQUIRE(words.before.size() == 3);
      const LibraryJson &before = one.at("before").at(static_cast<std::size_t>(token));
      const LibraryJson &after = one.at("after").at(static_cast<std::size_t>(token));
      CHECK(words.before[0].token == before.at("word").get<std::string>());
      CHECK(words.before[0].cosine == Approx(before.at("cosine").get<float>()).margin(1e-5));
      CHECK(words.after[0].token == after.at("word").get<std::string>());
      CHECK(words.after[0].cosine == Approx(after.at("cosine").get<float>()).margin(1e-5));
      CHECK(words.after[0].cosine >= words.after[1].cosine);
      // The same numbers as tensors of the layer, which can be opened.
      const Run &layer = *run.layer(0);
      const auto near = [&](TensorId tensor, const NearWord &word) {
        return value_of(layer, {tensor, -1, {token, word.id}});
      };
      CHECK(near(TensorId::kXWordSimilarity, words.before[0]) == words.before[0].cosine);
      CHECK(near(TensorId::kResidualWordSimilarity, words.after[0]) == words.after[0].cosine);
      CHECK(words.after[1].cosine >= words.after[2].cosine);
    }
  }
}

TEST_CASE("a readout is refused for tokens and counts that are not there") {
  const std::shared_ptr<const Model> model = shipped("text-tiny");
  const ModelRun run = finished(ModelRun::of_tokens(model, {1, 2, 3}));
  CHECK(readout(run, 0, 100'000).before.size() ==
        static_cast<std::size_t>(model->words->word.rows()));
  CHECK(refusal_of([&] { readout(run, 3, 1); }) == "range: token: expected 0 to 2, got 3");
  CHECK(refusal_of([&] { readout(run, -1, 1); }) == "range: token: expected 0 to 2, got -1");
  CHECK(refusal_of([&] { readout(run, 0, 0); }) == "range: count: expected at least 1, got 0");
  CHECK(refusal_of([&] { readout(run, 0, -7); }) == "range: count: expected at least 1, got -7");
}
