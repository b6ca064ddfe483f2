// SPDX-License-Identifier: MIT
/// Files and configurations that make no model are refused with the tensor's or the key's name.
#include "tiny_models.hpp"

#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <string>
#include <vector>

using namespace attn;
using namespace attn::test;

namespace {

const LibraryJson kHeads = {{"num_heads", 2}};

using Spoil = std::function<void(FileWriter &)>;

/// The tiny ViT after `spoil`.
std::string vit_refusal(const Spoil &spoil, const LibraryJson &config = kHeads) {
  FileWriter writer = tiny_vit();
  spoil(writer);
  return refusal_of([&] { load_model(writer.file(), config); });
}

std::string config_refusal(const std::string &config) {
  return refusal_of([&] { load_model(tiny_vit().file(), parse_json(config)); });
}

/// The tensor is there with another shape.
Spoil reshaped(const std::string &name, const std::vector<Index> &shape) {
  return [=](FileWriter &writer) {
    writer.remove(name);
    Index count = 1;
    for (const Index extent : shape) {
      count *= extent;
    }
    writer.add(name, shape, std::vector<float>(static_cast<std::size_t>(count), 0.5F));
  };
}

bool starts_with(const std::string &text, const std::string &start) {
  return text.rfind(start, 0) == 0;
}

} // namespace

TEST_CASE("the files that are spoiled below are good ones") {
  CHECK(vit_refusal([](FileWriter &) {}) == "accepted");
  CHECK(refusal_of([] { loaded_gpt(); }) == "accepted");
  CHECK(refusal_of([] { load_model(tiny_pack().file(), kHeads); }) == "accepted");
}

TEST_CASE("each tensor that is missing is named") {
  const std::string name = GENERATE(
      as<std::string>(), "pos_embed", "blocks.0.norm1.bias", "blocks.0.attn.proj.weight",
      "blocks.0.norm2.weight", "blocks.0.mlp.fc1.weight", "blocks.0.mlp.fc2.weight", "norm.weight");
  CHECK(vit_refusal([&](FileWriter &writer) { writer.remove(name); }) ==
        "shape: tensor \"" + name + "\": the model needs it, and the file has none");
  CHECK(starts_with(
      vit_refusal([](FileWriter &writer) { writer.remove("blocks.0.attn.qkv.weight"); }),
      "unsupported: file: its tensors have none of the names that are known; "));
}

TEST_CASE("biases and the classifier may be missing") {
  const std::string name =
      GENERATE(as<std::string>(), "patch_embed.proj.bias", "blocks.0.attn.qkv.bias",
               "blocks.0.attn.proj.bias", "blocks.0.mlp.fc1.bias", "head.bias");
  CHECK(vit_refusal([&](FileWriter &writer) { writer.remove(name); }) == "accepted");
}

TEST_CASE("a tensor of another shape is named, with both shapes") {
  CHECK(vit_refusal(reshaped("blocks.0.norm1.weight", {5})) ==
        "shape: tensor \"blocks.0.norm1.weight\": expected 4, got 5");
  CHECK(vit_refusal(reshaped("blocks.0.mlp.fc2.weight", {6, 4})) ==
        "shape: tensor \"blocks.0.mlp.fc2.weight\": expected 4 × 6, got 6 × 4");
  CHECK(vit_refusal(reshaped("blocks.0.attn.qkv.weight", {13, 4})) ==
        "shape: tensor \"blocks.0.attn.qkv.weight\": expected 12 × 4, got 13 × 4");
  CHECK(vit_refusal(reshaped("patch_embed.proj.weight", {4, 1, 2, 3})) ==
        "shape: tensor \"patch_embed.proj.weight\": expected 4 × 1 × 2 × 2, got 4 × 1 × 2 × 3");
  CHECK(vit_refusal(reshaped("patch_embed.proj.weight", {16})) ==
        "shape: tensor \"patch_embed.proj.weight\": expected 4 sizes above 0, got 16");
}

