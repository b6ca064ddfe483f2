// SPDX-License-Identifier: MIT
/// Talking heads: scores and weights that are mixed over the heads.
#include "explained.hpp"
#include "layers.hpp"
#include "models.hpp"

#include "attn/json_input.hpp"
#include "attn/layer_json.hpp"

#include "catch.hpp"

#include <utility>

using namespace attn;
using namespace attn::test;

namespace {

constexpr Index kHeads = 3;

LayerSpec small_spec() { return resolved(spec_of(6, kHeads)); }

Weights mixing(HeadMix scores, HeadMix weights) {
  Weights result = seeded_weights(small_spec());
  result.score_mix = std::move(scores);
  result.weight_mix = std::move(weights);
  return result;
}

HeadMix some_mix(std::uint32_t salt) {
  return {input_of(kHeads, kHeads, salt), RowVector(input_of(1, kHeads, salt + 1))};
}

HeadMix no_mix() { return {Matrix::Identity(kHeads, kHeads), RowVector::Zero(kHeads)}; }

} // namespace

TEST_CASE("a mix that leaves every head alone gives the bits of none") {
  const Matrix x = input_of(5, 6);
  const Run plain = run_of(small_spec(), seeded_weights(small_spec()), x);
  const Run mixed = run_of(small_spec(), mixing(no_mix(), no_mix()), x);
  CHECK(mixed.scaled() == plain.scaled());
  CHECK(mixed.weights() == plain.weights());
  CHECK(mixed.output() == plain.output());
}

TEST_CASE("heads are mixed before and behind the softmax, written out by hand") {
  const HeadMix before = some_mix(3);
  const HeadMix behind = some_mix(7);
  const Run run = run_of(small_spec(), mixing(before, behind), input_of(4, 6));
  const float scale = run.layer().scale(0);
  for (Index head = 0; head < kHeads; ++head) {
    Matrix scaled = Matrix::Constant(4, 4, before.bias(head));
    Matrix weights = Matrix::Constant(4, 4, behind.bias(head));
    for (Index other = 0; other < kHeads; ++other) {
      scaled += before.weight(head, other) * scale * Matrix(run.scores(other));
      const Matrix powers = Matrix(run.scaled(other)).array().exp();
      weights += behind.weight(head, other) *
                 Matrix(powers.array().colwise() / powers.rowwise().sum().array());
    }
    require_near(run.scaled(head), scaled, 1e-5F);
    require_near(run.weights(head), weights, 1e-5F);
    require_near(run.z(head), Matrix(run.weights(head)) * Matrix(run.v(head)), 1e-5F);
  }
}

TEST_CASE("each number of a mixing layer follows from its operands, with cap, bias and mask too") {
  LayerSpec spec = small_spec();
  SECTION("plain") {}
  SECTION("causal") { spec.mask.causal = true; }
  SECTION("capped, with a bias") {
    spec.softcap = 2.0F;
    spec.position = AlibiPosition();
  }
  const Run run = run_of(spec, mixing(some_mix(3), some_mix(7)), input_of(4, 6));
  require_every_tensor_explained(run);
  for (const char *name : {"scoreMix", "scoreMixBias", "weightMix", "weightMixBias", "multiplied",
                           "scoresMixed", "unmixedWeights"}) {
    CAPTURE(name);
    CHECK(has_tensor(run, name));
  }
  require_explained(run, {TensorId::kWeights, 1, {2, 1}});
}

TEST_CASE("a layer without mixes has none of their numbers") {
  const Run run = run_of(small_spec(), seeded_weights(small_spec()), input_of(4, 6));
  for (const char *name : {"scoreMix", "scoreMixBias", "weightMix", "weightMixBias", "scoresMixed",
                           "unmixedWeights"}) {
    CAPTURE(name);
    CHECK_FALSE(has_tensor(run, name));
  }
}

TEST_CASE("a mix must fit the heads, and comes without windows") {
  const HeadMix wide{Matrix::Identity(4, 4), {}};
  CHECK(refusal_of([&] { run_of(small_spec(), mixing(wide, no_mix()), input_of(4, 6)); }) ==
        "shape: weights.scoreMix.weight: expected 3 × 3, got 4 × 4");
  HeadMix long_bias = no_mix();
  long_bias.bias = RowVector::Zero(2);
  CHECK(refusal_of([&] { run_of(small_spec(), mixing(no_mix(), long_bias), input_of(4, 6)); }) ==
        "shape: weights.weightMix.bias: expected 3 values, got 2");
  LayerSpec windows = small_spec();
  windows.window = 2;
  CHECK(refusal_of([&] { run_of(windows, mixing(no_mix(), no_mix()), input_of(4, 6)); }) ==
        "unsupported: weights.scoreMix: not together with windows");
}
