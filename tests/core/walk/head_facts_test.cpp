// SPDX-License-Identifier: MIT
/// Measured facts about heads against values worked out by hand, and rollout against a plain loop.
#include "attn/head_facts.hpp"

#include "catch.hpp"
#include "layers.hpp"

#include <array>
#include <cmath>
#include <vector>

using namespace attn;
using namespace attn::test;

namespace {

/// [CLS] and a grid of 2 × 3 patches: keys 1 2 3 / 4 5 6.
const TokenPlaces kPatches{Grid{2, 3}, 1};
const TokenPlaces kWords{};

/// Rows of positive numbers that sum to 1.
Matrix stochastic(Index rows, Index cols, std::uint32_t salt) {
  Matrix weights = input_of(rows, cols, salt).cwiseAbs().array() + 0.01F;
  for (Index i = 0; i < rows; ++i) {
    weights.row(i) /= weights.row(i).sum();
  }
  return weights;
}

} // namespace

TEST_CASE("entropy counts in bits how many keys share the weight") {
  const std::array<float, 4> one_key{0, 1, 0, 0};
  const std::array<float, 4> four_alike{0.25F, 0.25F, 0.25F, 0.25F};
  const std::array<float, 4> uneven{0.5F, 0.25F, 0.125F, 0.125F};
  CHECK(head_facts(one_key.data(), 4, 0, kWords).entropy == 0);
  CHECK(head_facts(four_alike.data(), 4, 0, kWords).entropy == 2);
  CHECK(head_facts(uneven.data(), 4, 0, kWords).entropy == 1.75F);
}

TEST_CASE("the distance of words counts tokens in both directions") {
  const std::array<float, 4> weights{0.5F, 0.25F, 0, 0.25F};
  // From token 1: 0.5 · 1 + 0.25 · 0 + 0.25 · 2.
  const HeadFacts facts = head_facts(weights.data(), 4, 1, kWords);
  CHECK(facts.distance == 1);
  CHECK(facts.on_prefix == 0);
}

TEST_CASE("the distance of patches is Euclidean, over the weight that is not on [CLS]") {
  // From patch 1 (row 0, column 0): patch 3 is 2 away, patch 5 (row 1, column 1) √2.
  const std::array<float, 7> weights{0.5F, 0, 0, 0.25F, 0, 0.25F, 0};
  const HeadFacts facts = head_facts(weights.data(), 7, 1, kPatches);
  CHECK(facts.distance == Approx((2 + std::sqrt(2.0)) / 2));
  CHECK(facts.on_prefix == 0.5F);
  CHECK(facts.entropy == 1.5F);
}

TEST_CASE("a query without a place has no distance, but the other facts") {
  const std::array<float, 7> weights{0.25F, 0, 0, 0.25F, 0, 0.5F, 0};
  const HeadFacts facts = head_facts(weights.data(), 7, 0, kPatches);
  CHECK(facts.distance == 0);
  CHECK(facts.on_prefix == 0.25F);
  CHECK(facts.entropy == 1.5F);
}

TEST_CASE("a query that looks at [CLS] alone has distance 0, not NaN") {
  const std::array<float, 7> weights{1, 0, 0, 0, 0, 0, 0};
  const HeadFacts facts = head_facts(weights.data(), 7, 4, kPatches);
  CHECK(facts.distance == 0);
  CHECK(facts.on_prefix == 1);
}

TEST_CASE("the mean is over the queries that have a place") {
  Matrix weights = Matrix::Zero(7, 7);
  weights(0, 6) = 1; // [CLS] does not count
  for (Index query = 1; query < 7; ++query) {
    weights(query, 0) = 0.5F;
    weights(query, query < 4 ? query + 3 : query - 3) = 0.5F; // the patch above or below
  }
  const HeadFacts mean = mean_head_facts(view(std::as_const(weights)), kPatches);
  CHECK(mean.entropy == Approx(1));
  CHECK(mean.distance == Approx(1));
  CHECK(mean.on_prefix == Approx(0.5));
}

TEST_CASE("rollout is the product of the layers' mixtures with the identity, last one first") {
  constexpr Index kTokens = 5;
  constexpr Index kHeads = 3;
  std::vector<Matrix> layers;
  for (std::uint32_t layer = 0; layer < 4; ++layer) {
    layers.push_back(stochastic(kHeads * kTokens, kTokens, layer + 1));
  }
  using Square = std::array<std::array<double, kTokens>, kTokens>;
  Square expected{};
  for (std::size_t i = 0; i < kTokens; ++i) {
    expected[i][i] = 1;
  }
  for (const Matrix &weights : layers) {
    Square next{};
    for (Index i = 0; i < kTokens; ++i) {
      for (Index k = 0; k < kTokens; ++k) {
        double mixed = i == k ? 0.5 : 0;
        for (Index head = 0; head < kHeads; ++head) {
          mixed += 0.5 * double{weights(head * kTokens + i, k)} / kHeads;
        }
        for (Index j = 0; j < kTokens; ++j) {
          next[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] +=
              mixed * expected[static_cast<std::size_t>(k)][static_cast<std::size_t>(j)];
        }
      }
    }
    expected = next;
  }
  const auto weights_of = [&](Index layer) -> const Matrix & {
    return layers[static_cast<std::size_t>(layer)];
  };
  const auto count = static_cast<Index>(layers.size());
  const Matrix rollout = attention_rollout(count, kHeads, weights_of);
  for (const HeadFusion fusion : {HeadFusion::kMax, HeadFusion::kMin}) {
    const Matrix other = attention_rollout(count, kHeads, weights_of, {fusion, 0.25F});
    for (Index i = 0; i < kTokens; ++i) {
      CHECK(other.row(i).sum() == Approx(1).margin(1e-6));
    }
    // One layer, by hand: the larger or smaller of the heads' weights, and half of itself.
    const Matrix one = attention_rollout(1, kHeads, weights_of, {fusion, 0});
    const Matrix &first = layers.front();
    Matrix expected_row = first.row(2);
    for (Index head = 1; head < kHeads; ++head) {
      const Matrix row = first.row(head * kTokens + 2);
      expected_row = fusion == HeadFusion::kMax ? Matrix(expected_row.cwiseMax(row))
                                                : Matrix(expected_row.cwiseMin(row));
    }
    expected_row(0, 2) += 1;
    expected_row /= expected_row.sum();
    CHECK((one.row(2) - expected_row.row(0)).cwiseAbs().maxCoeff() < 1e-6F);
  }
  for (Index i = 0; i < kTokens; ++i) {
    CHECK(rollout.row(i).sum() == Approx(1).margin(1e-6));
    for (Index j = 0; j < kTokens; ++j) {
      CAPTURE(i, j);
      CHECK(
          rollout(i, j) ==
          Approx(expected[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)]).margin(1e-6));
    }
  }
}