TEST_CASE("a size of 0 is refused wherever it stands") {
  CHECK(starts_with(vit_refusal(reshaped("patch_embed.proj.weight", {4, 1, 2, 0})),
                    "shape: tensor \"patch_embed.proj.weight\": "));
  CHECK(starts_with(
      vit_refusal(reshaped("patch_embed.proj.weight", {2147483647, 2147483647, 2147483647, 0})),
      "shape: tensor \"patch_embed.proj.weight\": "));
  CHECK(starts_with(vit_refusal(reshaped("pos_embed", {1, 2147483647, 0})),
                    "shape: tensor \"pos_embed\": "));
  CHECK(starts_with(vit_refusal(reshaped("blocks.0.attn.qkv.weight", {2147483647, 0})),
                    "shape: tensor \"blocks.0.attn.qkv.weight\": "));
  CHECK(
      starts_with(vit_refusal(reshaped("head.weight", {0, 4})), "shape: tensor \"head.weight\": "));
}

TEST_CASE("positions for other than a square of patches are refused") {
  CHECK(vit_refusal(reshaped("pos_embed", {1, 6, 4})) ==
        "shape: tensor \"pos_embed\": expected a square number of patches and one row for the "
        "class token, got 6 rows; for another shape give the image's height and width in "
        "config.image_size");
}

TEST_CASE("a tensor that no model has is named, not left out") {
  CHECK(starts_with(vit_refusal([](FileWriter &writer) {
                      writer.add("blocks.0.attn.proj_l.weight", {2, 2}, {1, 0, 0, 1});
                    }),
                    "unsupported: tensor \"blocks.0.attn.proj_l.weight\": "));
  CHECK(starts_with(vit_refusal([](FileWriter &writer) {
                      writer.add("blocks.2.norm1.weight", {4}, {1, 1, 1, 1});
                    }),
                    "unsupported: tensor \"blocks.2.norm1.weight\": "));
}

TEST_CASE("a file with none of the known names is refused") {
  FileWriter writer;
  writer.add("weight", {1}, {1});
  CHECK(starts_with(refusal_of([&] { load_model(writer.file(), kHeads); }),
                    "unsupported: file: its tensors have none of the names that are known"));
  CHECK(starts_with(refusal_of([] { load_model(file_of("{}")); }), "unsupported: file: "));
}

TEST_CASE("NaN and infinity in a tensor are refused with its name and place") {
  const float bad = GENERATE(std::numeric_limits<float>::quiet_NaN(), INFINITY, -INFINITY);
  const std::string text = std::isnan(bad) ? "NaN" : bad > 0 ? "Infinity" : "-Infinity";
  CHECK(vit_refusal([&](FileWriter &writer) {
          writer.remove("norm.bias");
          writer.add("norm.bias", {4}, {0, 0, bad, 0});
        }) ==
        "not_finite: tensor \"norm.bias\": number 2 is " + text + "; expected finite numbers");
}

TEST_CASE("whole numbers where floats are needed are refused with the tensor's name") {
  CHECK(vit_refusal([](FileWriter &writer) {
          writer.remove("norm.bias");
          writer.add_bytes("norm.bias", {4}, "I64", std::string(32, '\0'));
        }) == "unsupported: tensor \"norm.bias\": its numbers are I64; F64, F32, F16 "
              "and BF16 are read");
}

TEST_CASE("numbers that nobody needs may be whole, single or none at all") {
  CHECK(vit_refusal([](FileWriter &writer) {
          writer.add_bytes("position_ids", {1, 2}, "I64", std::string(16, '\0'));
          writer.add_bytes("mask", {3}, "BOOL", std::string(3, '\1'));
          writer.add("logit_scale", {}, {4.6F});
          writer.add("empty", {0, 7}, {});
        }) == "accepted");
}

TEST_CASE("64-bit numbers are read where they fit 32 bits") {
  const auto with_bias = [](const std::vector<double> &numbers) {
    return vit_refusal([&](FileWriter &writer) {
      std::string bytes(numbers.size() * sizeof(double), '\0');
      std::memcpy(bytes.data(), numbers.data(), bytes.size());
      writer.remove("norm.bias");
      writer.add_bytes("norm.bias", {4}, "F64", bytes);
    });
  };
  CHECK(with_bias({0.1, -1, 0, 3e38}) == "accepted");
  CHECK(with_bias({0, 1e39, 0, 0}) ==
        "not_finite: tensor \"norm.bias\": number 1 is Infinity in 32 "
        "bits; expected finite numbers");
}

TEST_CASE("a file that is cut short is refused with the tensor whose data are missing") {
  const std::string file = tiny_vit().file();
  CHECK(starts_with(refusal_of([&] { load_model(file.substr(0, file.size() - 1), kHeads); }),
                    "shape: tensor \"head.bias\": its data ends at byte "));
}

