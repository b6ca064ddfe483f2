// SPDX-License-Identifier: MIT
/// Every file of golden/families gives what the library that writes such files computes of it.
#include "explained.hpp"
#include "golden.hpp"
#include "models.hpp"

#include "attn/model_loader.hpp"
#include "attn/model_run.hpp"

#include "catch.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

using namespace attn;
using namespace attn::test;

namespace {

std::string bytes_of(const std::filesystem::path &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// { shape, data }: the last axis in columns, all others in rows.
Matrix tensor_of(const LibraryJson &tensor) {
  const std::vector<Index> shape = tensor.at("shape").get<std::vector<Index>>();
  const std::string bytes = golden::decode_bytes(tensor.at("data").get<std::string>());
  const auto count = static_cast<Index>(bytes.size() / sizeof(float));
  const Index cols = shape.back();
  Matrix values(count / cols, cols);
  std::copy_n(reinterpret_cast<const float *>(bytes.data()), count, values.data());
  return values;
}

/// [windows, heads, n, n] as the core keeps it: head after head, in each all windows.
Matrix head_first(const Matrix &stored, const std::vector<Index> &shape) {
  if (shape.size() != 4) {
    return stored;
  }
  const Index windows = shape[0];
  const Index heads = shape[1];
  const Index n = shape[2];
  Matrix sorted(stored.rows(), stored.cols());
  for (Index window = 0; window < windows; ++window) {
    for (Index head = 0; head < heads; ++head) {
      sorted.middleRows((head * windows + window) * n, n) =
          stored.middleRows((window * heads + head) * n, n);
    }
  }
  return sorted;
}

std::vector<std::string> names() {
  std::vector<std::string> names;
  const std::filesystem::path folder = golden::folder() / "families";
  if (std::filesystem::is_directory(folder)) {
    for (const auto &entry : std::filesystem::directory_iterator(folder)) {
      const std::string name = entry.path().filename().string();
      if (name.ends_with(".expected.json")) {
        names.push_back(name.substr(0, name.size() - std::string(".expected.json").size()));
      }
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

ModelRun started(const std::shared_ptr<const Model> &model, const LibraryJson &expected) {
  if (expected.contains("token_ids")) {
    return ModelRun::of_tokens(model, expected.at("token_ids").get<std::vector<Index>>());
  }
  return ModelRun::of_pixels(model, tensor_of(expected.at("pixels")));
}

class Comparison {
public:
  Comparison(std::string name, const LibraryJson &tolerances)
      : name_(std::move(name)), tolerances_(tolerances) {}

  void compare(const char *what, const Matrix &actual, const Matrix &expected) {
    const bool fits = actual.rows() == expected.rows() && actual.cols() == expected.cols();
    const float difference = fits ? golden::max_difference(actual, expected) : 1e30F;
    CAPTURE(name_, what, difference);
    CHECK(difference <= tolerances_.at(what).get<float>());
    largest_ = std::max(largest_, difference);
  }
  float largest() const { return largest_; }

private:
  std::string name_;
  const LibraryJson &tolerances_;
  float largest_ = 0;
};

void check_family(const std::string &name) {
  const std::filesystem::path folder = golden::folder() / "families";
  const LibraryJson expected = golden::read_json(folder / (name + ".expected.json"));
  const std::string config = bytes_of(folder / (name + ".config.json"));
  const std::shared_ptr<const Model> model = load_model(bytes_of(folder / (name + ".safetensors")),
                                                        attn::parse_json(std::string_view(config)));
  ModelRun run = started(model, expected);
  Comparison comparison(name, expected.at("tolerances"));
  const LibraryJson &attention = expected.at("attention");
  // Swin's hidden rows are told for each stage, not for each block.
  const bool is_staged = attention.at(0).at("shape").size() == 4;
  REQUIRE(run.num_layers() == static_cast<Index>(attention.size()));
  for (std::size_t layer = 0; layer < attention.size(); ++layer) {
    CAPTURE(name, layer);
    REQUIRE(run.advance());
    const LibraryJson &tensor = attention.at(layer);
    comparison.compare("attention", run.weights(static_cast<Index>(layer)),
                       head_first(tensor_of(tensor), tensor.at("shape").get<std::vector<Index>>()));
    CHECK(require_each_explained(*run.layer(static_cast<Index>(layer))) > 0);
    if (!is_staged && expected.contains("hidden") && layer < expected.at("hidden").size()) {
      comparison.compare("hidden", run.hidden(), tensor_of(expected.at("hidden").at(layer)));
    }
  }
  if (expected.contains("logits")) {
    comparison.compare("logits", run.logits(), tensor_of(expected.at("logits")));
  }
  std::cout << "family: " << name << ", largest difference " << comparison.largest() << '\n';
}

} // namespace

TEST_CASE("a file of each family gives the numbers of the library that writes it") {
  const std::vector<std::string> all = names();
  if (all.empty()) {
    WARN(golden::absent_message());
    return;
  }
  for (const std::string &name : all) {
    DYNAMIC_SECTION(name) { check_family(name); }
  }
}
