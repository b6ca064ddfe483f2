// SPDX-License-Identifier: MIT
/// Every number of a run can be opened, and what it opens to gives that number again, down to
/// what was given.
#include "explained.hpp"
#include "layers.hpp"

using namespace attn;
using namespace attn::test;

namespace {

void require_all_explained(const Run &run) {
  require_every_tensor_explained(run);
  REQUIRE(require_explained(run, {TensorId::kOutput, -1, {1, 0, 0}}) > 100);
  REQUIRE(require_explained(run, {TensorId::kOutputByToken, -1, {1, 1, 0}}) > 100);
}

LayerSpec small() { return spec_of(4, 2); }

} // namespace

TEST_CASE("a plain layer explains every number") {
  require_all_explained(run_of(small(), input_of(3, 4)));
}

TEST_CASE("biases, own sizes and grouped queries are explained") {
  LayerSpec spec = small();
  spec.num_kv_heads = 1;
  spec.head_dim = 3;
  spec.value_dim = 2;
  spec.out_dim = 5;
  Weights weights = AttentionLayer(spec).weights();
  weights.bq = input_of(1, 6, 2);
  weights.bk = input_of(1, 3, 3);
  weights.bv = input_of(1, 2, 4);
  weights.bo = input_of(1, 5, 5);
  require_all_explained(run_of(spec, weights, input_of(3, 4)));
}

TEST_CASE("positions are explained") {
  Matrix table(2, 5);
  table << -0.5F, 0.25F, 0, 0.5F, 1, 1, 0, -1, 0.5F, 0.25F;
  Matrix learned = input_of(3, 4, 8);
  learned.row(1).setZero();
  const std::vector<Position> positions = {
      SinusoidalPosition{}, LearnedPosition{learned},
      RopePosition{},       RopePosition{RopeLayout::kHalf, 100, 2, {}, 0},
      AlibiPosition{},      RelativePosition{table, {}, 0}};
  for (const Position &position : positions) {
    CAPTURE(position_label(position));
    LayerSpec spec = small();
    spec.position = position;
    require_all_explained(run_of(spec, input_of(3, 4)));
  }
}

TEST_CASE("masks, bias and softcap are explained, masked numbers as masked") {
  LayerSpec spec = small();
  spec.softcap = 2.0F;
  spec.mask.causal = true;
  spec.mask.bias = HeadTable{1, input_of(3, 3, 6)};
  const Run run = run_of(spec, input_of(3, 4));
  require_all_explained(run);
  const Explanation masked = explain(run, {TensorId::kScaled, 0, {0, 2, 0}});
  REQUIRE(masked.operation == Operation::kMasked);
}

TEST_CASE("cross-attention is explained") {
  const auto layer = std::make_shared<const AttentionLayer>(small());
  const Run run(layer, Sequence{input_of(2, 4), {}, InputSource::kGiven},
                Sequence{input_of(4, 4, 9), {}, InputSource::kGiven});
  require_all_explained(run);
}
