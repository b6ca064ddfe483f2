// SPDX-License-Identifier: MIT
#include "attn/query_walk.hpp"

#include "attn/kernels.hpp"

namespace attn {

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
  return run.q(head)(query, column) * run.k(head)(key, column);
}

Matrix score_products(const Run &run, Index head, Index query) {
  Matrix products(run.context_length(), run.spec().head_dim);
  for (Index key = 0; key < products.rows(); ++key) {
    for (Index c = 0; c < products.cols(); ++c) {
      products(key, c) = score_product(run, head, query, key, c);
    }
  }
  return products;
}

float multiplied_score(const Run &run, Index head, Index query, Index key) {
  return run.scores(head)(query, key) * run.layer().scale();
}

float capped_score(const Run &run, Index head, Index query, Index key) {
  return capped_score(multiplied_score(run, head, query, key), *run.spec().softcap);
}

float score_bias(const Run &run, Index head, Index query, Index key) {
  return score_bias(run.layer().attend_options(), head, query, key);
}

float weighted_value(const Run &run, Index head, Index query, Index key, Index column) {
  return run.weights(head)(query, key) * run.v(head)(key, column);
}

Matrix weighted_values(const Run &run, Index head, Index query) {
  Matrix weighted(run.context_length(), run.spec().value_dim);
  for (Index key = 0; key < weighted.rows(); ++key) {
    for (Index c = 0; c < weighted.cols(); ++c) {
      weighted(key, c) = weighted_value(run, head, query, key, c);
    }
  }
  return weighted;
}

RowVector head_output(const Run &run, Index head, Index query) {
  const LayerSpec &spec = run.spec();
  const MatrixView z = run.z(head);
  RowVector out = RowVector::Zero(spec.out_dim);
  for (Index c = 0; c < spec.value_dim; ++c) {
    out += z(query, c) * run.layer().weights().wo.row(head * spec.value_dim + c);
  }
  return out;
}

namespace {

/// Row j: what the weights of all heads leave of the values of key `first + j`, side by side.
Matrix weighted_rows(const Run &run, Index query, Index first, Index count) {
  const LayerSpec &spec = run.spec();
  Matrix rows(count, spec.concat_width());
  for (Index head = 0; head < spec.num_heads; ++head) {
    for (Index j = 0; j < count; ++j) {
      for (Index c = 0; c < spec.value_dim; ++c) {
        rows(j, head * spec.value_dim + c) = weighted_value(run, head, query, first + j, c);
      }
    }
  }
  return rows;
}

Matrix contributions_of(const Run &run, Index query, Index first, Index count) {
  const Weights &w = run.layer().weights();
  const PackedWeights *packed = run.layer().packed();
  const Matrix rows = weighted_rows(run, query, first, count);
  Matrix all;
  if (packed != nullptr) {
    project(rows, packed->wo, RowVector(), all);
  } else {
    project(rows, w.wo, RowVector(), all);
  }
  return all;
}

} // namespace

RowVector key_contribution(const Run &run, Index query, Index key) {
  return contributions_of(run, query, key, 1).row(0);
}

Matrix contributions(const Run &run, Index query) {
  return contributions_of(run, query, 0, run.context_length());
}

RowVector output_by_token(const Run &run, Index query) {
  const Matrix all = contributions(run, query);
  RowVector out = RowVector::Zero(run.spec().out_dim);
  for (Index key = 0; key < all.rows(); ++key) {
    out += all.row(key);
  }
  const RowVector &bo = run.layer().weights().bo;
  return bo.size() == 0 ? out : RowVector(out + bo);
}

} // namespace attn
