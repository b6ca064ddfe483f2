// SPDX-License-Identifier: MIT
/// What must hold for any layer, whatever its numbers are.
#include "layers.hpp"
#include "library_json.hpp"

#include "attn/trace.hpp"

#include <cmath>
#include <utility>
#include <vector>

using namespace attn;
using namespace attn::test;

TEST_CASE("every row of weights sums to 1 and none is negative") {
  const float extreme = GENERATE(1e-4F, 1.0F, 10.0F, 1e4F);
  const Run run = run_of(spec_of(8, 2), input_of(7, 8) * extreme);
  CAPTURE(extreme);
  REQUIRE(run.weights().minCoeff() >= 0);
  for (Index row = 0; row < run.weights().rows(); ++row) {
    REQUIRE(run.weights().row(row).sum() == Approx(1).margin(1e-6));
  }
}

TEST_CASE("softmax does not change when a constant is added to every score of a row") {
  const Matrix q = input_of(3, 4, 1);
  const Matrix k = input_of(5, 4, 2);
  const Matrix v = input_of(5, 4, 3);
  AttendOptions options;
  options.scale = 0.5F;
  const Matrix plain = attend(view(q), view(k), view(v), options).weights;
  Mask mask;
  mask.bias = HeadTable{1, Matrix::Constant(3, 5, 42.0F)};
  options.mask = &mask;
  require_near(attend(view(q), view(k), view(v), options).weights, plain, 2e-6F);
}

TEST_CASE("permuting the keys permutes the weights and leaves z as it is") {
  const Matrix q = input_of(3, 4, 1);
  const Matrix k = input_of(4, 4, 2);
  const Matrix v = input_of(4, 4, 3);
  const std::vector<Index> order = {2, 0, 3, 1};
  Matrix k2(4, 4);
  Matrix v2(4, 4);
  for (Index row = 0; row < 4; ++row) {
    k2.row(row) = k.row(order[static_cast<std::size_t>(row)]);
    v2.row(row) = v.row(order[static_cast<std::size_t>(row)]);
  }
  AttendOptions options;
  const AttendResult before = attend(view(q), view(k), view(v), options);
  const AttendResult after =
      attend(view(q), view(std::as_const(k2)), view(std::as_const(v2)), options);
  for (Index column = 0; column < 4; ++column) {
    require_near(after.weights.col(column),
                 before.weights.col(order[static_cast<std::size_t>(column)]), 1e-6F);
  }
  require_near(after.z, before.z, 1e-5F);
}

TEST_CASE("without positions, permuting the tokens permutes the outputs") {
  const Matrix x = input_of(5, 8);
  const Matrix reversed = x.colwise().reverse();
  const Matrix output = run_of(spec_of(8, 2), x).output();
  require_near(run_of(spec_of(8, 2), reversed).output(), output.colwise().reverse(), 1e-5F);
}

TEST_CASE("with positions it does not") {
  LayerSpec spec = spec_of(8, 2);
  spec.position = SinusoidalPosition{};
  const Matrix x = input_of(5, 8);
  const Matrix output = run_of(spec, x).output();
  const Matrix reversed = run_of(spec, x.colwise().reverse()).output().colwise().reverse();
  REQUIRE((output - reversed).cwiseAbs().maxCoeff() > 0.01F);
}

TEST_CASE("one head is plain attention, written out by hand in double") {
  const LayerSpec spec = spec_of(6, 1);
  const Matrix x = input_of(4, 6);
  const Run run = run_of(spec, x);
  const Weights &w = run.layer().weights();
  using Double = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic>;
  const auto widened = [](const Matrix &matrix) { return Double(matrix.cast<double>()); };
  const Double q = widened(x) * widened(w.wq);
  const Double k = widened(x) * widened(w.wk);
  Double weights = (q * k.transpose() / std::sqrt(6.0)).array().exp();
  for (Index row = 0; row < 4; ++row) {
    weights.row(row) /= weights.row(row).sum();
  }
  const Double expected = weights * widened(x) * widened(w.wv) * widened(w.wo);
  require_near(run.output(), expected.cast<float>(), 1e-5F);
}

TEST_CASE("values of ones give ones") {
  const Matrix q = input_of(3, 4, 1);
  const Matrix k = input_of(5, 4, 2);
  const Matrix ones = Matrix::Ones(5, 3);
  const AttendResult result = attend(view(q), view(k), view(ones), {});
  require_near(result.z, Matrix::Ones(3, 3), 1e-6F);
}

TEST_CASE("one token attends to itself alone") {
  const Run run = run_of(spec_of(8, 2), input_of(1, 8));
  require_near(run.weights(), Matrix::Ones(2, 1), 0);
  require_near(run.concat(), run.v(), 0);
}

TEST_CASE("zeros share the attention evenly") {
  const Run run = run_of(spec_of(8, 2), Matrix::Zero(4, 8));
  require_near(run.weights(), Matrix::Constant(8, 4, 0.25F), 0);
  require_near(run.output(), Matrix::Zero(4, 8), 0);
}

TEST_CASE("scaling is by 1/√d_k unless told otherwise, and exact") {
  const Run run = run_of(spec_of(8, 2), input_of(4, 8));
  require_near(run.scaled(), run.scores() * 0.5F, 0);
  LayerSpec spec = spec_of(8, 2);
  spec.scale = 0.125F;
  const Run scaled = run_of(spec, input_of(4, 8));
  require_near(scaled.scaled(), scaled.scores() * 0.125F, 0);
}

TEST_CASE("grouped queries are the same as repeated key and value heads") {
  LayerSpec grouped = spec_of(8, 4);
  grouped.num_kv_heads = 2;
  const Matrix x = input_of(5, 8);
  const Run run = run_of(grouped, x);
  Weights repeated = run.layer().weights();
  const Index width = run.spec().head_dim;
  Matrix wk(8, 8);
  Matrix wv(8, 8);
  for (Index head = 0; head < 4; ++head) {
    wk.middleCols(head * width, width) = repeated.wk.middleCols(head / 2 * width, width);
    wv.middleCols(head * width, width) = repeated.wv.middleCols(head / 2 * width, width);
  }
  repeated.wk = wk;
  repeated.wv = wv;
  require_near(run_of(spec_of(8, 4), repeated, x).output(), run.output(), 1e-6F);
}

TEST_CASE("a context equal to x gives self-attention") {
  const auto layer = std::make_shared<const AttentionLayer>(spec_of(8, 2));
  const Sequence x{input_of(4, 8), {}, InputSource::kGiven};
  require_near(Run(layer, x, x).output(), Run(layer, x).output(), 0);
}

TEST_CASE("the trace of every query tells the same run") {
  const Run run = run_of(spec_of(8, 2), input_of(4, 8));
  for (Index query = 0; query < 4; ++query) {
    TraceOptions options;
    options.query = query;
    JsonWriter out;
    write_trace(out, run, options);
    const LibraryJson json = parse_json(out.text());
    REQUIRE(json["config"]["query"] == query);
    REQUIRE(json["steps"].size() == 5 + 2 * 5);
    const LibraryJson &output = json["steps"].back()["values"];
    for (Index column = 0; column < 8; ++column) {
      REQUIRE(output[static_cast<std::size_t>(column)].get<float>() == run.output()(query, column));
    }
  }
}
