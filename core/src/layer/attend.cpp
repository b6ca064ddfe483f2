// SPDX-License-Identifier: MIT
#include "attn/attend.hpp"

#include "attn/parts.hpp"
#include "base/check.hpp"
#include "math/kernels.hpp"
#include "math/softmax.hpp"

#include <algorithm>
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

/// Rows that go through all steps together, so that they are still in the cache at the next one.
constexpr Index kRowsAtOnce = 16;

/// What one row of scores goes through before the softmax.
struct Row {
  const AttendOptions &options;
  Index head;
  Index query;
  const float *scores;
  float *scaled;
  Index keys;
};

/// The first place that does not fit a float; a NaN must never leave the core.
[[noreturn]] void refuse_row(const Row &row) {
  for (Index j = 0; j < row.keys; ++j) {
    if (!std::isfinite(row.scores[j])) {
      refuse_score("scores", row.head, row.query, j);
    }
    if (!std::isfinite(row.scaled[j])) {
      refuse_score("scaled", row.head, row.query, j);
    }
  }
  refuse_score("scaled", row.head, row.query, 0);
}

void multiply_by_scale(const Row &row) {
  const float scale = row.options.scale_of(row.head);
  for (Index j = 0; j < row.keys; ++j) {
    row.scaled[j] = row.scores[j] * scale;
  }
  if (!all_finite({row.scaled, static_cast<std::size_t>(row.keys)})) {
    refuse_row(row);
  }
}

void cap_and_bias(const Row &row) {
  const bool biased = has_score_bias(row.options);
  for (Index j = 0; j < row.keys; ++j) {
    float s = row.scaled[j];
    if (row.options.softcap) {
      s = capped_score(s, *row.options.softcap);
    }
    if (biased) {
      s += score_bias(row.options, row.head, row.query, j);
    }
    row.scaled[j] = s;
  }
}

void apply_mask(const Row &row, const Mask &mask) {
  const bool has_more = mask.allow || mask.bias || mask.reach;
  // Written so that query + offset cannot overflow.
  const Index seen = !mask.causal                              ? row.keys
                     : mask.offset >= row.keys - 1 - row.query ? row.keys
                                                               : row.query + mask.offset + 1;
  for (Index j = 0; j < row.keys; ++j) {
    if (j >= seen || (has_more && !mask.allows(row.head, row.query, j))) {
      row.scaled[j] = kMasked;
    }
  }
}

/// A masked score needs not fit.
void check_biased(const Row &row) {
  const Mask *mask = row.options.mask;
  for (Index j = 0; j < row.keys; ++j) {
    if (!std::isfinite(row.scaled[j]) &&
        (mask == nullptr || mask->allows(row.head, row.query, j))) {
      refuse_score("scaled", row.head, row.query, j);
    }
  }
}

/// Softcap, bias and mask.
void finish_row(const Row &row) {
  if (row.options.softcap || has_score_bias(row.options)) {
    cap_and_bias(row);
    check_biased(row);
  }
  const Mask *mask = row.options.mask;
  if (mask != nullptr && (mask->causal || mask->reach || mask->allow || mask->bias)) {
    apply_mask(row, *mask);
  }
}

/// Scores to scaled scores: scale, softcap, bias and mask.
void scale_row(const Row &row) {
  multiply_by_scale(row);
  finish_row(row);
}

/// A query's rows of all heads are this far apart.
Index head_step(const Matrix &values, Index heads) { return values.rows() / heads * values.cols(); }

/// Scores to scaled scores of all heads of one query: scale, mix, softcap, bias and mask.
/// multiplied: [H, m], to work in.
void scale_mixed(const AttendOptions &options, Index query, Matrix &multiplied,
                 AttendResult &result) {
  const Index heads = options.num_heads;
  const Index m = result.scores.cols();
  const Index n = result.scores.rows() / heads;
  for (Index h = 0; h < heads; ++h) {
    const float *const scores = result.scores.data() + (h * n + query) * m;
    multiply_by_scale({options, h, query, scores, multiplied.data() + h * m, m});
  }
  for (Index h = 0; h < heads; ++h) {
    float *const scaled = result.scaled.data() + (h * n + query) * m;
    mix_row(*options.score_mix, h, multiplied.data(), m, scaled, m);
    const Row row{options, h, query, result.scores.data() + (h * n + query) * m, scaled, m};
    check_biased(row);
    finish_row(row);
  }
}

/// Talking heads (Shazeer et al. 2020): no head's row can be finished before those of the others.
void attend_mixed(const MatrixView &q, const MatrixView &k, const MatrixView &v,
                  const AttendOptions &options, AttendResult &result) {
  const Index heads = options.num_heads;
  const Index group = heads / options.num_kv_heads;
  const Index head_dim = q.cols() / heads;
  const Index value_dim = v.cols() / options.num_kv_heads;
  const Index n = q.rows();
  const Index m = k.rows();
  const auto count = static_cast<std::size_t>(m);
  PackedMatrix keys;
  for (Index h = 0; h < heads; ++h) {
    keys.pack_transposed(column_block(k, h / group * head_dim, head_dim));
    multiply(column_block(q, h * head_dim, head_dim), keys, row_block(result.scores, h * n, n));
  }
  Matrix &softmax = options.weight_mix != nullptr ? result.unmixed : result.weights;
  softmax.resize(heads * n, m);
  Matrix multiplied(heads, m);
  for (Index query = 0; query < n; ++query) {
    if (options.score_mix != nullptr) {
      scale_mixed(options, query, multiplied, result);
    }
    for (Index h = 0; h < heads; ++h) {
      const Index at = (h * n + query) * m;
      float *const scaled = result.scaled.data() + at;
      if (options.score_mix == nullptr) {
        scale_row({options, h, query, result.scores.data() + at, scaled, m});
      }
      float *const weights = softmax.data() + at;
      softmax_row({scaled, count}, {weights, count}, {weights, count});
    }
    for (Index h = 0; h < heads && options.weight_mix != nullptr; ++h) {
      mix_row(*options.weight_mix, h, softmax.data() + query * m, head_step(softmax, heads),
              result.weights.data() + (h * n + query) * m, m);
    }
  }
  for (Index h = 0; h < heads; ++h) {
    const PackedMatrix values(column_block(v, h / group * value_dim, value_dim));
    multiply(row_block(std::as_const(result.weights), h * n, n), values,
             column_block(result.z, h * value_dim, value_dim));
  }
}

} // namespace

