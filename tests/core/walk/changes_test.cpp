// SPDX-License-Identifier: MIT
/// A run with changes is, to the bit, a run that was given the changed numbers from the start.
#include "layers.hpp"
#include "models.hpp"

#include "attn/json_input.hpp"

#include <string>

using namespace attn;
using namespace attn::test;

namespace {

LayerSpec small() { return spec_of(4, 2); }

Run changed(const LayerSpec &spec, const Matrix &x, const std::string &changes) {
  RunParts parts{std::make_shared<const AttentionLayer>(spec), Sequence{x, {}, InputSource::kGiven},
                 std::nullopt};
  apply_changes(read_changes(parse_json(changes)), parts);
  return {parts.layer, parts.x};
}

void require_same(const Run &a, const Run &b) {
  REQUIRE(a.length() == b.length());
  REQUIRE(a.x() == b.x());
  REQUIRE(a.q() == b.q());
  REQUIRE(a.scaled() == b.scaled());
  REQUIRE(a.weights() == b.weights());
  REQUIRE(a.concat() == b.concat());
  REQUIRE(a.output() == b.output());
}

std::string refused(const LayerSpec &spec, const std::string &changes) {
  return refusal_of([&] { changed(spec, input_of(3, 4), changes); });
}

} // namespace

TEST_CASE("changed numbers of x, weights and biases are as given from the start") {
  Matrix x = input_of(3, 4);
  Weights weights = AttentionLayer(small()).weights();
  weights.bq = input_of(1, 4, 2);
  const auto layer = std::make_shared<const AttentionLayer>(small(), weights);
  RunParts parts{layer, Sequence{x, {}, InputSource::kGiven}, std::nullopt};
  apply_changes(read_changes(parse_json(R"([
    { "ref": { "tensor": "x", "index": [1, 2] }, "value": 0.5 },
    { "ref": { "tensor": "wq", "index": [0, 3] }, "value": -2 },
    { "ref": { "tensor": "wk", "index": [1, 0] }, "value": 3 },
    { "ref": { "tensor": "wv", "index": [2, 1] }, "value": 4 },
    { "ref": { "tensor": "wo", "index": [3, 0] }, "value": 5 },
    { "ref": { "tensor": "bq", "index": [1] }, "value": 0.25 }
  ])")),
                parts);
  x(1, 2) = 0.5F;
  weights.wq(0, 3) = -2;
  weights.wk(1, 0) = 3;
  weights.wv(2, 1) = 4;
  weights.wo(3, 0) = 5;
  weights.bq(1) = 0.25F;
  require_same(Run(parts.layer, parts.x), run_of(small(), weights, x));
  CHECK(layer->weights().wq(0, 3) != -2); // others that share the layer see nothing of it
}

TEST_CASE("scale, temperature and masks are those of a layer that has them") {
  const Matrix x = input_of(3, 4);
  LayerSpec spec = small();
  spec.scale = 1;
  require_same(changed(small(), x, R"([{ "scale": 1 }])"), run_of(spec, x));
  spec.scale = *resolved(small()).scale / 2;
  require_same(changed(small(), x, R"([{ "temperature": 2 }])"), run_of(spec, x));
  LayerSpec causal = small();
  causal.mask.causal = true;
  require_same(changed(small(), x, R"([{ "mask": "causal" }])"), run_of(causal, x));
  require_same(changed(causal, x, R"([{ "mask": "none" }])"), run_of(small(), x));
}

TEST_CASE("one key is masked or seen, and one score gets a number added") {
  const Matrix x = input_of(3, 4);
  LayerSpec causal = small();
  causal.mask.causal = true;
  const Run seen =
      changed(causal, x, R"([{ "mask": { "query": 0, "key": 2, "head": 1, "allowed": true } }])");
  CHECK(seen.weights(0)(0, 2) == 0);
  CHECK(seen.weights(1)(0, 2) > 0);
  CHECK(seen.weights(1)(0, 1) == 0); // masked as before
  CHECK(seen.weights(0).row(2) == run_of(causal, x).weights(0).row(2));
  const Run row = changed(small(), x, R"([
    { "mask": { "query": 1, "key": 0, "allowed": false } },
    { "mask": { "query": 1, "key": 1, "allowed": false } },
    { "mask": { "query": 1, "key": 2, "allowed": false } }
  ])");
  CHECK(row.weights(0).row(1).isZero(0)); // a query that sees nothing takes nothing
  CHECK(row.concat().row(1).isZero(0));

  LayerSpec biased = small();
  biased.mask.bias = HeadTable{2, Matrix::Zero(6, 3)};
  biased.mask.bias->values(3 + 2, 1) = 1.5F;
  const char *more =
      R"([{ "ref": { "tensor": "maskBias", "head": 1, "index": [2, 1] }, "value": 1.5 }])";
  require_same(changed(small(), x, more), run_of(biased, x));
  const char *masked =
      R"([{ "ref": { "tensor": "maskBias", "head": 0, "index": [2, 1] }, "value": null }])";
  CHECK(changed(small(), x, masked).weights(0)(2, 1) == 0);
}

