// SPDX-License-Identifier: MIT
#include "attn/run.hpp"

#include "base/check.hpp"
#include "layer/packed_weights.hpp"
#include "layer/word_vectors.hpp"
#include "math/kernels.hpp"

#include <utility>

namespace attn {

namespace {

void check_sequence(const std::string &name, Sequence &sequence, Index d_model) {
  const Index rows = sequence.values.rows();
  if (rows == 0) {
    refuse(ErrorCode::kShape, {name, "x: expected at least one row, got none"});
  }
  if (sequence.values.cols() != d_model) {
    refuse(ErrorCode::kShape, {name, "x: expected rows of dModel = ", d_model, " values, got ",
                               sequence.values.cols()});
  }
  check_finite_input(name + "x", sequence.values);
  if (sequence.tokens.empty()) {
    for (Index i = 0; i < rows; ++i) {
      sequence.tokens.push_back(joined({i}));
    }
  }
  if (static_cast<Index>(sequence.tokens.size()) != rows) {
    refuse(ErrorCode::kShape, {name, "tokens: expected one for each of ", rows, " rows of x, got ",
                               sequence.tokens.size()});
  }
}

/// Results can overflow although every input is finite; a NaN must never leave the core.
void check_result(const char *name, const Matrix &values) {
  if (all_finite({values.data(), static_cast<std::size_t>(values.size())})) {
    return;
  }
  for (Index i = 0; i < values.rows(); ++i) {
    for (Index j = 0; j < values.cols(); ++j) {
      if (!std::isfinite(values(i, j))) {
        refuse(ErrorCode::kNotFinite,
               {name, ": token ", i, ", column ", j,
                " does not fit a 32-bit float; use smaller inputs or weights"});
      }
    }
  }
}

} // namespace

Sequence sequence_of_words(std::vector<std::string> tokens, const LayerSpec &spec) {
  Sequence sequence;
  sequence.values = word_vectors(tokens, spec.d_model, spec.seed);
  sequence.tokens = std::move(tokens);
  sequence.source = InputSource::kWordVectors;
  return sequence;
}

Run::Run(std::shared_ptr<const AttentionLayer> layer, Sequence x, std::optional<Sequence> context)
    : layer_(std::move(layer)), sequence_(std::move(x)), context_(std::move(context)) {
  const LayerSpec &s = spec();
  check_sequence("", sequence_, s.d_model);
  if (context_) {
    check_sequence("context.", *context_, s.d_model);
  }
  const Index n = sequence_.values.rows();
  const Index m = context_ ? context_->values.rows() : n;
  if (s.window != 0 && (context_ || n % s.window != 0)) {
    refuse(ErrorCode::kShape, {"x: expected a multiple of ", s.window,
                               " tokens for the windows, and no context; got ", n});
  }
  check_position(s.position, s.window != 0 ? s.window : n, s.window != 0 ? s.window : m);
  s.mask.check(s.num_heads, n, s.window != 0 ? s.window : m);
  check_size("q", {n, s.query_width()});
  check_size("k", {m, s.key_width()});
  check_size("v", {m, s.value_width()});
  check_size("output", {n, s.out_dim});

  if (has_additive_position()) {
    position_ = additive_position(s.position, n, s.d_model);
  }
  compute();
}

void Run::update() {
  if (source() == InputSource::kTrainedVectors) {
    refuse(ErrorCode::kUnsupported, {"x: this run is a layer of a model, which made its x"});
  }
  check_finite_input("x", next_x());
  const InputSource before = std::exchange(sequence_.source, InputSource::kGiven);
  sequence_.values.swap(next_x_);
  try {
    compute();
  } catch (...) {
    sequence_.values.swap(next_x_);
    sequence_.source = before;
    compute();
    throw;
  }
}

Matrix &Run::next_x() {
  next_x_.resize(sequence_.values.rows(), sequence_.values.cols());
  return next_x_;
}

MatrixView Run::key_outputs(Index head, Matrix &unkept) const {
  constexpr Index kMostKept = Index{1} << 24; // 64 MB
  const LayerSpec &s = spec();
  const Index rows = key_source().rows();
  const bool kept = s.num_heads * rows <= kMostKept / s.out_dim;
  if (kept && key_outputs_.empty()) {
    key_outputs_ = std::vector<Matrix>(static_cast<std::size_t>(s.num_heads));
  }
  Matrix &outputs = kept ? key_outputs_[static_cast<std::size_t>(head)] : unkept;
  if (!kept || outputs.size() == 0) {
    outputs.resize(rows, s.out_dim);
    multiply(v(head), row_block(layer_->weights().wo, head * s.value_dim, s.value_dim),
             view(outputs));
  }
  return view(std::as_const(outputs));
}

void Run::finish_projection(const Norm *norm, Steps &steps, Matrix &x) const {
  const LayerSpec &s = spec();
  if (norm != nullptr || has_rope() || is_cosine()) {
    steps.projected = x;
  }
  if (norm != nullptr) {
    normalize_heads(*norm, x, steps.scales);
    if (has_rope() || is_cosine()) {
      steps.normalized = x;
    }
  }
  if (const auto *rope = std::get_if<RopePosition>(&s.position)) {
    apply_rope(*rope, s.head_dim, x);
  }
  if (is_cosine()) {
    for (Index i = 0; i < x.size(); i += s.head_dim) {
      float *const head = x.data() + i;
      const float length = row_length(head, s.head_dim);
      for (Index c = 0; c < s.head_dim; ++c) {
        head[c] /= length;
      }
    }
  }
}

void Run::compute() {
  key_outputs_.clear();
  const Weights &w = layer_->weights();
  const PackedWeights *packed = layer_->packed();
  if (has_additive_position()) {
    x_ = sequence_.values + position_;
    check_result("x", x_);
  }
  project(x(), w.wq, packed ? &packed->wq : nullptr, w.bq, q_);
  project(key_source(), w.wk, packed ? &packed->wk : nullptr, w.bk, k_);
  project(key_source(), w.wv, packed ? &packed->wv : nullptr, w.bv, v_);
  finish_projection(q_norm(), q_steps_, q_);
  finish_projection(k_norm(), k_steps_, k_);
  check_result("q", q_);
  check_result("k", k_);
  check_result("v", v_);
  attend(view(std::as_const(q_)), view(std::as_const(k_)), view(std::as_const(v_)),
         layer_->attend_options(), middle_);
  check_result("z", middle_.z);
  project(middle_.z, w.wo, packed ? &packed->wo : nullptr, w.bo, output_);
  check_result("output", output_);
}

} // namespace attn