TEST_CASE("the number of heads must be told, and divide the width") {
  CHECK(
      starts_with(config_refusal("{}"),
                  "shape: config.num_attention_heads: expected the number of heads, got nothing"));
  CHECK(config_refusal(R"({"num_attention_heads": 3})") ==
        "range: config.num_attention_heads: expected a divisor of 4, got 3");
  CHECK(starts_with(config_refusal(R"({"num_attention_heads": 0})"),
                    "range: config.num_attention_heads: "));
  CHECK(starts_with(config_refusal(R"({"num_attention_heads": "2"})"),
                    "parse: config.num_attention_heads: "));
}

TEST_CASE("sizes in the configuration must be those of the file") {
  CHECK(config_refusal(R"({"num_heads": 2, "image_size": 4, "patch_size": [2, 2]})") == "accepted");
  CHECK(config_refusal(R"({"num_heads": 2, "image_size": 8})") ==
        "shape: config.image_size: expected the size that the 5 rows of \"pos_embed\" were made "
        "for, in "
        "patches of 2 pixels, got 8 × 8");
  CHECK(config_refusal(R"({"num_heads": 2, "patch_size": 1})") ==
        "shape: config.patch_size: expected 2 for the projection in the file, got 1");
  CHECK(config_refusal(R"({"num_heads": 2, "image_size": [2, 8]})") == "accepted");
  CHECK(
      starts_with(config_refusal(R"({"num_heads": 2, "image_size": [4, 5]})"),
                  "shape: config.image_size: expected a number of pixels, or height and width, in "
                  "multiples of the patch of 2, got 4 × 5"));
  CHECK(starts_with(config_refusal(R"({"num_heads": 2, "image_size": [4, 5, 4]})"),
                    "shape: config.image_size: expected a number of pixels"));
}

TEST_CASE("other keys of the configuration are refused by name") {
  CHECK(starts_with(config_refusal(R"({"num_heads": 2, "hidden_act": "gelu2"})"),
                    "unsupported: hidden_act: \"gelu2\" is not known; known are gelu, "));
  CHECK(starts_with(config_refusal(R"({"num_heads": 2, "hidden_act": 1})"),
                    "parse: config.hidden_act: "));
  CHECK(config_refusal(R"({"num_heads": 2, "layer_norm_eps": -1})") ==
        "range: config.layer_norm_eps: expected a number from 0 on, got -1.0");
  CHECK(config_refusal(R"({"num_heads": 2, "id2label": {"0": "a", "2": "b"}})") ==
        "range: config.id2label: expected the numbers 0 to 1 as keys, got \"2\"");
  CHECK(starts_with(config_refusal(R"({"num_heads": 2, "image_mean": "x"})"),
                    "parse: config.image_mean: "));
  CHECK(config_refusal("[]") == "parse: config: expected an object");
}

TEST_CASE("a row of equal numbers does not divide by 0 under an epsilon of 0") {
  FileWriter writer = tiny_vit();
  writer.remove("cls_token");
  writer.remove("pos_embed");
  writer.add("cls_token", {1, 1, 4}, {0, 0, 0, 0});
  writer.add("pos_embed", {1, 5, 4}, std::vector<float>(20, 0));
  const auto model =
      load_model(writer.file(), LibraryJson({{"num_heads", 2}, {"layer_norm_eps", 0}}));
  CHECK(starts_with(refusal_of([&] { vit_run(model); }), "not_finite: "));
}

TEST_CASE("a loader refuses bytes that are too many, too few, or in no range") {
  const std::string file = tiny_vit().file();
  const std::string start = file.substr(0, safetensors_data_start(file, file.size()));
  ModelLoader loader(start, file.size(), kHeads);
  const std::vector<unsigned char> zeros(1000);
  const std::size_t ranges = loader.ranges().size();
  CHECK(
      starts_with(refusal_of([&] { loader.fill(ranges, zeros); }), "range: range: expected 0 to "));
  CHECK(starts_with(refusal_of([&] { loader.fill(0, zeros); }),
                    "range: tensor \"cls_token\": expected at most 16 more bytes, got 1000"));
  CHECK(starts_with(refusal_of([&] { loader.fill(0, std::span(zeros).first(3)); }),
                    "range: tensor \"cls_token\": "));
  loader.fill(0, std::span(zeros).first(8));
  CHECK(refusal_of([&] { loader.finish(); }) ==
        "shape: tensor \"cls_token\": expected 4 numbers, got 2");
}
