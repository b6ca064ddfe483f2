// SPDX-License-Identifier: MIT
#include "attn/model_loader.hpp"

#include "base/check.hpp"
#include "model/families/families.hpp"
#include "json/json_reader.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace attn {

namespace {

/// Numbers that are decoded at once: several rows of any layer's matrix, so that it is transposed
/// in blocks (see tensor_fill.cpp).
constexpr std::size_t kBatch = std::size_t{1} << 16U;

/// What the files say, with the given object's keys over it.
Json merged_config(Json config, const Json &given) {
  if (!given.is_object()) {
    refuse(ErrorCode::kParse, {"config: expected an object"});
  }
  config.update(given);
  return config;
}

/// Of one file whose first bytes, or all, are there.
ModelFiles files_of(std::string_view start, std::uint64_t file_size) {
  std::vector<ModelFile> list(1);
  list.front().size = file_size;
  ModelFiles files(std::move(list));
  for (ByteRange range = files.wanted(); !range.is_empty(); range = files.wanted()) {
    if (range.end > start.size()) {
      refuse(ErrorCode::kParse,
             {"file: expected the bytes ", range.begin, " to ", range.end, ", got ", start.size()});
    }
    files.take(start.substr(static_cast<std::size_t>(range.begin),
                            static_cast<std::size_t>(range.end - range.begin)));
  }
  return files;
}

void refuse_not_finite(const TensorPlace &place, std::span<const float> numbers) {
  if (all_finite(numbers)) {
    return;
  }
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (!std::isfinite(numbers[i])) {
      refuse(ErrorCode::kNotFinite, {"tensor \"", place.tensor->name, "\": number ",
                                     place.filled + i, " is ", not_finite_text(numbers[i]),
                                     place.tensor->type == NumberType::kF64 ? " in 32 bits" : "",
                                     "; expected finite numbers"});
    }
  }
}

std::string weights_label(const ModelConfig &config) {
  if (!config.trained_on.empty()) {
    return "trained on " + config.trained_on;
  }
  return config.name.empty() ? "model" : "model " + config.name;
}

/// Where words have additive positions, the layer adds them itself or the model does.
void settle_position(ModelDraft &draft) {
  if (!draft.model.words) {
    return;
  }
  if (draft.layer_has_position) {
    draft.specs.front().position = std::exchange(draft.model.words->position, NoPosition{});
  }
}

/// The tokenizer, or why there is none. A model can be walked by token numbers without one, so that
/// files of another's that are not understood are told once a text is given.
void read_words(Model &model, const RowVector &scores) {
  const Json &config = model.config.json;
  if (find(config, "vocab") == nullptr) {
    try {
      model.tokenizer = read_tokenizer_files(config);
    } catch (const Error &error) {
      model.no_tokenizer = error.what();
    }
    return;
  }
  model.tokenizer =
      read_tokenizer(config, {scores.data(), static_cast<std::size_t>(scores.size())});
  if (model.tokenizer->count() != model.words->word.rows()) {
    refuse(ErrorCode::kShape, {"config.vocab: expected ", model.words->word.rows(),
                               " words for the embedding, got ", model.tokenizer->count()});
  }
}

} // namespace

void ModelDraft::reserve(Index blocks) {
  const auto count = static_cast<std::size_t>(blocks);
  if (count == 0) {
    refuse(ErrorCode::kUnsupported, {"file: expected at least one attention layer, got none"});
  }
  model.blocks.reserve(count);
  specs.reserve(count);
  weights.reserve(count);
}

void ModelDraft::add(EncoderBlock block, LayerSpec spec, Weights w) {
  model.blocks.push_back(std::move(block));
  specs.push_back(std::move(spec));
  weights.push_back(std::move(w));
}

ModelLoader::ModelLoader(std::string_view start, std::uint64_t file_size, const Json &config)
    : ModelLoader(files_of(start, file_size), config) {}

ModelLoader::ModelLoader(ModelFiles files, const Json &config)
    : draft_(std::make_unique<ModelDraft>()) {
  draft_->model.config = read_model_config(merged_config(files.config(), config));
  draft_->header = files.take_tensors();
  TensorDemands demands(draft_->header);
  plan_model(*draft_, demands);
  draft_->places = demands.take();
}

ModelLoader::~ModelLoader() = default;

std::vector<ModelLoader::Range> ModelLoader::ranges() const {
  std::vector<Range> ranges;
  for (const TensorPlace &place : draft_->places) {
    ranges.push_back({place.tensor->begin, place.tensor->end});
  }
  return ranges;
}

void ModelLoader::fill(std::size_t range, std::span<const unsigned char> bytes) {
  if (range >= draft_->places.size()) {
    refuse(ErrorCode::kRange,
           {"range: expected 0 to ", draft_->places.size() - 1, ", got ", range});
  }
  TensorPlace &place = draft_->places[range];
  const NumberType type = place.tensor->type;
  const std::size_t size = number_size(type);
  std::uint64_t left = bytes.size() / size;
  if (left > place.tensor->count() - place.filled || bytes.size() % size != 0) {
    refuse(ErrorCode::kRange,
           {"tensor \"", place.tensor->name, "\": expected at most ",
            (place.tensor->count() - place.filled) * size, " more bytes, got ", bytes.size()});
  }
  std::vector<float> numbers(static_cast<std::size_t>(std::min<std::uint64_t>(left, kBatch)));
  const unsigned char *from = bytes.data();
  while (left > 0) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left, kBatch));
    const std::span<float> batch(numbers.data(), count);
    decode_numbers(type, from, batch);
    refuse_not_finite(place, batch);
    fill_numbers(place, batch);
    place.filled += batch.size();
    left -= batch.size();
    from += batch.size() * size;
  }
}

std::shared_ptr<const Model> ModelLoader::finish() {
  ModelDraft &draft = *draft_;
  for (const TensorPlace &place : draft.places) {
    if (place.filled != place.tensor->count()) {
      refuse(ErrorCode::kShape, {"tensor \"", place.tensor->name, "\": expected ",
                                 place.tensor->count(), " numbers, got ", place.filled});
    }
  }
  for (const auto &finish : draft.afterwards) {
    finish(draft);
  }
  settle_position(draft);
  Model &model = draft.model;
  for (std::size_t i = 0; i < model.blocks.size(); ++i) {
    draft.weights[i].label = weights_label(model.config);
    draft.weights[i].trained = true;
    model.blocks[i].attention = std::make_shared<const AttentionLayer>(
        std::move(draft.specs[i]), std::move(draft.weights[i]), Packing::kNever);
  }
  if (model.words) {
    read_words(model, draft.tokenizer_scores);
  }
  // Large, and read: a second copy of the vocabulary must not stay as long as the model does.
  for (const char *key : {"vocab", "tokenizer_json", "vocab_json", "merges_txt", "vocab_txt"}) {
    model.config.json.erase(key);
  }
  return std::make_shared<const Model>(std::move(model));
}

std::shared_ptr<const Model> load_model(std::string_view file, const Json &config) {
  ModelLoader loader(file, file.size(), config);
  const std::vector<ModelLoader::Range> ranges = loader.ranges();
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const auto begin = static_cast<std::size_t>(ranges[i].begin);
    const auto end = static_cast<std::size_t>(ranges[i].end);
    const std::string_view bytes = file.substr(begin, end - begin);
    loader.fill(i, {reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size()});
  }
  return loader.finish();
}

} // namespace attn
