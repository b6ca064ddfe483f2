// SPDX-License-Identifier: MIT
#include "attn/attend.hpp"

#include "attn/kernels.hpp"
#include "attn/score_math.hpp"
#include "check.hpp"

#include <cmath>
#include <utility>

namespace attn {

namespace {

void check_widths(const MatrixView &q, const MatrixView &k, const MatrixView &v,
                  const AttendOptions &options) {
  const Index heads = options.num_heads;
  const Index kv_heads = options.num_kv_heads;
  if (heads < 1 || kv_heads < 1 || heads % kv_heads != 0) {
    refuse(ErrorCode::kRange,
           {"numKvHeads: expected a divisor of numHeads = ", heads, ", got ", kv_heads});
  }
  if (q.cols() % heads != 0 || k.cols() % kv_heads != 0 || v.cols() % kv_heads != 0 ||
      q.cols() / heads != k.cols() / kv_heads) {
    refuse(ErrorCode::kShape,
           {"q, k, v: expected the same headDim for ", heads, " query and ", kv_heads,
            " key heads, got widths ", q.cols(), ", ", k.cols(), ", ", v.cols()});
  }
  if (k.rows() != v.rows()) {
    refuse(ErrorCode::kShape,
           {"v: expected a row for each of ", k.rows(), " keys, got ", v.rows()});
  }
}

[[noreturn]] void refuse_score(const char *what, Index head, Index query, Index key) {
  refuse(ErrorCode::kNotFinite, {what, ": head ", head, ", query ", query, ", key ", key,
                                 " does not fit a 32-bit float; use smaller inputs or weights"});
}

/// Scores of one head to scaled scores, in place of the steps scale, softcap, bias and mask.
void scale_head(const AttendOptions &options, Index head, const MatrixView &scores,
                MutableMatrixView scaled) {
  const bool biased = has_score_bias(options);
  for (Index i = 0; i < scores.rows(); ++i) {
    for (Index j = 0; j < scores.cols(); ++j) {
      float s = scores(i, j) * options.scale;
      if (!std::isfinite(s)) {
        refuse_score(std::isfinite(scores(i, j)) ? "scaled" : "scores", head, i, j);
      }
      if (options.mask != nullptr && !options.mask->allows(head, i, j)) {
        scaled(i, j) = kMasked;
        continue;
      }
      if (options.softcap) {
        s = capped_score(s, *options.softcap);
      }
      if (biased) {
        s += score_bias(options, head, i, j);
      }
      if (!std::isfinite(s)) {
        refuse_score("scaled", head, i, j);
      }
      scaled(i, j) = s;
    }
  }
}

void softmax_rows(const Matrix &scaled, Matrix &weights) {
  const auto keys = static_cast<std::size_t>(scaled.cols());
  for (Index i = 0; i < scaled.rows(); ++i) {
    const std::span<const float> from(scaled.data() + i * scaled.cols(), keys);
    const std::span<float> to(weights.data() + i * scaled.cols(), keys);
    softmax_row(from, to, to);
  }
}

} // namespace

float score_bias(const AttendOptions &options, Index head, Index query, Index key) {
  const bool positioned = options.position != nullptr && has_score_bias(*options.position);
  const bool masked = options.mask != nullptr && options.mask->bias;
  if (positioned && masked) {
    return position_score_bias(*options.position, head, query, key) +
           options.mask->bias->at(head, query, key);
  }
  if (positioned) {
    return position_score_bias(*options.position, head, query, key);
  }
  return masked ? options.mask->bias->at(head, query, key) : 0;
}

bool has_score_bias(const AttendOptions &options) {
  return (options.position != nullptr && has_score_bias(*options.position)) ||
         (options.mask != nullptr && options.mask->bias);
}

AttendResult attend(const MatrixView &q, const MatrixView &k, const MatrixView &v,
                    const AttendOptions &options) {
  check_widths(q, k, v, options);
  const Index heads = options.num_heads;
  const Index group = heads / options.num_kv_heads;
  const Index head_dim = q.cols() / heads;
  const Index value_dim = v.cols() / options.num_kv_heads;
  const Index n = q.rows();
  const Index m = k.rows();
  check_size("scores", {heads, n, m});
  check_size("z", {n, heads, value_dim});
  if (options.mask != nullptr) {
    options.mask->check(heads, n, m);
  }

  AttendResult result{Matrix(heads * n, m), Matrix(heads * n, m), Matrix(heads * n, m),
                      Matrix(n, heads * value_dim)};
  for (Index h = 0; h < heads; ++h) {
    multiply_transposed(column_block(q, h * head_dim, head_dim),
                        column_block(k, h / group * head_dim, head_dim),
                        row_block(result.scores, h * n, n));
    scale_head(options, h, row_block(std::as_const(result.scores), h * n, n),
               row_block(result.scaled, h * n, n));
  }
  softmax_rows(result.scaled, result.weights);
  for (Index h = 0; h < heads; ++h) {
    multiply(row_block(std::as_const(result.weights), h * n, n),
             column_block(v, h / group * value_dim, value_dim),
             column_block(result.z, h * value_dim, value_dim));
  }
  return result;
}

} // namespace attn
