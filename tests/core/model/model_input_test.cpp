// SPDX-License-Identifier: MIT
/// What a model is asked to run on: wrong pixels, tokens and layers are refused by name.
#include "tiny_models.hpp"

#include "attn/model_json.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace attn;
using namespace attn::test;

namespace {

std::string tokens_refusal(const std::vector<Index> &ids) {
  return refusal_of([&] { ModelRun::of_tokens(loaded_gpt(), ids); });
}

std::string request_refusal(const std::string &json) {
  const auto model = loaded_gpt();
  return refusal_of([&] { read_token_request(parse_json(json), *model); });
}

} // namespace

TEST_CASE("another number of pixels is refused with both numbers") {
  CHECK(refusal_of([] { ModelRun::of_pixels(loaded_vit(), Matrix::Zero(4, 3)); }) ==
        "shape: pixels: expected 4 × 4 pixels, or other multiples of 2, got 4 × 3");
  CHECK(refusal_of([] { ModelRun::of_pixels(loaded_vit(), Matrix()); }) ==
        "shape: pixels: expected 1 × 4 × 4 = 16 values, got 0");
}

TEST_CASE("a pixel that is no number is refused with its place") {
  Matrix pixels = Matrix::Zero(4, 4);
  pixels(2, 1) = std::numeric_limits<float>::quiet_NaN();
  CHECK(refusal_of([&] { ModelRun::of_pixels(loaded_vit(), pixels); }) ==
        "not_finite: pixels[2][1]: expected a finite number, got NaN");
}

TEST_CASE("pixels for a model of words and words for a model of images are refused") {
  CHECK(refusal_of([] { ModelRun::of_pixels(loaded_gpt(), Matrix::Zero(4, 4)); }) ==
        "unsupported: pixels: this model reads words; give tokenIds or text");
  CHECK(refusal_of([] { ModelRun::of_tokens(loaded_vit(), {0}); }) ==
        "unsupported: tokenIds: this model reads images; give image or pixels");
}

TEST_CASE("token numbers outside the vocabulary are refused with their place") {
  CHECK(tokens_refusal({0, 5}) == "accepted");
  CHECK(tokens_refusal({0, 6}) == "range: tokenIds[1]: expected 0 to 5, got 6");
  CHECK(tokens_refusal({-1}) == "range: tokenIds[0]: expected 0 to 5, got -1");
  CHECK(tokens_refusal({}) == "shape: tokenIds: expected at least one, got none");
}

TEST_CASE("more tokens than there are positions are refused with both numbers") {
  CHECK(tokens_refusal({0, 0, 0, 0, 0}) == "accepted");
  CHECK(tokens_refusal({0, 0, 0, 0, 0, 0}) ==
        "shape: position.table: expected a row for each of 6 tokens, got 5");
}

TEST_CASE("a request for tokens is refused by the key that is wrong") {
  CHECK(request_refusal(R"({"tokenIds": [1, 2], "tokens": ["a", "b"]})") == "accepted");
  CHECK(request_refusal(R"({"tokenIds": [1, 2], "tokens": ["a"]})") ==
        "shape: tokens: expected one for each of 2 tokenIds, got 1");
  CHECK(request_refusal(R"({"tokenIds": [1, "2"]})").rfind("parse: tokenIds[1]: ", 0) == 0);
  CHECK(request_refusal(R"({"tokenIds": [1.5]})").rfind("range: tokenIds[0]: ", 0) == 0);
  CHECK(request_refusal("{}") == "shape: tokenIds: expected a list of numbers, got nothing");
  CHECK(request_refusal(R"({"text": "a"})") ==
        "unsupported: text: this model has no vocabulary to read text with; give tokenIds");
  CHECK(request_refusal(R"({"ids": [1]})")
            .rfind("unsupported: input: \"ids\" is not a known key", 0) == 0);
}

TEST_CASE("a layer that is not there, or not yet done, is refused") {
  ModelRun run = ModelRun::of_tokens(loaded_gpt(), {1});
  REQUIRE(run.advance());
  CHECK(run.layer(0)->length() == 1);
  CHECK(refusal_of([&] { run.layer(1); }) == "range: layer: expected 0 to 0, got 1");
  CHECK(refusal_of([&] { run.layer(-1); }) == "range: layer: expected 0 to 0, got -1");
}

