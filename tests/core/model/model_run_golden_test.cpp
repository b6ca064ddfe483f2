// SPDX-License-Identifier: MIT
/// The model runner against two models that other people trained, whose values at every step were
/// computed by PyTorch: a ViT with heads as wide as the model, and minGPT.
///
/// The golden files hold the embedding and the attention half of some layers, not the MLPs, and of
/// the ViT only layers 0 and 5 of 6: its logits cannot be recomputed from them. Each layer is run
/// in a model of one layer with an MLP of zeros, so that what leaves it is `after_residual`.
#include "golden.hpp"
#include "models.hpp"

#include "attn/model_loader.hpp"
#include "attn/model_run.hpp"

#include "catch.hpp"

#include <cmath>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

using namespace attn;
using namespace attn::test;

namespace {

constexpr float kTolerance = 1e-4F;
constexpr float kWeightTolerance = 1e-5F;
constexpr Index kInner = 4;

golden::Tensor stored(const LibraryJson &tensors, const char *name) {
  return golden::tensor(tensors.at(name));
}

Matrix matrix(const LibraryJson &tensors, const char *name) {
  return golden::plain(stored(tensors, name));
}

void compare(const char *what, const Matrix &actual, const Matrix &expected,
             float tolerance = kTolerance) {
  const float difference = golden::max_difference(actual, expected);
  std::cout << ' ' << what << ' ' << difference;
  CAPTURE(what, difference);
  CHECK(difference <= tolerance);
}

void add_vector(FileWriter &writer, const std::string &name, const golden::Tensor &values) {
  writer.add(name, {static_cast<Index>(values.data.size())}, values.data);
}

void add_constant(FileWriter &writer, const std::string &name, const std::vector<Index> &shape,
                  float value) {
  Index count = 1;
  for (const Index extent : shape) {
    count *= extent;
  }
  writer.add(name, shape, std::vector<float>(static_cast<std::size_t>(count), value));
}

/// timm's one block with these weights ([in, out] in the file, [out, in] in timm), MLP of zeros.
void add_timm_block(FileWriter &writer, const LibraryJson &weights, Index d) {
  add_vector(writer, "blocks.0.norm1.weight", stored(weights, "ln_w"));
  add_vector(writer, "blocks.0.norm1.bias", stored(weights, "ln_b"));
  writer.add("blocks.0.attn.qkv.weight", matrix(weights, "qkv_w").transpose());
  writer.add("blocks.0.attn.proj.weight", matrix(weights, "proj_w").transpose());
  add_vector(writer, "blocks.0.attn.proj.bias", stored(weights, "proj_b"));
  for (const char *norm : {"blocks.0.norm2", "norm"}) {
    add_constant(writer, std::string(norm) + ".weight", {d}, 1);
    add_constant(writer, std::string(norm) + ".bias", {d}, 0);
  }
  add_constant(writer, "blocks.0.mlp.fc1.weight", {kInner, d}, 0);
  add_constant(writer, "blocks.0.mlp.fc1.bias", {kInner}, 0);
  add_constant(writer, "blocks.0.mlp.fc2.weight", {d, kInner}, 0);
  add_constant(writer, "blocks.0.mlp.fc2.bias", {d}, 0);
}

LibraryJson timm_config(const LibraryJson &config) {
  LibraryJson json = {{"num_heads", config.at("heads")}, {"hidden_act", config.at("activation")}};
  json["layer_norm_eps"] = config.at("ln_eps");
  return json;
}

/// From x_in to after_residual of the run's only layer.
void compare_layer(const ModelRun &run, const LibraryJson &values) {
  const std::shared_ptr<const Run> layer = run.layer(0);
  compare("x_in", layer->origin()->hidden, matrix(values, "x_in"));
  compare("ln_out", layer->x(), matrix(values, "ln_out"));
  compare("q", layer->q(), golden::side_by_side(stored(values, "q")));
  compare("k", layer->k(), golden::side_by_side(stored(values, "k")));
  compare("v", layer->v(), golden::side_by_side(stored(values, "v")));
  compare("scores_scaled", layer->scaled(),
          golden::head_after_head(stored(values, "scores_scaled")));
  compare("attn", layer->weights(), golden::head_after_head(stored(values, "attn")),
          kWeightTolerance);
  compare("attn", run.weights(0), golden::head_after_head(stored(values, "attn")),
          kWeightTolerance);
  compare("merged", layer->concat(), matrix(values, "merged"));
  compare("attn_out", layer->output(), matrix(values, "attn_out"));
  compare("after_residual", run.hidden(), matrix(values, "after_residual"));
}

/// The digit as the model expects it, from its 28 × 28 bytes.
Matrix digit_pixels(const LibraryJson &input) {
  const std::string bytes =
      golden::decode_bytes(input.at("pixels_u8").get_ref<const std::string &>());
  REQUIRE(bytes.size() == 28 * 28);
  Matrix pixels(28, 28);
  for (Index i = 0; i < pixels.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
    pixels.data()[i] = (static_cast<float>(byte) / 255.0F - 0.1307F) / 0.3081F;
  }
  return pixels;
}

bool is_absent(const char *name) {
  if (std::filesystem::exists(golden::folder() / name)) {
    return false;
  }
  WARN(golden::absent_message());
  return true;
}

} // namespace

