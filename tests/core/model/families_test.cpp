// SPDX-License-Identifier: MIT
/// Files in the names of timm, Hugging Face and minGPT give what PyTorch gave for them in float64
/// (tests/reference/make_models.py).
#include "golden.hpp"
#include "models.hpp"

#include "attn/model_loader.hpp"
#include "attn/model_run.hpp"

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

/// What the run starts from: pixels or token numbers.
ModelRun started(const std::shared_ptr<const Model> &model, const LibraryJson &input) {
  if (input.contains("tokenIds")) {
    return ModelRun::of_tokens(model, input.at("tokenIds").get<std::vector<Index>>());
  }
  Matrix pixels = rows_of(input.at("pixels"));
  pixels.resize(model->patches->num_channels * model->patches->image_height(),
                model->patches->image_width());
  return ModelRun::of_pixels(model, pixels);
}

void compare(const char *what, const Matrix &actual, const Matrix &expected, float tolerance) {
  const float difference = golden::max_difference(actual, expected);
  std::cout << ' ' << what << ' ' << difference;
  CAPTURE(what, difference);
  CHECK(difference <= tolerance);
}

} // namespace

TEST_CASE("a file in the names of other software gives PyTorch's numbers at every layer") {
  const std::string name =
      GENERATE(as<std::string>(), "timm-class-token", "timm-fc-norm", "timm-no-class-token-f16",
               "hf-vit", "hf-vit-no-qkv-bias-bf16", "bert", "gpt2", "mingpt");
  CAPTURE(name);
  const LibraryJson reference =
      parse_json(project_file("tests/reference/models/" + name + ".json"));
  const std::string file = golden::decode_bytes(reference.at("file").get<std::string>());
  const std::shared_ptr<const Model> model = load_model(file);
  ModelRun run = started(model, reference.at("input"));
  const LibraryJson &hidden = reference.at("hidden");
  const LibraryJson &attention = reference.at("attention");
  REQUIRE(run.num_layers() == static_cast<Index>(attention.size()));
  REQUIRE(attention.size() == 2);
  std::cout << "model: " << name << ", largest differences:";
  compare("hidden", run.hidden(), rows_of(hidden.at(0)), kTolerance);
  for (std::size_t layer = 0; layer < attention.size(); ++layer) {
    CAPTURE(layer);
    CHECK(run.logits().size() == 0);
    REQUIRE(run.advance());
    compare("weights", run.weights(static_cast<Index>(layer)), stacked_rows_of(attention.at(layer)),
            kWeightTolerance);
    compare("hidden", run.hidden(), rows_of(hidden.at(layer + 1)), kTolerance);
  }
  CHECK_FALSE(run.advance());
  if (reference.contains("logits")) {
    compare("logits", run.logits(), rows_of(reference.at("logits")), kTolerance);
    CHECK(run.probabilities().sum() == Approx(1));
  } else {
    CHECK(run.logits().size() == 0);
    CHECK(run.probabilities().size() == 0);
  }
  std::cout << '\n';
}

TEST_CASE("a run that comes in a loader's pieces is the same as from the whole file") {
  const LibraryJson reference = parse_json(project_file("tests/reference/models/gpt2.json"));
  const std::string file = golden::decode_bytes(reference.at("file").get<std::string>());
  const std::size_t start = safetensors_data_start(file, file.size());
  ModelLoader loader(file.substr(0, start), file.size(), LibraryJson::object());
  const std::vector<ModelLoader::Range> ranges = loader.ranges();
  for (std::size_t range = 0; range < ranges.size(); ++range) {
    for (std::uint64_t at = ranges[range].begin; at < ranges[range].end; at += 12) {
      const std::uint64_t count = std::min<std::uint64_t>(12, ranges[range].end - at);
      const auto *bytes = reinterpret_cast<const unsigned char *>(file.data() + at);
      loader.fill(range, {bytes, count});
    }
  }
  ModelRun in_pieces = started(loader.finish(), reference.at("input"));
  ModelRun whole = started(load_model(file), reference.at("input"));
  while (in_pieces.advance() && whole.advance()) {
  }
  while (whole.advance()) {
  }
  REQUIRE(in_pieces.logits() == whole.logits());
}

TEST_CASE("a configuration that is given wins over the one in the file") {
  const LibraryJson reference = parse_json(project_file("tests/reference/models/mingpt.json"));
  const std::string file = golden::decode_bytes(reference.at("file").get<std::string>());
  REQUIRE(load_model(file)->num_heads() == 2);
  REQUIRE(load_model(file)->blocks[0].mlp.activation == Activation::kGeluTanh);
  const std::shared_ptr<const Model> model =
      load_model(file, parse_json(R"({"n_head": 4, "activation_function": "relu"})"));
  REQUIRE(model->num_heads() == 4);
  REQUIRE(model->blocks[1].mlp.activation == Activation::kRelu);
}

TEST_CASE("each name of an activation is the function that it stands for") {
  struct Case {
    const char *name;
    float at_minus_one;
  };
  // Φ(−1) = 0.158655; tanh form of GELU by hand; σ(−1) = 0.268941.
  const Case one = GENERATE(Case{"gelu", -0.158655F}, Case{"gelu_new", -0.158808F},
                            Case{"gelu_pytorch_tanh", -0.158808F}, Case{"gelu_fast", -0.158808F},
                            Case{"relu", 0}, Case{"silu", -0.268941F}, Case{"swish", -0.268941F});
  CAPTURE(one.name);
  Matrix value(1, 1);
  value << -1.0F;
  activate(activation_from_name(one.name), value);
  REQUIRE(value(0, 0) == Approx(one.at_minus_one).margin(1e-6));
}
