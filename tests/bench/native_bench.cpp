// SPDX-License-Identifier: MIT
/// One layer on this machine: the core's Run against the same layer as one writes it with Eigen,
/// compiled with the same flags. Both keep every intermediate.
#include "attn/run.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <utility>

namespace {

using attn::Index;
using attn::Matrix;
using attn::RowVector;

constexpr float kTolerance = 1e-4F;

struct Case {
  std::shared_ptr<const attn::AttentionLayer> layer;
  Matrix x;
};

Matrix random_matrix(Index rows, Index cols, float spread, std::mt19937 &engine) {
  std::uniform_real_distribution<float> uniform(-spread, spread);
  return Matrix::NullaryExpr(rows, cols, [&] { return uniform(engine); });
}

Case make_case(const benchmark::State &state) {
  attn::LayerSpec spec;
  spec.d_model = static_cast<Index>(state.range(1));
  spec.num_heads = static_cast<Index>(state.range(2));
  const Index width = spec.d_model;
  std::mt19937 engine(7);
  attn::Weights weights;
  const float spread = std::sqrt(3.0F / static_cast<float>(width));
  for (Matrix *matrix : {&weights.wq, &weights.wk, &weights.wv, &weights.wo}) {
    *matrix = random_matrix(width, width, spread, engine);
  }
  for (RowVector *bias : {&weights.bq, &weights.bk, &weights.bv, &weights.bo}) {
    *bias = random_matrix(1, width, 0.1F, engine);
  }
  const auto tokens = static_cast<Index>(state.range(0));
  Matrix x = random_matrix(tokens, width, 1.7F, engine);
  return {std::make_shared<const attn::AttentionLayer>(spec, std::move(weights)), std::move(x)};
}

/// Its matrices are allocated by the first call and used again by the next.
class EigenLayer {
public:
  explicit EigenLayer(const attn::AttentionLayer &layer) : layer_(layer) {}

  const Matrix &run(const Matrix &x) {
    const attn::Weights &w = layer_.weights();
    const Index n = x.rows();
    const Index heads = layer_.spec().num_heads;
    const Index width = layer_.spec().head_dim;
    project(x, w.wq, w.bq, q_);
    project(x, w.wk, w.bk, k_);
    project(x, w.wv, w.bv, v_);
    scores_.resize(heads * n, n);
    z_.resize(n, heads * width);
    for (Index head = 0; head < heads; ++head) {
      scores_.middleRows(head * n, n).noalias() =
          q_.middleCols(head * width, width) * k_.middleCols(head * width, width).transpose();
    }
    scaled_ = scores_ * layer_.scale(0);
    of_rows_ = scaled_.rowwise().maxCoeff();
    weights_ = (scaled_.colwise() - of_rows_).array().exp();
    of_rows_ = weights_.rowwise().sum();
    weights_.array().colwise() /= of_rows_.array();
    for (Index head = 0; head < heads; ++head) {
      z_.middleCols(head * width, width).noalias() =
          weights_.middleRows(head * n, n) * v_.middleCols(head * width, width);
    }
    project(z_, w.wo, w.bo, output_);
    return output_;
  }

private:
  static void project(const Matrix &x, const Matrix &w, const RowVector &b, Matrix &y) {
    y.noalias() = x * w;
    y.rowwise() += b;
  }

  const attn::AttentionLayer &layer_;
  Matrix q_, k_, v_, scores_, scaled_, weights_, z_, output_;
  Eigen::VectorXf of_rows_;
};

/// New numbers in the same run.
const Matrix &renew(attn::Run &run, const Matrix &x) {
  run.next_x() = x;
  run.update();
  return run.output();
}

void ours(benchmark::State &state) {
  const Case one = make_case(state);
  attn::Run run(one.layer, attn::Sequence{one.x, {}});
  const Matrix expected = EigenLayer(*one.layer).run(one.x);
  const float largest = expected.cwiseAbs().maxCoeff();
  if ((run.output() - expected).cwiseAbs().maxCoeff() > kTolerance * largest) {
    state.SkipWithError("the outputs of the core and of Eigen differ");
    return;
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(renew(run, one.x).data());
  }
}

void eigen(benchmark::State &state) {
  const Case one = make_case(state);
  EigenLayer layer(*one.layer);
  for (auto _ : state) {
    benchmark::DoNotOptimize(layer.run(one.x).data());
  }
}

void sizes(benchmark::internal::Benchmark *benchmark) {
  benchmark->Args({4, 8, 2})
      ->Args({16, 64, 4})
      ->Args({65, 64, 4})
      ->Args({50, 192, 3})
      ->Args({197, 192, 3})
      ->Args({197, 768, 12})
      ->Args({577, 768, 12});
}

BENCHMARK(ours)->Apply(sizes);
BENCHMARK(eigen)->Apply(sizes);

} // namespace

BENCHMARK_MAIN();