TEST_CASE("facts and attention of a query that is not there are refused") {
  const ModelRun run = finished(ModelRun::of_tokens(loaded_gpt(), {1, 2}));
  const auto facts = [&](Index query) {
    JsonWriter out;
    write_facts(out, run, query);
    return LibraryJson::parse(out.text());
  };
  CHECK(facts(-1).size() == 2);
  CHECK(facts(1)[1].size() == 2);
  CHECK(refusal_of([&] { facts(2); }) == "range: query: expected 0 to 1, got 2");
  CHECK(refusal_of([&] { attention_of(run, -1); }) == "range: query: expected 0 to 1, got -1");
  const Matrix rows = attention_of(run, 1);
  REQUIRE(rows.rows() == 4);
  CHECK(rows.row(3) == run.weights(1).row(3));
}

TEST_CASE("a number that grows beyond a float is refused, not passed on") {
  FileWriter writer = tiny_vit();
  writer.remove("norm.weight");
  writer.add("norm.weight", {4}, {100, 100, 100, 100});
  writer.remove("head.weight");
  writer.add("head.weight", {3, 4}, std::vector<float>(12, 3e38F));
  const auto model = load_model(writer.file(), LibraryJson({{"num_heads", 2}}));
  CHECK(refusal_of([&] { vit_run(model); }).rfind("not_finite: logits[", 0) == 0);
}

TEST_CASE("a word of zeros is near to nothing, and no readout is NaN") {
  FileWriter writer = tiny_pack();
  writer.remove("embeddings.word.weight");
  Matrix words = input_of(6, 4);
  words.row(2).setZero();
  writer.add("embeddings.word.weight", words);
  const LibraryJson config = {{"num_heads", 2},
                              {"vocab", {"a", "b", "zero", "d", "e", "f"}},
                              {"unk_token", "a"},
                              {"readout", "nearest"}};
  const ModelRun run = finished(ModelRun::of_tokens(load_model(writer.file(), config), {1, 0}));
  const Readout near = readout(run, 0, 6);
  REQUIRE(near.before.size() == 6);
  for (const NearWord &word : near.after) {
    CHECK(std::abs(word.cosine) <= 1.0001F);
    CHECK((word.token != "zero" || word.cosine == 0));
  }
}

TEST_CASE("runs and layers keep their model alive") {
  std::shared_ptr<const Run> layer;
  {
    const ModelRun run = vit_run(loaded_vit());
    layer = run.layer(0);
  }
  CHECK(layer->origin()->norm->weight.size() == 4);
  CHECK(layer->origin()->projection->weight.rows() == 4);
}

TEST_CASE("a text goes through the files of the model's own tokenizer") {
  LibraryJson config = {{"n_head", 2}, {"model_type", "gpt2"}, {"merges_txt", "a b\n"}};
  // The embedding has six rows: more than the vocabulary (padding), and fewer.
  config["vocab_json"] = {{"a", 0}, {"b", 1}, {"ab", 2}};
  const auto model = load_model(tiny_gpt().file(), config);
  CHECK(model->tokenizer->count() == 3);
  CHECK(model->config.json.find("vocab_json") == nullptr);
  const TokenRequest request = read_token_request(parse_json(R"({"text": "aba"})"), *model);
  CHECK(request.token_ids == std::vector<Index>{2, 0});
  CHECK(ModelRun::of_tokens(model, {2, 5}).tokens() == std::vector<std::string>{"ab", "5"});
  JsonWriter out;
  write_decoded(out, *model, parse_json("[2, 0]"));
  CHECK(out.text() == "\"aba\"");
  config["vocab_json"]["<|endoftext|>"] = 9;
  const auto larger = load_model(tiny_gpt().file(), config);
  const TokenRequest end = read_token_request(parse_json(R"({"text": "a<|endoftext|>"})"), *larger);
  CHECK(refusal_of([&] { ModelRun::of_tokens(larger, end.token_ids); }) ==
        "range: tokenIds[1]: expected 0 to 5, got 9");
}

TEST_CASE("files of a tokenizer that are not understood keep no model from its token numbers") {
  const auto model = load_model(
      tiny_gpt().file(),
      LibraryJson({{"n_head", 2}, {"tokenizer_json", {{"model", {{"type", "Magic"}}}}}}));
  CHECK(ModelRun::of_tokens(model, {0, 5}).length() == 2);
  CHECK(refusal_of([&] { read_token_request(parse_json(R"({"text": "a"})"), *model); }) ==
        "unsupported: text: the vocabulary of this model is not understood, give tokenIds: "
        "tokenizer_json.model: the type \"Magic\" is not known; known are WordPiece, BPE, Unigram, "
        "WordLevel");
  JsonWriter out;
  write_json(out, *model);
  CHECK(out.text().find(R"("readsText":false,"noTokenizer":"tokenizer_json.model: )") !=
        std::string::npos);
}
