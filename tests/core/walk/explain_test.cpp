// SPDX-License-Identifier: MIT
/// Every number of a run can be opened, and what it opens to gives that number again, down to
/// what was given.
#include "explained.hpp"
#include "layers.hpp"

#include "attn/tensor.hpp"

#include <limits>

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
  const Run run = run_of(spec, weights, input_of(3, 4));
  require_all_explained(run);
  CHECK_FALSE(has_tensor(run, "residual")); // 5 columns cannot be added to 4
}

TEST_CASE("the residual is the sum of output and input, and never infinite") {
  const Run run = run_of(small(), input_of(3, 4));
  CHECK(value_of(run, {TensorId::kResidual, -1, {1, 2}}) == run.x()(1, 2) + run.output()(1, 2));
  Weights weights;
  weights.wq = weights.wk = Matrix::Zero(1, 1);
  weights.wv = weights.wo = Matrix::Identity(1, 1);
  const Run large = run_of(spec_of(1, 1), weights, Matrix::Constant(1, 1, 3e38F));
  CHECK(value_of(large, {TensorId::kResidual, -1, {0, 0}}) == std::numeric_limits<float>::max());
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

TEST_CASE("all numbers of one query at once are the ones that are explained one by one") {
  LayerSpec spec = small();
  spec.num_kv_heads = 1;
  spec.value_dim = 3;
  spec.out_dim = 5;
  const Run run(std::make_shared<const AttentionLayer>(spec),
                Sequence{input_of(3, 4), {}, InputSource::kGiven},
                Sequence{input_of(6, 4, 9), {}, InputSource::kGiven});
  const auto same = [&run](TensorId tensor, Index head, Index rows, Index columns) {
    CAPTURE(tensor_name(tensor));
    const Matrix all = query_numbers(run, {tensor, head, {2}});
    REQUIRE(all.rows() == rows);
    REQUIRE(all.cols() == columns);
    for (Index row = 0; row < rows; ++row) {
      for (Index column = 0; column < columns; ++column) {
        const bool by_head = tensor == TensorId::kHeadOutput;
        const TensorRef ref = by_head ? TensorRef{tensor, row, {2, column}}
                                      : TensorRef{tensor, head, {2, row, column}};
        REQUIRE(all(row, column) == value_of(run, ref));
      }
    }
  };
  same(TensorId::kProducts, 1, 6, 2);
  same(TensorId::kWeighted, 1, 6, 3);
  same(TensorId::kHeadOutput, 0, 2, 5);
  same(TensorId::kContributions, -1, 6, 5);
  const auto refused = [&run](const TensorRef &place) {
    REQUIRE_THROWS_AS(query_numbers(run, place), Error);
  };
  refused({TensorId::kProducts, 2, {0}});
  refused({TensorId::kWeighted, -1, {0}});
  refused({TensorId::kContributions, -1, {3}});
  refused({TensorId::kQ, 0, {0}});
}