float score_bias(const AttendOptions &options, Index head, Index query, Index key) {
  const bool positioned = options.position != nullptr && has_score_bias(*options.position);
  const bool masked = options.mask != nullptr && options.mask->bias;
  const Index place = options.window == 0 ? query : query % options.window;
  if (positioned && masked) {
    return position_score_bias(*options.position, head, place, key) +
           options.mask->bias->at(head, query, key);
  }
  if (positioned) {
    return position_score_bias(*options.position, head, place, key);
  }
  return masked ? options.mask->bias->at(head, query, key) : 0;
}

bool has_score_bias(const AttendOptions &options) {
  return (options.position != nullptr && has_score_bias(*options.position)) ||
         (options.mask != nullptr && options.mask->bias);
}

void attend(const MatrixView &q, const MatrixView &k, const MatrixView &v,
            const AttendOptions &options, AttendResult &result) {
  check_widths(q, k, v, options);
  const Index heads = options.num_heads;
  const Index group = heads / options.num_kv_heads;
  const Index head_dim = q.cols() / heads;
  const Index value_dim = v.cols() / options.num_kv_heads;
  const Index n = q.rows();
  const Index m = options.window == 0 ? k.rows() : options.window;
  if (options.window != 0 && (n != k.rows() || n % m != 0)) {
    refuse(ErrorCode::kShape, {"x: expected a multiple of ", m, " tokens for windows of ", m,
                               ", got ", n, " queries and ", k.rows(), " keys"});
  }
  check_size("scores", {heads, n, m});
  check_size("z", {n, heads, value_dim});
  if (options.mask != nullptr) {
    options.mask->check(heads, n, m);
  }
  result.scores.resize(heads * n, m);
  result.scaled.resize(heads * n, m);
  result.weights.resize(heads * n, m);
  result.z.resize(n, heads * value_dim);

  if constexpr (kHasModelParts) {
    if (options.score_mix != nullptr || options.weight_mix != nullptr) {
      attend_mixed(q, k, v, options, result);
      return;
    }
  }
  thread_local PackedMatrix keys;
  thread_local PackedMatrix values;
  // Without windows all rows are one, and heads that share keys follow each other.
  const Index window = options.window == 0 ? n : options.window;
  const Index keys_of_window = options.window == 0 ? k.rows() : options.window;
  for (Index part = 0; part < heads * (n / window); ++part) {
    const Index h = part % heads;
    const Index start = part / heads * window;
    const Index first_key = options.window == 0 ? 0 : start;
    if (h % group == 0) {
      keys.pack_transposed(
          row_block(column_block(k, h / group * head_dim, head_dim), first_key, keys_of_window));
      values.pack(
          row_block(column_block(v, h / group * value_dim, value_dim), first_key, keys_of_window));
    }
    const MatrixView queries = column_block(q, h * head_dim, head_dim);
    MutableMatrixView z = column_block(result.z, h * value_dim, value_dim);
    for (Index first = start; first < start + window; first += kRowsAtOnce) {
      const Index rows = std::min(kRowsAtOnce, start + window - first);
      const Index at = h * n + first;
      multiply(row_block(queries, first, rows), keys, row_block(result.scores, at, rows));
      for (Index i = 0; i < rows; ++i) {
        const float *const scores = result.scores.data() + (at + i) * m;
        float *const scaled = result.scaled.data() + (at + i) * m;
        float *const weights = result.weights.data() + (at + i) * m;
        scale_row({options, h, first + i, scores, scaled, m});
        const auto count = static_cast<std::size_t>(m);
        softmax_row({scaled, count}, {weights, count}, {weights, count});
      }
      multiply(row_block(std::as_const(result.weights), at, rows), values,
               row_block(z, first, rows));
    }
  }
}

AttendResult attend(const MatrixView &q, const MatrixView &k, const MatrixView &v,
                    const AttendOptions &options) {
  AttendResult result;
  attend(q, k, v, options, result);
  return result;
}

void attend_query(const MatrixView &q, const MatrixView &k, const AttendOptions &options,
                  Index head, Index query, std::span<float> out) {
  const Index head_dim = q.cols() / options.num_heads;
  const Index group = options.num_heads / options.num_kv_heads;
  const MatrixView keys = column_block(k, head / group * head_dim, head_dim);
  const MatrixView row = row_block(column_block(q, head * head_dim, head_dim), query, 1);
  for (Index j = 0; j < keys.rows(); ++j) {
    const float *const key = keys.data() + j * keys.outerStride();
    float sum = 0;
    for (Index c = 0; c < head_dim; ++c) {
      sum += row.data()[c] * key[c];
    }
    out[static_cast<std::size_t>(j)] = sum;
  }
  scale_row({options, head, query, out.data(), out.data(), keys.rows()});
  softmax_row(out, out, out);
}

} // namespace attn
