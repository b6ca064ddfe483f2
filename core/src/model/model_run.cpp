// SPDX-License-Identifier: MIT
#include "attn/model_run.hpp"

#include "attn/readout.hpp"
#include "base/check.hpp"
#include "math/kernels.hpp"
#include "math/softmax.hpp"

#include <algorithm>
#include <utility>

namespace attn {

namespace {

/// Runs are kept while all of them together stay below this many numbers (64 MB).
constexpr Index kMostKept = Index{1} << 24;

/// Row p: the pixels of patch p, channel by channel, each row by row.
Matrix cut_patches(const PatchEmbedding &embedding, const Matrix &pixels) {
  const Index side = embedding.side();
  const Index size = embedding.patch_size;
  Matrix patches(side * side, embedding.num_channels * size * size);
  for (Index p = 0; p < patches.rows(); ++p) {
    Index column = 0;
    for (Index channel = 0; channel < embedding.num_channels; ++channel) {
      for (Index y = 0; y < size; ++y) {
        const Index row = channel * embedding.image_size + p / side * size + y;
        for (Index x = 0; x < size; ++x) {
          patches(p, column++) = pixels(row, p % side * size + x);
        }
      }
    }
  }
  return patches;
}

std::vector<std::string> patch_names(const PatchEmbedding &embedding) {
  std::vector<std::string> names;
  if (embedding.prefix() != 0) {
    names.emplace_back("[CLS]");
  }
  for (Index p = 0; p < embedding.side() * embedding.side(); ++p) {
    names.push_back(joined({"patch ", p / embedding.side(), ",", p % embedding.side()}));
  }
  return names;
}

/// Numbers that a Run of this layer keeps for n tokens.
Index run_size(const LayerSpec &spec, Index n) {
  const Index rows = 3 * spec.d_model + spec.query_width() + spec.key_width() + spec.value_width() +
                     spec.concat_width() + spec.out_dim;
  return n * rows + 3 * spec.num_heads * n * n;
}

RowVector mean_of_rows(const Matrix &rows, Index first) {
  RowVector mean = RowVector::Zero(rows.cols());
  for (Index i = first; i < rows.rows(); ++i) {
    mean += rows.row(i);
  }
  return mean / static_cast<float>(rows.rows() - first);
}

} // namespace

ModelRun ModelRun::of_pixels(std::shared_ptr<const Model> model, Matrix pixels, bool positions) {
  if (!model->patches) {
    refuse(ErrorCode::kUnsupported, {"pixels: this model reads words; give tokenIds or text"});
  }
  const PatchEmbedding &embedding = *model->patches;
  const Index size = embedding.image_size;
  if (pixels.rows() != embedding.num_channels * size || pixels.cols() != size) {
    refuse(ErrorCode::kShape,
           {"pixels: expected ", embedding.num_channels, " × ", size, " × ", size, " = ",
            embedding.num_channels * size * size, " values, got ", pixels.size()});
  }
  check_finite_input("pixels", pixels);
  ModelRun run(std::move(model));
  run.tokens_ = patch_names(embedding);
  run.pixels_ = std::move(pixels);
  run.patches_ = cut_patches(embedding, run.pixels_);
  Matrix projected;
  project(run.patches_, embedding.projection.weight, embedding.projection.bias, projected);
  run.embedding_.resize(embedding.length(), projected.cols());
  if (embedding.prefix() != 0) {
    run.embedding_.row(0) = embedding.class_token;
  }
  run.embedding_.bottomRows(projected.rows()) = projected;
  run.hidden_.push_back(run.embedding_);
  if (positions) {
    run.position_ = embedding.position;
    run.hidden_.front() += run.position_;
  }
  return run;
}

ModelRun ModelRun::of_tokens(std::shared_ptr<const Model> model,
                             const std::vector<Index> &token_ids, std::vector<std::string> names) {
  if (!model->words) {
    refuse(ErrorCode::kUnsupported, {"tokenIds: this model reads images; give image or pixels"});
  }
  const WordEmbedding &words = *model->words;
  if (token_ids.empty()) {
    refuse(ErrorCode::kShape, {"tokenIds: expected at least one, got none"});
  }
  const auto n = static_cast<Index>(token_ids.size());
  ModelRun run(std::move(model));
  check_size("x", {n, words.word.cols()});
  run.embedding_.resize(n, words.word.cols());
  for (Index i = 0; i < n; ++i) {
    const Index id = token_ids[static_cast<std::size_t>(i)];
    if (id < 0 || id >= words.word.rows()) {
      refuse(ErrorCode::kRange,
             {"tokenIds[", i, "]: expected 0 to ", words.word.rows() - 1, ", got ", id});
    }
    run.embedding_.row(i) = words.word.row(id);
    const Tokenizer *tokenizer = run.model_->tokenizer.get();
    run.tokens_.push_back(tokenizer == nullptr ? joined({id})
                                               : tokenizer->vocab()[static_cast<std::size_t>(id)]);
  }
  if (!names.empty()) {
    run.tokens_ = std::move(names);
  }
  if (words.token_type.size() != 0) {
    run.embedding_.rowwise() += words.token_type;
  }
  run.hidden_.push_back(run.embedding_);
  if (is_additive(words.position)) {
    check_position(words.position, n, n);
    run.position_ = additive_position(words.position, n, words.word.cols());
    run.hidden_.front() += run.position_;
  }
  if (words.norm) {
    run.hidden_.front() = normalize(*words.norm, run.hidden_.front());
  }
  return run;
}

std::optional<Grid> ModelRun::grid() const {
  if (!model_->patches) {
    return std::nullopt;
  }
  return Grid{model_->patches->side(), model_->patches->side()};
}

std::shared_ptr<Run> ModelRun::make_run(Index layer) const {
  const EncoderBlock &block = model_->blocks[static_cast<std::size_t>(layer)];
  auto origin = std::make_shared<LayerInput>();
  origin->owner = model_;
  origin->layer = layer;
  origin->grid = grid();
  origin->prefix = prefix();
  const bool is_first = layer == 0;
  const bool has_norm = block.norm_first && block.norm1.weight.size() != 0;
  origin->hidden = hidden_[static_cast<std::size_t>(layer)];
  origin->adds_hidden = has_norm;
  const LayerNorm *norm = has_norm ? &block.norm1 : nullptr;
  if (is_first && (position_.size() != 0 || model_->patches)) {
    origin->embedding = embedding_;
    origin->position = position_;
    origin->is_position_learned =
        !model_->words || std::holds_alternative<LearnedPosition>(model_->words->position);
    if (model_->words && model_->words->norm) {
      // The norm of BERT's embeddings stands where other models have the first block's.
      origin->hidden = embedding_ + position_;
      norm = &*model_->words->norm;
    }
  }
  if (is_first && model_->patches) {
    origin->patches = patches_;
    origin->projection = &model_->patches->projection;
  }
  Sequence x;
  x.tokens = tokens_;
  x.source = InputSource::kTrainedVectors;
  if (can_read_out(*model_)) {
    x.words = {model_, &model_->words->word};
  }
  origin->norm = norm;
  x.values = norm != nullptr ? normalize(*norm, origin->hidden, origin->scales) : origin->hidden;
  if (!model_->attention_only || norm != nullptr) {
    x.origin = std::move(origin);
  }
  return std::make_shared<Run>(block.attention, std::move(x));
}

bool ModelRun::advance() {
  const Index layer = layers_done();
  if (layer == num_layers()) {
    return false;
  }
  const EncoderBlock &block = model_->blocks[static_cast<std::size_t>(layer)];
  std::shared_ptr<Run> run = make_run(layer);
  weights_.push_back(run->weights());
  hidden_.push_back(model_->attention_only ? run->output()
                                           : finish_block(block, hidden_.back(), run->output()));
  const bool is_kept = run_size(run->spec(), length()) * num_layers() <= kMostKept;
  runs_.push_back(is_kept ? std::move(run) : nullptr);
  if (is_done()) {
    finish();
  }
  return true;
}

void ModelRun::finish() {
  const Model &model = *model_;
  if (!model.head && !model.tied_head) {
    return;
  }
  const Matrix &last = hidden_.back();
  Matrix rows = model.pool_first || !model.final_norm ? last : normalize(*model.final_norm, last);
  Matrix pooled = model.pooling == Pooling::kMean        ? Matrix(mean_of_rows(rows, prefix()))
                  : model.pooling == Pooling::kLastToken ? Matrix(rows.bottomRows(1))
                                                         : Matrix(rows.topRows(1));
  if (model.pool_first && model.final_norm) {
    pooled = normalize(*model.final_norm, pooled);
  }
  if (model.head) {
    Matrix logits;
    project(pooled, model.head->weight, model.head->bias, logits);
    logits_ = logits.row(0);
  } else {
    logits_.resize(model.words->word.rows());
    MutableMatrixView row(logits_.data(), 1, logits_.size(), Eigen::OuterStride<>(logits_.size()));
    multiply_transposed(view(std::as_const(pooled)), view(model.words->word), row);
  }
  for (Index c = 0; c < logits_.size(); ++c) {
    if (!std::isfinite(logits_(c))) {
      refuse(ErrorCode::kNotFinite, {"logits[", c, "]: does not fit a 32-bit float"});
    }
  }
  probabilities_.resize(logits_.size());
  const auto count = static_cast<std::size_t>(logits_.size());
  const std::span<float> to(probabilities_.data(), count);
  softmax_row({logits_.data(), count}, to, to);
}

std::shared_ptr<Run> ModelRun::layer(Index index) const {
  if (index < 0 || index >= layers_done()) {
    refuse(ErrorCode::kRange, {"layer: expected 0 to ", layers_done() - 1, ", got ", index});
  }
  const auto &kept = runs_[static_cast<std::size_t>(index)];
  return kept != nullptr ? kept : make_run(index);
}

} // namespace attn