TEST_CASE("patches, class token and positions give PyTorch's tokens (ViT)", "[golden][models]") {
  if (is_absent("vit_mnist.json")) {
    return;
  }
  const LibraryJson file = golden::read_json(golden::folder() / "vit_mnist.json");
  const LibraryJson &embed = file.at("embed");
  const LibraryJson &layer = file.at("layers").at(0);
  REQUIRE(layer.at("index") == 0);
  FileWriter writer;
  const Matrix projection = matrix(embed, "patch_w").transpose();
  const Index d = projection.rows();
  writer.add("patch_embed.proj.weight", {d, 1, 4, 4},
             {projection.data(), projection.data() + projection.size()});
  add_vector(writer, "patch_embed.proj.bias", stored(embed, "patch_b"));
  writer.add("cls_token", {1, 1, d}, stored(embed, "cls").data);
  writer.add("pos_embed", {1, 50, d}, stored(embed, "pos").data);
  add_timm_block(writer, layer.at("weights"), d);
  const auto model = load_model(writer.file(), timm_config(file.at("config")));
  ModelRun run = ModelRun::of_pixels(model, digit_pixels(file.at("input")));
  REQUIRE(run.advance());
  std::cout << "model golden: vit_mnist layer 0, largest differences:";
  compare("patch_embed", run.layer(0)->origin()->embedding.bottomRows(49),
          matrix(embed, "patch_embed"));
  compare("tokens", run.layer(0)->origin()->hidden, matrix(embed, "tokens"));
  CHECK(run.layer(0)->spec().head_dim == 64);
  compare_layer(run, layer.at("values"));
  std::cout << '\n';
}

TEST_CASE("a layer in the middle gives PyTorch's values (ViT)", "[golden][models]") {
  if (is_absent("vit_mnist.json")) {
    return;
  }
  const LibraryJson file = golden::read_json(golden::folder() / "vit_mnist.json");
  const LibraryJson &layer = file.at("layers").at(1);
  REQUIRE(layer.at("index") == 5);
  // What enters the layer comes in as positions on black patches and an empty class token.
  FileWriter writer;
  const golden::Tensor x_in = stored(layer.at("values"), "x_in");
  const Index d = x_in.axis_from_end(0);
  add_constant(writer, "patch_embed.proj.weight", {d, 1, 4, 4}, 0);
  add_constant(writer, "cls_token", {1, 1, d}, 0);
  writer.add("pos_embed", {1, 50, d}, x_in.data);
  add_timm_block(writer, layer.at("weights"), d);
  const auto model = load_model(writer.file(), timm_config(file.at("config")));
  ModelRun run = ModelRun::of_pixels(model, Matrix::Zero(28, 28));
  REQUIRE(run.advance());
  std::cout << "model golden: vit_mnist layer 5, largest differences:";
  compare_layer(run, layer.at("values"));
  std::cout << '\n';
}

TEST_CASE("a causal layer with Conv1D weights gives PyTorch's values (gpt-nano)",
          "[golden][models]") {
  if (is_absent("gpt_nano_sort.json")) {
    return;
  }
  const LibraryJson file = golden::read_json(golden::folder() / "gpt_nano_sort.json");
  const LibraryJson &layer = file.at("layers").at(0);
  const LibraryJson &weights = layer.at("weights");
  // The file has no embedding: each place gets a word of its own, the row that enters the layer.
  const Matrix x_in = matrix(layer.at("values"), "x_in");
  const Index d = x_in.cols();
  FileWriter writer;
  writer.add("wte.weight", x_in);
  add_vector(writer, "h.0.ln_1.weight", stored(weights, "ln_w"));
  add_vector(writer, "h.0.ln_1.bias", stored(weights, "ln_b"));
  writer.add("h.0.attn.c_attn.weight", matrix(weights, "qkv_w"));
  add_vector(writer, "h.0.attn.c_attn.bias", stored(weights, "qkv_b"));
  writer.add("h.0.attn.c_proj.weight", matrix(weights, "proj_w"));
  add_vector(writer, "h.0.attn.c_proj.bias", stored(weights, "proj_b"));
  for (const char *norm : {"h.0.ln_2", "ln_f"}) {
    add_constant(writer, std::string(norm) + ".weight", {d}, 1);
    add_constant(writer, std::string(norm) + ".bias", {d}, 0);
  }
  add_constant(writer, "h.0.mlp.c_fc.weight", {d, kInner}, 0);
  add_constant(writer, "h.0.mlp.c_proj.weight", {kInner, d}, 0);
  const LibraryJson config = {{"n_head", file.at("config").at("heads")},
                              {"layer_norm_epsilon", file.at("config").at("ln_eps")}};
  std::vector<Index> ids;
  for (Index i = 0; i < x_in.rows(); ++i) {
    ids.push_back(i);
  }
  ModelRun run = ModelRun::of_tokens(load_model(writer.file(), config), ids);
  REQUIRE(run.advance());
  std::cout << "model golden: gpt_nano_sort layer 0, largest differences:";
  compare_layer(run, layer.at("values"));
  std::cout << '\n';
}
