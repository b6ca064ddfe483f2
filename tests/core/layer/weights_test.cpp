// SPDX-License-Identifier: MIT
/// The same seed gives the same numbers, on every machine and in the browser.
#include "layers.hpp"

#include <cmath>
#include <string>
#include <vector>

using namespace attn;
using namespace attn::test;

TEST_CASE("weights of a seed are Xavier-uniform, and pinned to the bit") {
  const AttentionLayer layer(spec_of(8, 2, 7));
  const Weights &weights = layer.weights();
  const float limit = std::sqrt(6.0F / 16.0F);
  REQUIRE(weights.wq.cwiseAbs().maxCoeff() <= limit);
  REQUIRE(weights.wq.cwiseAbs().maxCoeff() > limit * 0.8F);
  REQUIRE(weights.label == "seed 7");
  REQUIRE(weights.seeded);
  REQUIRE(weights.wq(0, 0) == -0.13493045F);
  REQUIRE(weights.wo(7, 7) == -0.42253262F);
}

TEST_CASE("another seed gives other weights, and no two matrices are the same") {
  const AttentionLayer seven(spec_of(8, 2, 7));
  const AttentionLayer eight(spec_of(8, 2, 8));
  const Weights &weights = seven.weights();
  REQUIRE((weights.wq - eight.weights().wq).cwiseAbs().maxCoeff() > 0.1F);
  REQUIRE((weights.wq - weights.wk).cwiseAbs().maxCoeff() > 0.1F);
}

TEST_CASE("the same word has the same vector, whatever its case and place") {
  const LayerSpec spec = spec_of(8, 2, 7);
  const Matrix words = sequence_of_words({"The", "cat", "saw", "the", "dog"}, spec).values;
  require_near(words.row(0), words.row(3), 0);
  REQUIRE((words.row(1) - words.row(4)).cwiseAbs().maxCoeff() > 0.1F);
  REQUIRE(words(1, 0) == -0.5282355F);
}

TEST_CASE("word vectors are about standard normal") {
  std::vector<std::string> words;
  for (int i = 0; i < 500; ++i) {
    words.push_back("word" + std::to_string(i));
  }
  const Matrix values = sequence_of_words(words, spec_of(8, 2)).values;
  REQUIRE(values.mean() == Approx(0).margin(0.05));
  REQUIRE(values.squaredNorm() / static_cast<float>(values.size()) == Approx(1).margin(0.1));
}
