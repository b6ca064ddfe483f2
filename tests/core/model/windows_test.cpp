// SPDX-License-Identifier: MIT
/// One window of a layer, as a layer of its own.
#include "golden.hpp"
#include "layers.hpp"

#include "attn/error.hpp"
#include "attn/model_loader.hpp"
#include "attn/model_run.hpp"

#include "catch.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using namespace attn;
using namespace attn::test;

TEST_CASE("a window of a layer has the numbers of the whole layer", "[golden][models]") {
  const std::filesystem::path folder = golden::folder() / "families";
  if (!std::filesystem::is_directory(folder)) {
    WARN(golden::absent_message());
    return;
  }
  for (const std::string name : {"hf-swin", "timm-swinv2"}) {
    const auto bytes = [&](const std::string &end) {
      std::ifstream file(folder / (name + end), std::ios::binary);
      return std::string{std::istreambuf_iterator<char>(file), {}};
    };
    const auto model = load_model(bytes(".safetensors"), attn::parse_json(bytes(".config.json")));
    const Index side = model->patches->image_height();
    ModelRun run = ModelRun::of_pixels(
        model, input_of(model->patches->num_channels * side, model->patches->image_width(), 3));
    while (run.advance()) {
    }
    for (Index layer = 0; layer < run.num_layers(); ++layer) {
      const auto whole = run.layer(layer);
      const Index size = whole->spec().window;
      REQUIRE(run.windows(layer) * size == whole->length());
      for (Index window = 0; window < run.windows(layer); ++window) {
        CAPTURE(name, layer, window);
        const auto one = run.layer(layer, window);
        REQUIRE(one->length() == size);
        CHECK(one->tokens()[0] == whole->tokens()[static_cast<std::size_t>(window * size)]);
        for (Index head = 0; head < one->spec().num_heads; ++head) {
          const Matrix expected = whole->weights(head).middleRows(window * size, size);
          CHECK(golden::max_difference(one->weights(head), expected) < 1e-6F);
        }
        const Matrix output = whole->output().middleRows(window * size, size);
        CHECK(golden::max_difference(one->output(), output) < 1e-5F);
      }
      CHECK_THROWS_AS(run.layer(layer, run.windows(layer)), Error);
    }
  }
}
