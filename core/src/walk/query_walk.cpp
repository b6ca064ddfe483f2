// SPDX-License-Identifier: MIT
#include "walk/query_walk.hpp"

#include "base/check.hpp"
#include "math/kernels.hpp"
#include "math/simd.hpp"
#include "walk/cosine.hpp"

#include <algorithm>

namespace attn {

void check_query(const Run &run, Index query) {
  if (query < 0 || query >= run.length()) {
    refuse(ErrorCode::kRange, {"query: expected 0 to ", run.length() - 1, ", got ", query});
  }
}

QuerySoftmax query_softmax(const Run &run, Index head, Index query) {
  const auto keys = static_cast<std::size_t>(run.context_length());
  const MatrixView scaled = run.scaled(head);
  QuerySoftmax result;
  result.exponentials.resize(keys);
  std::vector<float> weights(keys);
  result.row =
      softmax_row({scaled.data() + query * scaled.cols(), keys}, result.exponentials, weights);
  return result;
}

float score_product(const Run &run, Index head, Index query, Index key, Index column) {
  return run.q(head)(query, column) * run.k(head)(run.key_row(query, key), column);
}

Matrix score_products(const Run &run, Index head, Index query) {
  const MatrixView keys = row_block(run.k(head), run.first_key_row(query), run.context_length());
  const float *q = run.q(head).data() + query * run.q().cols();
  Matrix products(keys.rows(), keys.cols());
  float *to = products.data();
  for (Index key = 0; key < keys.rows(); ++key) {
    const float *k = keys.data() + key * keys.outerStride();
    for (Index c = 0; c < keys.cols(); ++c) {
      *to++ = q[c] * k[c];
    }
  }
  return products;
}

float multiplied_score(const Run &run, Index head, Index query, Index key) {
  return run.scores(head)(query, key) * run.layer().scale(head);
}

float mixed_score(const Run &run, Index head, Index query, Index key) {
  const HeadMix *mix = run.score_mix();
  if (mix == nullptr) {
    return multiplied_score(run, head, query, key);
  }
  RowVector multiplied(run.spec().num_heads);
  for (Index other = 0; other < multiplied.size(); ++other) {
    multiplied(other) = multiplied_score(run, other, query, key);
  }
  return mixed(*mix, head, multiplied.data(), 1);
}

float capped_score(const Run &run, Index head, Index query, Index key) {
  return capped_score(mixed_score(run, head, query, key), *run.spec().softcap);
}

float score_bias(const Run &run, Index head, Index query, Index key) {
  return score_bias(run.layer().attend_options(), head, query, key);
}

float weighted_value(const Run &run, Index head, Index query, Index key, Index column) {
  return run.weights(head)(query, key) * run.v(head)(run.key_row(query, key), column);
}

Matrix weighted_values(const Run &run, Index head, Index query) {
  const MatrixView values = row_block(run.v(head), run.first_key_row(query), run.context_length());
  const float *weights = run.weights(head).data() + query * run.context_length();
  Matrix weighted(values.rows(), values.cols());
  float *to = weighted.data();
  for (Index key = 0; key < values.rows(); ++key) {
    const float *v = values.data() + key * values.outerStride();
    for (Index c = 0; c < values.cols(); ++c) {
      *to++ = weights[key] * v[c];
    }
  }
  return weighted;
}

namespace {

/// to += factor · from; never fused, so that one number alone comes out with the same bits.
void add_scaled(float *to, float factor, const float *from, Index count) {
  using namespace simd;
  Index c = 0;
  for (; c + kLanes <= count; c += kLanes) {
    store(to + c, load(to + c) + splat(factor) * load(from + c));
  }
  for (; c < count; ++c) {
    to[c] += factor * from[c];
  }
}

} // namespace

RowVector head_output(const Run &run, Index head, Index query) {
  const LayerSpec &spec = run.spec();
  const MatrixView z = run.z(head);
  RowVector out = RowVector::Zero(spec.out_dim);
  for (Index c = 0; c < spec.value_dim; ++c) {
    const MatrixView row = row_block(run.layer().weights().wo, head * spec.value_dim + c, 1);
    add_scaled(out.data(), z(query, c), row.data(), out.size());
  }
  return out;
}

namespace {

/// Those of the keys from `first` on, in one column of the output.
RowVector contributions_to(const Run &run, Index query, Index first, Index count, Index column) {
  const LayerSpec &spec = run.spec();
  const MatrixView to_column = column_block(run.layer().weights().wo, column, 1);
  RowVector sums = RowVector::Zero(count);
  Matrix outputs(count, 1);
  for (Index head = 0; head < spec.num_heads; ++head) {
    multiply(row_block(run.v(head), run.key_row(query, first), count),
             row_block(to_column, head * spec.value_dim, spec.value_dim), view(outputs));
    for (Index j = 0; j < count; ++j) {
      sums(j) += run.weights(head)(query, first + j) * outputs(j, 0);
    }
  }
  return sums;
}

} // namespace

float contribution(const Run &run, Index query, Index key, Index column) {
  return contributions_to(run, query, key, 1, column)(0);
}

RowVector contributions_to(const Run &run, Index query, Index column) {
  return contributions_to(run, query, 0, run.context_length(), column);
}

Matrix head_contributions(const Run &run, Index head, Index query) {
  Matrix unkept;
  const MatrixView outputs =
      row_block(run.key_outputs(head, unkept), run.first_key_row(query), run.context_length());
  Matrix shares(outputs.rows(), outputs.cols());
  for (Index key = 0; key < shares.rows(); ++key) {
    const float weight = run.weights(head)(query, key);
    const float *from = outputs.data() + key * outputs.outerStride();
    for (Index c = 0; c < shares.cols(); ++c) {
      shares(key, c) = weight * from[c];
    }
  }
  return shares;
}

Matrix contributions(const Run &run, Index query) {
  Matrix sums(run.context_length(), run.spec().out_dim);
  std::fill_n(sums.data(), sums.size(), 0.0F);
  Matrix unkept;
  for (Index head = 0; head < run.spec().num_heads; ++head) {
    const MatrixView outputs =
        row_block(run.key_outputs(head, unkept), run.first_key_row(query), run.context_length());
    for (Index key = 0; key < sums.rows(); ++key) {
      add_scaled(sums.data() + key * sums.cols(), run.weights(head)(query, key),
                 outputs.data() + key * outputs.outerStride(), sums.cols());
    }
  }
  return sums;
}

float output_by_token(const Run &run, Index query, Index column) {
  float sum = 0;
  for (const float value : contributions_to(run, query, column)) {
    sum += value;
  }
  const RowVector &bo = run.layer().weights().bo;
  return bo.size() == 0 ? sum : sum + bo(column);
}

bool has_residual(const Run &run) { return run.spec().out_dim == run.spec().d_model; }

bool adds_to_hidden(const Run &run) { return run.origin() != nullptr && run.origin()->adds_hidden; }

RowScale output_scale(const Run &run, Index query) {
  const Matrix &output = run.output();
  return row_scale(*run.origin()->post_norm, output.data() + query * output.cols(), output.cols());
}

float normalized_output(const Run &run, Index query, Index column) {
  const float output = run.output()(query, column);
  const Norm *norm = run.origin() == nullptr ? nullptr : run.origin()->post_norm;
  if (norm == nullptr) {
    return output;
  }
  return normalized(output, output_scale(run, query), norm->weight(column),
                    norm->bias.size() == 0 ? 0 : norm->bias(column));
}

float added_output(const Run &run, Index query, Index column) {
  const float output = normalized_output(run, query, column);
  const RowVector *scale = run.origin() == nullptr ? nullptr : run.origin()->layer_scale;
  return scale == nullptr ? output : output * (*scale)(column);
}

float residual(const Run &run, Index query, Index column) {
  const Matrix &input = adds_to_hidden(run) ? run.origin()->hidden : run.x();
  return finite(double{input(query, column)} + added_output(run, query, column));
}

} // namespace attn
