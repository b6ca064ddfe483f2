// SPDX-License-Identifier: MIT
#include "attn/weights.hpp"

#include "attn/parts.hpp"
#include "base/check.hpp"
#include "math/random.hpp"

#include <cmath>

namespace attn {

namespace {

Matrix xavier_uniform(SplitMix64 &random, const char *name, Index in, Index out) {
  check_size(name, {in, out});
  const double limit = std::sqrt(6.0 / static_cast<double>(in + out));
  Matrix w(in, out);
  for (Index i = 0; i < in; ++i) {
    for (Index j = 0; j < out; ++j) {
      // 53 random bits, scaled by a power of two and moved to [−1, 1): all exact.
      const double unit = static_cast<double>(random.next() >> 11U) * 0x1p-52 - 1.0;
      w(i, j) = static_cast<float>(limit * unit);
    }
  }
  return w;
}

void check_matrix(const char *name, const Matrix &w, Index in, Index out) {
  const std::string path = joined({"weights.", name});
  if (w.rows() != in || w.cols() != out) {
    refuse(ErrorCode::kShape,
           {path, ": expected ", in, " × ", out, ", got ", w.rows(), " × ", w.cols()});
  }
  check_finite_input(path, w);
}

void check_bias(const char *name, const RowVector &b, Index out) {
  const std::string path = joined({"weights.", name});
  if (b.size() != 0 && b.size() != out) {
    refuse(ErrorCode::kShape, {path, ": expected ", out, " values, got ", b.size()});
  }
  check_finite_input(path, b);
}

void check_norm(const char *name, const std::optional<Norm> &norm, Index head_dim, Index width) {
  if (!norm) {
    return;
  }
  const std::string path = joined({"weights.", name});
  const Index size = norm->weight.size();
  if ((size != head_dim && size != width) ||
      (norm->bias.size() != 0 && norm->bias.size() != size)) {
    refuse(ErrorCode::kShape,
           {path, ": expected ", head_dim, " or ", width, " values, got ", size});
  }
  check_finite_input(path, norm->weight);
  check_finite_input(path, norm->bias);
}

void check_mix(const char *name, const std::optional<HeadMix> &mix, const LayerSpec &spec) {
  if (!mix) {
    return;
  }
  const std::string path = joined({name, ".weight"});
  check_matrix(path.c_str(), mix->weight, spec.num_heads, spec.num_heads);
  check_bias(joined({name, ".bias"}).c_str(), mix->bias, spec.num_heads);
  if (spec.window != 0) {
    refuse(ErrorCode::kUnsupported, {"weights.", name, ": not together with windows"});
  }
}

} // namespace

Weights seeded_weights(const LayerSpec &spec) {
  SplitMix64 random(spec.seed);
  Weights weights;
  weights.wq = xavier_uniform(random, "wq", spec.d_model, spec.query_width());
  weights.wk = xavier_uniform(random, "wk", spec.d_model, spec.key_width());
  weights.wv = xavier_uniform(random, "wv", spec.d_model, spec.value_width());
  weights.wo = xavier_uniform(random, "wo", spec.concat_width(), spec.out_dim);
  weights.label = joined({"seed ", spec.seed});
  weights.seeded = true;
  return weights;
}

void check_weights(const Weights &weights, const LayerSpec &spec) {
  check_matrix("wq", weights.wq, spec.d_model, spec.query_width());
  check_matrix("wk", weights.wk, spec.d_model, spec.key_width());
  check_matrix("wv", weights.wv, spec.d_model, spec.value_width());
  check_matrix("wo", weights.wo, spec.concat_width(), spec.out_dim);
  check_bias("bq", weights.bq, spec.query_width());
  check_bias("bk", weights.bk, spec.key_width());
  check_bias("bv", weights.bv, spec.value_width());
  check_bias("bo", weights.bo, spec.out_dim);
  check_norm("qNorm", weights.q_norm, spec.head_dim, spec.query_width());
  check_norm("kNorm", weights.k_norm, spec.head_dim, spec.key_width());
  if constexpr (kHasModelParts) {
    check_mix("scoreMix", weights.score_mix, spec);
    check_mix("weightMix", weights.weight_mix, spec);
  }
}

} // namespace attn
