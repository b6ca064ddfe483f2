// SPDX-License-Identifier: MIT
/// Pictures become the pixels that torchvision's transforms give (tests/reference/make_models.py).
#include "attn/image.hpp"
#include "golden.hpp"
#include "models.hpp"

#include "catch.hpp"

#include <cstdint>
#include <iostream>
#include <vector>

using namespace attn;
using namespace attn::test;

namespace {

Model image_model(Index size, Index channels) {
  Model model;
  model.patches = PatchEmbedding();
  model.patches->grid = {size, size};
  model.patches->patch_size = 1;
  model.patches->num_channels = channels;
  return model;
}

} // namespace

TEST_CASE("a picture is cropped, resized and normalised as torchvision does it") {
  const LibraryJson reference = parse_json(project_file("tests/reference/models/images.json"));
  REQUIRE(reference.at("cases").size() == 4);
  for (const LibraryJson &one : reference.at("cases")) {
    const auto width = one.at("width").get<Index>();
    const auto height = one.at("height").get<Index>();
    Model model = image_model(one.at("size").get<Index>(), one.at("channels").get<Index>());
    model.config.image_mean = one.at("mean").get<std::vector<float>>();
    model.config.image_std = one.at("std").get<std::vector<float>>();
    const auto rgba = one.at("rgba").get<std::vector<std::uint8_t>>();
    const Matrix pixels = image_pixels(model, rgba, width, height);
    REQUIRE(pixels.rows() == model.patches->num_channels * model.patches->image_height());
    Matrix expected = rows_of(one.at("pixels"));
    expected.resize(pixels.rows(), pixels.cols());
    const float difference = golden::max_difference(pixels, expected);
    std::cout << "image " << width << " x " << height << ": largest difference " << difference
              << '\n';
    CAPTURE(width, height);
    CHECK(difference <= 1e-5F);
  }
}

TEST_CASE("without mean and deviation black is -1 and white is 1") {
  const std::vector<std::uint8_t> rgba{0, 0, 0, 255, 255, 255, 255, 255, //
                                       9, 9, 9, 0,   255, 255, 255, 255};
  const Matrix pixels = image_pixels(image_model(2, 1), rgba, 2, 2);
  CHECK(pixels(0, 0) == -1);
  CHECK(pixels(0, 1) == Approx(1));
  CHECK(pixels(1, 0) == -1); // nothing there: black
}

TEST_CASE("a picture whose bytes do not fit its sides is refused") {
  const Model model = image_model(2, 3);
  const std::vector<std::uint8_t> rgba(16);
  const auto refusal = [&](Index width, Index height) {
    return refusal_of([&] { image_pixels(model, rgba, width, height); });
  };
  CHECK(refusal(2, 2) == "accepted");
  CHECK(refusal(2, 3) == "shape: image: expected width × height × 4 bytes, got 2 × 3 and 16 bytes");
  CHECK(refusal(0, 2) == "shape: image: expected width × height × 4 bytes, got 0 × 2 and 16 bytes");
  CHECK(refusal(-2, -2) ==
        "shape: image: expected width × height × 4 bytes, got -2 × -2 and 16 bytes");
}

TEST_CASE("a picture is refused by a model of words and by one of two channels") {
  const std::vector<std::uint8_t> rgba(16);
  CHECK(refusal_of([&] { image_pixels(Model(), rgba, 2, 2); }) ==
        "unsupported: image: this model reads words; give tokenIds or text");
  CHECK(refusal_of([&] { image_pixels(image_model(2, 2), rgba, 2, 2); }) ==
        "unsupported: image: this model has 2 channels; give it pixels instead");
}