TEST_CASE("a gate multiplies what a head adds to the output") {
  const Matrix x = input_of(3, 4);
  const Run plain = run_of(small(), x);
  const Run muted = changed(small(), x, R"([{ "head": 0, "gate": 0 }])");
  const Run other = changed(small(), x, R"([{ "head": 1, "gate": 0 }])");
  CHECK(muted.weights() == plain.weights());
  require_near(Matrix(muted.output() + other.output()), plain.output(), 1e-6F);
  Weights weights = AttentionLayer(small()).weights();
  weights.wo.topRows(2) *= -0.5F;
  require_same(changed(small(), x, R"([{ "head": 0, "gate": -0.5 }])"),
               run_of(small(), weights, x));
}

TEST_CASE("tokens change places, are doubled and left out; positions stay at their places") {
  LayerSpec spec = small();
  spec.position = SinusoidalPosition{};
  const Matrix x = input_of(3, 4);
  Matrix other(4, 4);
  other << x.row(2), x.row(0), x.row(0), x.row(1);
  const Run run = changed(spec, x, R"([{ "tokens": [2, 0, 0, 1] }])");
  require_same(run, run_of(spec, other));
  CHECK(run.tokens() == std::vector<std::string>{"2", "0", "0", "1"});
  require_same(changed(spec, x, R"([{ "positions": false }])"), run_of(small(), x));
  // One after the other: the second finds what the first left.
  require_same(changed(spec, x, R"([{ "tokens": [2, 1] }, { "tokens": [1] }])"),
               run_of(spec, Matrix(x.row(1))));
}

TEST_CASE("a changed position vector is a learned one") {
  LayerSpec spec = small();
  spec.position = SinusoidalPosition{};
  const Matrix x = input_of(3, 4);
  Matrix table = additive_position(resolved(spec).position, 3, 4);
  table(2, 1) = 7;
  LayerSpec learned = small();
  learned.position = LearnedPosition{table};
  const char *change = R"([{ "ref": { "tensor": "position", "index": [2, 1] }, "value": 7 }])";
  require_same(changed(spec, x, change), run_of(learned, x));
}

TEST_CASE("what cannot be changed is refused with its place") {
  CHECK(refused(small(), R"([{ "ref": { "tensor": "wq", "index": [4, 0] }, "value": 1 }])") ==
        "range: changes[0].ref.index[0]: expected 0 to 3, got 4");
  CHECK(refused(small(), R"([{ "ref": { "tensor": "bq", "index": [0] }, "value": 1 }])") ==
        "unsupported: changes[0].ref: bq is not in this layer");
  CHECK(refused(small(), R"([{ "scale": 1 }, { "head": 2, "gate": 0 }])") ==
        "range: changes[1].head: expected 0 to 1, got 2");
  CHECK(refused(small(), R"([{ "temperature": 0 }])") ==
        "range: changes[0].temperature: expected a number above 0, got 0.0");
  CHECK(refused(small(), R"([{ "tokens": [0, 3] }])") ==
        "range: changes[0].tokens[1]: expected 0 to 2, got 3");
  CHECK(refused(small(), R"([{ "head": 0, "gate": 0, "layer": 1 }])") ==
        "unsupported: changes[0].layer: only a model has several; leave it out for a single layer");
  CHECK(refused(small(), R"([{ "scale": 1, "temperature": 2 }])")
            .starts_with("unsupported: changes[0]: expected one of { ref, value }, "));
  CHECK(refused(small(), R"([{}])").starts_with("shape: changes[0]: expected { ref, value }, "));
  CHECK(refused(small(),
                R"([{ "ref": { "tensor": "scores", "head": 0, "index": [0, 0] }, "value": 1 }])")
            .starts_with("unsupported: changes[0].ref: scores is not given but computed"));
  LayerSpec positioned = small();
  positioned.position = SinusoidalPosition{};
  CHECK(refused(positioned, R"([{ "ref": { "tensor": "x", "index": [0, 0] }, "value": 1 }])") ==
        "unsupported: changes[0].ref: x is computed here; change embedding, position or hidden");
}
