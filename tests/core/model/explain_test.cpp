// SPDX-License-Identifier: MIT
/// Every number of a model's layer can be opened, down to pixels, words and weights.
#include "explained.hpp"
#include "golden.hpp"
#include "tiny_models.hpp"

#include <string>

using namespace attn;
using namespace attn::test;

namespace {

std::string source_of(const Run &run, TensorId tensor, std::array<Index, 3> index) {
  const Explanation one = explain(run, {tensor, -1, index});
  return std::string(operation_name(one.operation)) + (one.source.empty() ? "" : ", ") + one.source;
}

/// To which row a block adds its output.
TensorId added_row(const Run &run) {
  return explain(run, {TensorId::kResidual, -1, {1, 2}}).operands.at(1).ref.tensor;
}

std::string refusal_of_tensor(const Run &run, TensorId tensor) {
  return refusal_of([&] { explain(run, {tensor, -1, {0, 0, 0}}); });
}

} // namespace

TEST_CASE("the first layer of an image model explains every number, back to the pixels") {
  const ModelRun model_run = vit_run(loaded_vit());
  const auto run = model_run.layer(0);
  require_every_tensor_explained(*run);
  REQUIRE(require_explained(*run, {TensorId::kX, -1, {1, 2, 0}}) > 100);
  CHECK(source_of(*run, TensorId::kX, {1, 2}) == "normalize");
  CHECK(source_of(*run, TensorId::kNormMean, {1}) == "mean");
  CHECK(source_of(*run, TensorId::kNormDeviation, {1}) == "deviation");
  CHECK(source_of(*run, TensorId::kHidden, {1, 2}) == "sum");
  CHECK(source_of(*run, TensorId::kPosition, {1, 2}) == "given, learned position");
  CHECK(source_of(*run, TensorId::kEmbedding, {0, 2}) == "given, class token");
  CHECK(source_of(*run, TensorId::kEmbedding, {1, 2}) == "dot");
  CHECK(source_of(*run, TensorId::kPatches, {3, 0}) == "given, pixel");
  for (const TensorId tensor :
       {TensorId::kPatchWeight, TensorId::kNormWeight, TensorId::kNormBias, TensorId::kPatchBias}) {
    CHECK(source_of(*run, tensor, {0, 0}) == "given, weights");
  }
}

TEST_CASE("a patch is the square of pixels at its place") {
  const ModelRun model_run = vit_run(loaded_vit());
  const Matrix &patches = model_run.layer(0)->origin()->patches;
  const Matrix &pixels = model_run.pixels();
  REQUIRE(patches.rows() == 4);
  // Patch 1 is at the upper right.
  CHECK(patches(1, 0) == pixels(0, 2));
  CHECK(patches(1, 1) == pixels(0, 3));
  CHECK(patches(1, 2) == pixels(1, 2));
  CHECK(patches(2, 3) == pixels(3, 1));
  CHECK(model_run.tokens() ==
        std::vector<std::string>{"[CLS]", "patch 0,0", "patch 0,1", "patch 1,0", "patch 1,1"});
}

TEST_CASE("the first layer of a model of words leads back to embeddings and positions") {
  const auto model = loaded_gpt();
  const ModelRun model_run = finished(ModelRun::of_tokens(model, {1, 0, 1}));
  const auto run = model_run.layer(0);
  require_every_tensor_explained(*run);
  CHECK(source_of(*run, TensorId::kEmbedding, {1, 2}) == "given, trained embedding");
  CHECK(source_of(*run, TensorId::kPosition, {1, 2}) == "given, learned position");
  CHECK(source_of(*run, TensorId::kHidden, {1, 2}) == "sum");
  CHECK(refusal_of_tensor(*run, TensorId::kPatches) ==
        "unsupported: patches: only the first layer of an image model has it");
}

