// SPDX-License-Identifier: MIT
/// What each kind of position promises: what it makes equal, and what it makes differ.
#include "layers.hpp"

#include "walk/position_walk.hpp"

#include <cmath>
#include <vector>

using namespace attn;
using namespace attn::test;

namespace {

/// n times the same vector: what then differs comes from the positions alone.
Matrix repeated_row(Index rows, Index cols) { return input_of(1, cols).replicate(rows, 1); }

Run positioned(Position position, const Matrix &x, Index num_heads = 2) {
  LayerSpec spec = spec_of(x.cols(), num_heads);
  spec.position = std::move(position);
  return run_of(spec, x);
}

/// Scores of equal tokens depend on key − query only.
void require_relative(const Run &run, float tolerance) {
  const MatrixView scaled = run.scaled(0);
  for (Index query = 1; query < scaled.rows(); ++query) {
    for (Index key = 1; key < scaled.cols(); ++key) {
      CAPTURE(query, key);
      REQUIRE(scaled(query, key) == Approx(scaled(query - 1, key - 1)).margin(tolerance));
    }
  }
}

} // namespace

TEST_CASE("sinusoidal positions are sines and cosines, added to x") {
  const Matrix x = input_of(3, 8);
  const Run run = positioned(SinusoidalPosition{}, x);
  REQUIRE(run.position()(0, 0) == 0);
  REQUIRE(run.position()(0, 1) == 1);
  REQUIRE(run.position()(2, 0) == Approx(std::sin(2.0)));
  REQUIRE(run.position()(2, 3) == Approx(std::cos(2.0 / 10.0)));
  require_near(run.x(), x + run.position(), 0);
}

TEST_CASE("sinusoidal positions in halves: sines, then cosines, the slowest `base` times slower") {
  SinusoidalPosition position;
  position.layout = SinusoidalLayout::kHalves;
  const Matrix added = positioned(position, input_of(3, 8)).position();
  const double frequencies[] = {1, std::exp(-std::log(1e4) / 3), std::exp(-2 * std::log(1e4) / 3),
                                1e-4};
  for (Index i = 0; i < 4; ++i) {
    const double angle = 2 * frequencies[i];
    CAPTURE(i);
    REQUIRE(added(2, i) == Approx(std::sin(angle)));
    REQUIRE(added(2, 4 + i) == Approx(std::cos(angle)));
  }
}

TEST_CASE(
    "sinusoidal positions in halves: an odd width ends with 0, a single wave has frequency 1") {
  const SinusoidalPosition position{10000, SinusoidalLayout::kHalves};
  const Matrix odd = positioned(position, input_of(2, 3), 1).position();
  REQUIRE(odd(1, 0) == Approx(std::sin(1.0)));
  REQUIRE(odd(1, 1) == Approx(std::cos(1.0)));
  REQUIRE(odd(1, 2) == 0);
  REQUIRE(positioned(position, input_of(2, 1), 1).position()(1, 0) == 0);
}

TEST_CASE("learned positions are the rows of the table") {
  const Matrix table = input_of(6, 8, 9);
  const Run run = positioned(LearnedPosition{table}, input_of(3, 8));
  require_near(run.position(), table.topRows(3), 0);
}

TEST_CASE("RoPE: scores depend on the distance only, and lengths stay") {
  const RopeLayout layout = GENERATE(RopeLayout::kInterleaved, RopeLayout::kHalf);
  RopePosition rope;
  rope.layout = layout;
  const Run run = positioned(rope, repeated_row(6, 8));
  require_relative(run, 1e-4F);
  REQUIRE(std::abs(run.scaled(0)(0, 0) - run.scaled(0)(0, 3)) > 1e-3F);
  for (Index token = 0; token < 6; ++token) {
    REQUIRE(run.q(0).row(token).norm() == Approx(run.q_projected(0).row(token).norm()));
  }
  require_near(run.q(0).row(0), run.q_projected(0).row(0), 0);
}

TEST_CASE("RoPE turns only the rotary columns, and no prefix token") {
  RopePosition rope;
  rope.rotary_dim = 2;
  rope.prefix = 1;
  const Run run = positioned(rope, input_of(4, 8));
  require_near(run.q(0).rightCols(2), run.q_projected(0).rightCols(2), 0);
  require_near(run.q(0).topRows(2), run.q_projected(0).topRows(2), 0);
  REQUIRE((run.q(0).row(2) - run.q_projected(0).row(2)).cwiseAbs().maxCoeff() > 1e-3F);
}

TEST_CASE("2-D RoPE: a step along a row turns one half, a step down the other") {
  RopePosition rope;
  rope.grid = Grid{2, 2};
  const Run run = positioned(rope, repeated_row(4, 8));
  require_near(run.q(0).row(1).head(2), run.q(0).row(0).head(2), 0);
  require_near(run.q(0).row(2).tail(2), run.q(0).row(0).tail(2), 0);
  REQUIRE((run.q(0).row(1) - run.q(0).row(0)).norm() > 1e-3F);
}

TEST_CASE("ALiBi: the bias is −slope · distance, with the paper's slopes") {
  REQUIRE(default_alibi_slopes(8)[0] == Approx(0.5));
  REQUIRE(default_alibi_slopes(8)[7] == Approx(1.0 / 256));
  const Run plain = positioned(NoPosition{}, input_of(4, 8));
  const Run run = positioned(AlibiPosition{{0.5F, 0.25F}}, input_of(4, 8));
  REQUIRE(run.scaled(0)(3, 0) == Approx(plain.scaled(0)(3, 0) - 1.5F));
  REQUIRE(run.scaled(1)(0, 2) == Approx(plain.scaled(1)(0, 2) - 0.5F));
}

