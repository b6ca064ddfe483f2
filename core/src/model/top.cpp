// SPDX-License-Identifier: MIT
#include "model/top.hpp"

#include "attn/run.hpp"
#include "base/check.hpp"
#include "math/kernels.hpp"

#include <cmath>
#include <utility>

namespace attn {

namespace {

RowVector mean_of_rows(const Matrix &rows, Index first) {
  RowVector mean = RowVector::Zero(rows.cols());
  for (Index i = first; i < rows.rows(); ++i) {
    mean += rows.row(i);
  }
  return mean / static_cast<float>(rows.rows() - first);
}

RowVector largest_of_rows(const Matrix &rows, Index first) {
  return rows.bottomRows(rows.rows() - first).colwise().maxCoeff();
}

RowVector attended(const AttentionPooling &pooling, const Matrix &rows) {
  Sequence query;
  query.values = pooling.query;
  Sequence patches;
  patches.values = rows;
  const Run run(pooling.attention, std::move(query), std::move(patches));
  Matrix row = run.output();
  row += run_mlp(pooling.mlp, pooling.norm ? normalize(*pooling.norm, row) : row);
  return row.row(0);
}

/// One row that stands for all.
RowVector pooled(const Top &top, const Matrix &rows) {
  const Index token = top.token < 0 ? rows.rows() - 1 : top.token;
  switch (top.pooling) {
  case Pooling::kToken:
    break;
  case Pooling::kMean:
    return mean_of_rows(rows, top.first_patch);
  case Pooling::kMax:
    return largest_of_rows(rows, top.first_patch);
  case Pooling::kMeanMax:
    return 0.5F * (mean_of_rows(rows, top.first_patch) + largest_of_rows(rows, top.first_patch));
  case Pooling::kTokenAndMean: {
    RowVector both(2 * rows.cols());
    both << rows.row(token), mean_of_rows(rows, top.first_patch);
    return both;
  }
  case Pooling::kAttention:
    return attended(*top.attention_pooling, rows.bottomRows(rows.rows() - top.first_patch));
  }
  return rows.row(token);
}

RowVector mapped(const Linear &head, const Matrix &row) {
  Matrix logits;
  project(row, head.weight, head.bias, logits);
  return logits.row(0);
}

RowVector tied(const Matrix &words, const Matrix &row) {
  RowVector logits(words.rows());
  MutableMatrixView to(logits.data(), 1, logits.size(), Eigen::OuterStride<>(logits.size()));
  multiply_transposed(view(row), view(words), to);
  return logits;
}

} // namespace

RowVector logits_of(const Model &model, const Matrix &last) {
  const Top &top = model.top;
  RowVector logits;
  if (!top.head && !top.tied_head) {
    return logits;
  }
  const Matrix rows = top.norm ? normalize(*top.norm, last) : last;
  Matrix row = pooled(top, rows);
  if (top.pooled_norm) {
    row = normalize(*top.pooled_norm, row);
  }
  logits = top.head ? mapped(*top.head, row) : tied(model.words->word, row);
  if (top.second_head) {
    logits = 0.5F * (logits + mapped(*top.second_head, rows.row(1)));
  }
  for (Index c = 0; c < logits.size(); ++c) {
    if (top.softcap) {
      logits(c) = *top.softcap * std::tanh(logits(c) / *top.softcap);
    }
    if (!std::isfinite(logits(c))) {
      refuse(ErrorCode::kNotFinite, {"logits[", c, "]: does not fit a 32-bit float"});
    }
  }
  return logits;
}

} // namespace attn