TEST_CASE("a later layer starts at what the layer before it left") {
  const auto model = loaded_gpt();
  const ModelRun model_run = finished(ModelRun::of_tokens(model, {1, 0, 1}));
  const auto run = model_run.layer(1);
  require_every_tensor_explained(*run);
  CHECK(source_of(*run, TensorId::kHidden, {1, 2}) == "given, layer before");
  CHECK(refusal_of_tensor(*run, TensorId::kEmbedding) ==
        "unsupported: embedding: no positions are added to x in this layer");
}

TEST_CASE("a first layer without positions starts at the embedding, not at a layer before it") {
  FileWriter writer = tiny_gpt();
  writer.remove("wpe.weight");
  const auto model = load_model(writer.file(), LibraryJson({{"n_head", 2}}));
  const ModelRun model_run = finished(ModelRun::of_tokens(model, {1, 0, 1}));
  const auto run = model_run.layer(0);
  require_every_tensor_explained(*run);
  CHECK(source_of(*run, TensorId::kHidden, {1, 2}) == "given, trained embedding");
}

TEST_CASE("sinusoidal positions in front of a layer norm are called sinusoidal") {
  const LibraryJson config = {{"num_heads", 2}, {"position", "sinusoidal"}};
  const ModelRun model_run =
      finished(ModelRun::of_tokens(load_model(tiny_pack().file(), config), {1, 0, 1}));
  const auto run = model_run.layer(0);
  require_every_tensor_explained(*run);
  CHECK(source_of(*run, TensorId::kPosition, {1, 2}) == "given, sinusoidal");
}

TEST_CASE("a post-norm model of words explains its first two layers") {
  const LibraryJson reference = parse_json(project_file("tests/reference/models/bert.json"));
  const auto model = load_model(golden::decode_bytes(reference.at("file").get<std::string>()));
  const ModelRun model_run = finished(ModelRun::of_tokens(model, {3, 0, 10}));
  require_every_tensor_explained(*model_run.layer(0));
  require_every_tensor_explained(*model_run.layer(1));
  CHECK(source_of(*model_run.layer(0), TensorId::kX, {1, 2}) == "normalize");
  CHECK(source_of(*model_run.layer(1), TensorId::kX, {1, 2}) == "given, layer before");
}

TEST_CASE(
    "the output is added to the row before the block's norm, or to x where none stands there") {
  const ModelRun vit = vit_run(loaded_vit());
  CHECK(added_row(*vit.layer(0)) == TensorId::kHidden);
  // The norm before BERT's first layer is that of its embeddings: the block starts behind it.
  const LibraryJson reference = parse_json(project_file("tests/reference/models/bert.json"));
  const auto bert = load_model(golden::decode_bytes(reference.at("file").get<std::string>()));
  const ModelRun bert_run = finished(ModelRun::of_tokens(bert, {3, 0, 10}));
  CHECK(added_row(*bert_run.layer(0)) == TensorId::kX);
  CHECK(added_row(*bert_run.layer(1)) == TensorId::kX);
}

TEST_CASE("a model that ends near a word can be compared with its words, others cannot") {
  const LibraryJson config = {{"num_heads", 2},
                              {"vocab", {"a", "b", "c", "d", "e", "f"}},
                              {"unk_token", "a"},
                              {"readout", "nearest"}};
  const ModelRun words =
      finished(ModelRun::of_tokens(load_model(tiny_pack().file(), config), {1, 0, 1}));
  require_every_tensor_explained(*words.layer(0));
  const auto word = explain(*words.layer(0), {TensorId::kResidualWordSimilarity, -1, {1, 5}});
  CHECK(word.operation == Operation::kCosine);
  CHECK(word.pairs.at(3).second.ref == TensorRef{TensorId::kWordVector, -1, {5, 3}});
  const ModelRun gpt = finished(ModelRun::of_tokens(loaded_gpt(), {1, 0}));
  CHECK(refusal_of_tensor(*gpt.layer(0), TensorId::kWordVector) ==
        "unsupported: wordVector: this layer was not trained to end near a word");
}