TEST_CASE("relative bias: the table at key − query") {
  Matrix table(1, 7);
  table << -3, -2, -1, 0, 1, 2, 3;
  const Run plain = positioned(NoPosition{}, input_of(4, 8));
  const Run run = positioned(RelativePosition{table, {}, 0}, input_of(4, 8));
  for (Index query = 0; query < 4; ++query) {
    for (Index key = 0; key < 4; ++key) {
      const float expected = plain.scaled(1)(query, key) + static_cast<float>(key - query);
      REQUIRE(run.scaled(1)(query, key) == Approx(expected));
    }
  }
}

TEST_CASE("2-D relative bias: the same offset on the grid has the same bias, a prefix has none") {
  const Matrix table = input_of(2, 15, 4); // (2·2 − 1) × (2·3 − 1)
  const RelativePosition position{table, Grid{2, 3}, 1};
  LayerSpec spec = spec_of(8, 2);
  spec.position = position;
  const Run run = run_of(spec, input_of(7, 8));
  const AttendOptions options = run.layer().attend_options();
  REQUIRE(score_bias(options, 0, 0, 4) == 0);
  REQUIRE(score_bias(options, 0, 4, 0) == 0);
  // Patches (0,0) → (1,1) and (0,1) → (1,2), one row and one column further.
  REQUIRE(score_bias(options, 1, 1, 5) == score_bias(options, 1, 2, 6));
  REQUIRE(score_bias(options, 1, 1, 5) == table(1, (1 + 1) * 5 + 1 + 2));
}

TEST_CASE("sinusoidal positions are as alike as their distance says, and equal to themselves") {
  const Run run = positioned(SinusoidalPosition{}, input_of(5, 8));
  for (Index i = 0; i < 5; ++i) {
    REQUIRE(row_cosine(run.position(), i, i).value == 1);
    for (Index j = 0; j < 5; ++j) {
      const auto at = [](Index a) { return static_cast<double>(a); };
      const double distance = at(i) - at(j);
      const double expected = (std::cos(distance) + std::cos(distance / 10) +
                               std::cos(distance / 100) + std::cos(distance / 1000)) /
                              4;
      REQUIRE(row_cosine(run.position(), i, j).value == Approx(expected).margin(1e-6));
      REQUIRE(row_cosine(run.position(), i, j).value == row_cosine(run.position(), j, i).value);
    }
  }
}

TEST_CASE("a learned position of zeros is like no other") {
  Matrix table = input_of(3, 8, 9);
  table.row(1).setZero();
  const Run run = positioned(LearnedPosition{table}, input_of(3, 8));
  REQUIRE(row_cosine(run.position(), 0, 1).value == 0);
  REQUIRE(row_cosine(run.position(), 1, 1).value == 0);
  REQUIRE(row_cosine(run.position(), 0, 0).value == Approx(1));
}

TEST_CASE("the bias of a pair is the bias of its offset") {
  const Position position =
      GENERATE(Position(AlibiPosition{}), Position(RelativePosition{input_of(2, 11, 4), {}, 0}));
  const Run run = positioned(position, input_of(4, 8));
  REQUIRE(offset_places(run) == 7);
  for (Index query = 0; query < 4; ++query) {
    for (Index key = 0; key < 4; ++key) {
      REQUIRE(offset_bias(run, 1, offset_place(run, query, key)) ==
              position_score_bias(run.spec().position, 1, query, key));
    }
  }
  REQUIRE(!has_offset_bias(positioned(RelativePosition{input_of(1, 7, 4), {}, 1}, input_of(4, 8))));
}

TEST_CASE("RoPE: the score of a pair is the score of its offset, and a score at another offset is "
          "that of the same vectors there") {
  const RopeLayout layout = GENERATE(RopeLayout::kInterleaved, RopeLayout::kHalf);
  const Run run = positioned(RopePosition{layout, 100, 2, {}, 0}, repeated_row(5, 8));
  for (Index query = 0; query < 5; ++query) {
    for (Index key = 0; key < 5; ++key) {
      const float score = run.scores(1)(query, key);
      const Index place = offset_place(run, query, key);
      REQUIRE(offset_score(run, 1, query, key, place) == Approx(score).margin(1e-4));
      // Equal tokens: what another pair would get at this offset is what this one has.
      REQUIRE(offset_score(run, 1, 0, 4, place) == Approx(score).margin(1e-4));
    }
  }
  RopePosition grid;
  grid.grid = Grid{2, 2};
  REQUIRE(!has_offset_turns(positioned(grid, input_of(4, 8))));
}

TEST_CASE("sines, cosines and frequencies are those of the C library, as floats") {
  const Index rows = 20000;
  const Index cols = 12;
  const Matrix added = additive_position(SinusoidalPosition{}, rows, cols);
  Index different = 0;
  for (Index p = 0; p < rows; ++p) {
    for (Index c = 0; c < cols; ++c) {
      const double exponent = -2.0 * static_cast<double>(c / 2) / static_cast<double>(cols);
      const double angle = static_cast<double>(p) * std::pow(10000.0, exponent);
      const double expected = c % 2 == 0 ? std::sin(angle) : std::cos(angle);
      different += added(p, c) != static_cast<float>(expected) ? 1 : 0;
    }
  }
  // Where a double lies halfway between two floats, either is right.
  CHECK(different <= 2);
}
