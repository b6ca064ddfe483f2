// SPDX-License-Identifier: MIT
/// Masks: what is hidden has no influence at all, and a query that sees nothing gets zeros.
#include "layers.hpp"

#include <cmath>
#include <limits>

using namespace attn;
using namespace attn::test;

namespace {

constexpr float kHidden = -std::numeric_limits<float>::infinity();

LayerSpec causal_spec(Index offset = 0) {
  LayerSpec spec = spec_of(8, 2);
  spec.mask.causal = true;
  spec.mask.offset = offset;
  return spec;
}

} // namespace

TEST_CASE("causal: no key after the query has a weight") {
  const Run run = run_of(causal_spec(), input_of(5, 8));
  for (Index head = 0; head < 2; ++head) {
    for (Index query = 0; query < 5; ++query) {
      for (Index key = 0; key < 5; ++key) {
        CAPTURE(head, query, key);
        REQUIRE((run.weights(head)(query, key) == 0) == (key > query));
        REQUIRE(std::isinf(run.scaled(head)(query, key)) == (key > query));
      }
    }
  }
}

TEST_CASE("causal: changing a later token changes nothing before it") {
  Matrix x = input_of(5, 8);
  const Matrix before = run_of(causal_spec(), x).output();
  x.row(4) *= -3;
  require_near(run_of(causal_spec(), x).output().topRows(4), before.topRows(4), 0);
}

TEST_CASE("causal offset: query i sees keys up to i + offset") {
  const Run run = run_of(causal_spec(2), input_of(5, 8));
  REQUIRE(run.weights(0)(0, 2) > 0);
  REQUIRE(run.weights(0)(0, 3) == 0);
}

TEST_CASE("a fully masked row gives zeros, not NaN, and leaves the other rows alone") {
  LayerSpec spec = spec_of(8, 2);
  Matrix allow = Matrix::Ones(3, 3);
  allow.row(1).setZero();
  spec.mask.allow = HeadTable{1, allow};
  const Matrix x = input_of(3, 8);
  const Run run = run_of(spec, x);
  require_near(run.weights(0).row(1), Matrix::Zero(1, 3), 0);
  require_near(run.concat().row(1), Matrix::Zero(1, 8), 0);
  REQUIRE(run.output().allFinite());
  const Run plain = run_of(spec_of(8, 2), x);
  require_near(run.output().row(0), plain.output().row(0), 0);
}

TEST_CASE("a causal mask, an allow table and a bias of −infinity say the same") {
  Matrix allow = Matrix::Zero(4, 4);
  Matrix bias = Matrix::Constant(4, 4, kHidden);
  for (Index query = 0; query < 4; ++query) {
    allow.row(query).head(query + 1).setOnes();
    bias.row(query).head(query + 1).setZero();
  }
  LayerSpec with_allow = spec_of(8, 2);
  with_allow.mask.allow = HeadTable{1, allow};
  LayerSpec with_bias = spec_of(8, 2);
  with_bias.mask.bias = HeadTable{1, bias};
  const Matrix x = input_of(4, 8);
  const Matrix expected = run_of(causal_spec(), x).output();
  require_near(run_of(with_allow, x).output(), expected, 0);
  require_near(run_of(with_bias, x).output(), expected, 0);
}

TEST_CASE("a table per head is for that head only") {
  LayerSpec spec = spec_of(8, 2);
  Matrix allow = Matrix::Ones(6, 3);
  allow.bottomRows(3).rightCols(2).setZero();
  spec.mask.allow = HeadTable{2, allow};
  const Run run = run_of(spec, input_of(3, 8));
  REQUIRE(run.weights(0).minCoeff() > 0);
  require_near(run.weights(1).col(0), Matrix::Ones(3, 1), 0);
}

TEST_CASE("a softcap bounds the scores before the mask") {
  LayerSpec spec = causal_spec();
  spec.softcap = 1.5F;
  const Run run = run_of(spec, input_of(4, 8) * 10);
  for (Index row = 0; row < run.scaled().rows(); ++row) {
    for (Index key = 0; key < 4; ++key) {
      const float scaled = run.scaled()(row, key);
      REQUIRE((std::isinf(scaled) || std::abs(scaled) <= 1.5F));
    }
  }
}
