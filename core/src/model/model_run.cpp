// SPDX-License-Identifier: MIT
#include "attn/model_run.hpp"

#include "attn/readout.hpp"
#include "base/check.hpp"
#include "math/softmax.hpp"
#include "model/class_attention.hpp"
#include "model/embedding.hpp"
#include "model/top.hpp"
#include "model/windows.hpp"

#include <algorithm>
#include <utility>

namespace attn {

namespace {

/// Runs are kept while all of them together stay below this many numbers (64 MB).
constexpr Index kMostKept = Index{1} << 24;
/// Attention weights of all layers are kept up to this many numbers (256 MB): DINOv2 with 1,370
/// tokens has four times as many.
constexpr Index kMostWeights = Index{1} << 26;

/// Numbers that a Run of this layer keeps for n tokens.
Index run_size(const LayerSpec &spec, Index n) {
  const Index rows = 3 * spec.d_model + spec.query_width() + spec.key_width() + spec.value_width() +
                     spec.concat_width() + spec.out_dim;
  return n * rows + 3 * spec.num_heads * n * n;
}

/// Empty: as they are.
template <typename Item>
std::vector<Item> in_order(std::vector<Item> items, const std::vector<Index> &order) {
  if (order.empty() || items.empty()) {
    return items;
  }
  std::vector<Item> result;
  for (const Index place : order) {
    result.push_back(items[static_cast<std::size_t>(place)]);
  }
  return result;
}

} // namespace

ModelRun::ModelRun(std::shared_ptr<const Model> model, Embedded embedded, Changes changes)
    : model_(std::move(model)), changes_(std::move(changes)), tokens_(std::move(embedded.tokens)),
      patches_(std::move(embedded.patches)), projected_(std::move(embedded.projected)),
      embedding_(std::move(embedded.embedding)), position_(std::move(embedded.position)) {
  hidden_.push_back(std::move(embedded.hidden));
  Grid grid = embedded.grid;
  for (const EncoderBlock &block : model_->blocks) {
    if (block.merging) {
      grid = {grid.rows / 2, grid.cols / 2};
    }
    Stage stage{grid, {}, block.attention};
    LayerSpec spec = block.attention->spec();
    const auto *rope = std::get_if<RopePosition>(&spec.position);
    if (rope != nullptr && rope->grid && model_->patches) {
      spec.position = placed(*rope, *model_->patches, grid);
      stage.layer = block.attention->with_spec(std::move(spec));
    } else if (block.windows.size != 0) {
      stage.order = window_order(grid, block.windows);
      if (block.windows.shift != 0) {
        spec.mask.allow = window_mask(grid, block.windows);
        stage.layer = block.attention->with_spec(std::move(spec));
      }
    }
    stages_.push_back(std::move(stage));
  }
}

ModelRun ModelRun::of_pixels(std::shared_ptr<const Model> model, Matrix pixels, Changes changes) {
  if (!model->patches) {
    refuse(ErrorCode::kUnsupported, {"pixels: this model reads words; give tokenIds or text"});
  }
  const PatchEmbedding &embedding = *model->patches;
  if (pixels.size() == 0 || pixels.rows() % embedding.num_channels != 0) {
    const Index height = embedding.image_height();
    const Index width = embedding.image_width();
    refuse(ErrorCode::kShape,
           {"pixels: expected ", embedding.num_channels, " × ", height, " × ", width, " = ",
            embedding.num_channels * height * width, " values, got ", pixels.size()});
  }
  check_finite_input("pixels", pixels);
  const Grid grid = embedding.grid_of(pixels.rows() / embedding.num_channels, pixels.cols());
  const InputChanges of_input = patch_changes(changes, static_cast<Index>(model->blocks.size()),
                                              embedding.prefix_count(), grid.rows * grid.cols);
  Embedded embedded = embed_pixels(embedding, pixels, of_input);
  ModelRun run(std::move(model), std::move(embedded), std::move(changes));
  run.pixels_ = std::move(pixels);
  return run;
}

ModelRun ModelRun::of_tokens(std::shared_ptr<const Model> model,
                             const std::vector<Index> &token_ids, std::vector<std::string> names,
                             Changes changes) {
  if (!model->words) {
    refuse(ErrorCode::kUnsupported, {"tokenIds: this model reads images; give image or pixels"});
  }
  const InputChanges of_input = input_changes(changes, static_cast<Index>(model->blocks.size()),
                                              static_cast<Index>(token_ids.size()));
  const std::vector<Index> ids = in_order(token_ids, of_input.order);
  names = in_order(std::move(names), of_input.order);
  Embedded embedded = embed_words(*model->words, ids, of_input.positions);
  if (!names.empty()) {
    embedded.tokens = std::move(names);
  } else if (const Tokenizer *tokenizer = model->tokenizer.get()) {
    embedded.tokens.clear();
    for (const Index id : ids) {
      embedded.tokens.push_back(tokenizer->shown(id));
    }
  }
  ModelRun run(std::move(model), std::move(embedded), std::move(changes));
  run.token_ids_ = ids;
  return run;
}

std::optional<Grid> ModelRun::grid() const { return grid(0); }

std::optional<Grid> ModelRun::grid(Index layer) const {
  return model_->patches ? std::optional<Grid>(stages_[static_cast<std::size_t>(layer)].grid)
                         : std::nullopt;
}

std::shared_ptr<Run> ModelRun::make_run(Index layer, std::optional<Index> window) const {
  const EncoderBlock &block = model_->blocks[static_cast<std::size_t>(layer)];
  const Stage &whole = stages_[static_cast<std::size_t>(layer)];
  const std::optional<Stage> part =
      window ? std::optional<Stage>(window_of(whole, *window)) : std::nullopt;
  const Stage &stage = part ? *part : whole;
  auto origin = std::make_shared<LayerInput>();
  origin->owner = model_;
  origin->layer = layer;
  origin->grid = part ? Grid{block.windows.size, block.windows.size} : stage.grid;
  if (!model_->patches || block.class_attention) {
    origin->grid.reset();
  }
  origin->prefix = prefix();
  const bool is_first = layer == 0;
  const bool has_norm = block.order != BlockOrder::kPost && block.norm1;
  const Matrix &rows = hidden_[static_cast<std::size_t>(layer)];
  origin->hidden = block.class_attention ? rows.topRows(1) : sorted(rows, stage.order);
  origin->adds_hidden = has_norm;
  origin->post_norm = block.post1 ? &*block.post1 : nullptr;
  origin->layer_scale = block.scale1.size() != 0 ? &block.scale1 : nullptr;
  const Norm *norm = has_norm ? &*block.norm1 : nullptr;
  const PatchEmbedding *patches = model_->patches ? &*model_->patches : nullptr;
  const Norm *words_norm = model_->words && model_->words->norm ? &*model_->words->norm : nullptr;
  if (is_first && (patches != nullptr || position_.size() != 0 || words_norm != nullptr)) {
    origin->embedding = sorted(embedding_, stage.order);
    origin->position = position_;
    origin->is_position_learned =
        !model_->words || std::holds_alternative<LearnedPosition>(model_->words->position);
    if (words_norm != nullptr) {
      // The norm of BERT's embeddings stands where other models have the first block's.
      origin->hidden = position_.size() != 0 ? Matrix(embedding_ + position_) : embedding_;
      norm = words_norm;
    }
  }
  if (is_first && patches != nullptr) {
    origin->patches = sorted(patches_, stage.order);
    origin->projection = &patches->projection;
    origin->projected = sorted(projected_, stage.order);
    origin->patch_norm = patches->patch_norm ? &*patches->patch_norm : nullptr;
    if (patches->norm) {
      origin->embedding_norm = &*patches->norm;
      origin->embedded = position_.size() != 0 ? Matrix(embedding_ + position_) : embedding_;
    }
  }
  Sequence x;
  x.tokens = model_->has_windows() ? names_of_patches(stage.grid, stage.order) : tokens_;
  if (block.class_attention) {
    x.tokens = {model_->class_token->name};
  }
  x.source = InputSource::kTrainedVectors;
  if (can_read_out(*model_)) {
    x.words = {model_, &model_->words->word};
  }
  origin->norm = norm;
  x.values = norm != nullptr ? normalize(*norm, origin->hidden, origin->scales) : origin->hidden;
  if (!model_->attention_only || norm != nullptr) {
    x.origin = std::move(origin);
  }
  RunParts parts{stage.layer, std::move(x), std::nullopt};
  if (block.class_attention) {
    parts.context = class_context(*model_->class_token, tokens_, *parts.x.origin, rows);
  }
  for (std::size_t i = 0; i < changes_.size(); ++i) {
    if (concerns(changes_[i], layer)) {
      const std::shared_ptr<const LayerInput> before = parts.x.origin;
      apply_change(changes_[i], joined({"changes[", i, "]"}), parts);
      if (block.class_attention && parts.x.origin != before) {
        // The same norm, and [CLS] among the keys.
        parts.context = class_context(*model_->class_token, tokens_, *parts.x.origin, rows);
      }
    }
  }
  return std::make_shared<Run>(std::move(parts.layer), std::move(parts.x),
                               std::move(parts.context));
}

ModelRun::Stage ModelRun::window_of(const Stage &stage, Index window) {
  LayerSpec spec = stage.layer->spec();
  const Index size = std::exchange(spec.window, 0);
  const auto begin = stage.order.begin() + window * size;
  if (spec.mask.allow) {
    const Matrix rows = row_block(spec.mask.allow->values, window * size, size);
    spec.mask.allow->values = rows;
  }
  return {stage.grid, {begin, begin + size}, stage.layer->with_spec(std::move(spec))};
}

bool ModelRun::advance() {
  const Index layer = layers_done();
  if (layer == num_layers()) {
    return false;
  }
  const EncoderBlock &block = model_->blocks[static_cast<std::size_t>(layer)];
  const Stage &stage = stages_[static_cast<std::size_t>(layer)];
  if (block.merging) {
    hidden_.back() =
        merged(*block.merging, hidden_.back(), stages_[static_cast<std::size_t>(layer - 1)].grid);
  }
  if (block.class_attention && hidden_.back().rows() == length()) {
    hidden_.back() = with_token(*model_->class_token, hidden_.back());
  }
  std::shared_ptr<Run> run = make_run(layer);
  if (const LayerInput *origin = run->origin(); origin != nullptr && !changes_.empty()) {
    // What a change made of the rows goes on beside the attention, too.
    const bool is_behind_words_norm = layer == 0 && model_->words && model_->words->norm;
    const Matrix rows = unsorted(is_behind_words_norm ? run->x() : origin->hidden, stage.order);
    hidden_.back().topRows(rows.rows()) = rows;
  }
  // One query's row alone cannot be made where heads are mixed.
  const bool is_mixed = run->layer().weights().score_mix || run->layer().weights().weight_mix;
  sights_.push_back(is_mixed || run->weights().size() <= kMostWeights / num_layers()
                        ? Sight{run->weights(), {}, {}, nullptr}
                        : Sight{{}, run->q(), run->k(), run->shared_layer()});
  hidden_.push_back(model_->attention_only ? run->output()
                    : block.class_attention
                        ? finish_class_block(block, hidden_.back(), *run)
                        : finish_block(block, hidden_.back(), unsorted(run->x(), stage.order),
                                       unsorted(run->output(), stage.order)));
  const bool is_kept = run_size(run->spec(), length()) * num_layers() <= kMostKept;
  runs_.push_back(is_kept ? std::move(run) : nullptr);
  if (is_done()) {
    finish();
  }
  return true;
}

const Matrix &ModelRun::weights(Index layer) const {
  const Sight &sight = sights_[static_cast<std::size_t>(layer)];
  if (sight.weights.size() != 0) {
    return sight.weights;
  }
  if (last_layer_ != layer) {
    last_.reset();
    last_ = make_run(layer);
    last_layer_ = layer;
  }
  return last_->weights();
}

Matrix ModelRun::weights_of(Index layer, Index query) const {
  const Sight &sight = sights_[static_cast<std::size_t>(layer)];
  const bool is_kept = sight.weights.size() != 0;
  const Index n = length(layer);
  const Index heads = is_kept ? sight.weights.rows() / n : sight.layer->spec().num_heads;
  Matrix rows(heads, is_kept ? sight.weights.cols() : sight.k.rows());
  for (Index head = 0; head < heads; ++head) {
    if (is_kept) {
      rows.row(head) = sight.weights.row(head * n + query);
    } else {
      attend_query(view(sight.q), view(sight.k), sight.layer->attend_options(), head, query,
                   {rows.data() + head * rows.cols(), static_cast<std::size_t>(rows.cols())});
    }
  }
  return rows;
}

void ModelRun::finish() {
  logits_ = logits_of(*model_, hidden_.back());
  probabilities_.resize(logits_.size());
  const auto count = static_cast<std::size_t>(logits_.size());
  if (count != 0) {
    const std::span<float> to(probabilities_.data(), count);
    softmax_row({logits_.data(), count}, to, to);
  }
}

void ModelRun::check_layer(Index layer) const {
  if (layer < 0 || layer >= layers_done()) {
    refuse(ErrorCode::kRange, {"layer: expected 0 to ", layers_done() - 1, ", got ", layer});
  }
}

Index ModelRun::windows(Index layer) const {
  const Stage &stage = stages_[static_cast<std::size_t>(layer)];
  const Index size = stage.layer->spec().window;
  return size == 0 ? 0 : static_cast<Index>(stage.order.size()) / size;
}

std::shared_ptr<Run> ModelRun::layer(Index index, Index window) const {
  check_layer(index);
  const Index count = windows(index);
  if (count == 0) {
    refuse(ErrorCode::kUnsupported, {"window: the layers of this model have no windows"});
  }
  if (window < 0 || window >= count) {
    refuse(ErrorCode::kRange, {"window: expected 0 to ", count - 1, ", got ", window});
  }
  return make_run(index, window);
}

std::shared_ptr<Run> ModelRun::layer(Index index) const {
  check_layer(index);
  const auto &kept = runs_[static_cast<std::size_t>(index)];
  return kept != nullptr ? kept : make_run(index);
}

} // namespace attn
