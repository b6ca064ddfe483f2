// SPDX-License-Identifier: MIT
#include "attn/model_json.hpp"

#include "attn/head_facts.hpp"
#include "attn/json_reader.hpp"
#include "check.hpp"

namespace attn {

namespace {

Json to_json(const HeadFacts &facts) {
  Json json;
  set(json, "entropy", facts.entropy);
  set(json, "distance", facts.distance);
  set(json, "onPrefix", facts.on_prefix);
  return json;
}

Json to_json(const std::vector<NearWord> &words) {
  Json list = Json::array();
  for (const NearWord &word : words) {
    Json json;
    set(json, "token", word.token);
    set(json, "cosine", word.cosine);
    list.push_back(std::move(json));
  }
  return list;
}

void check_query(const ModelRun &run, Index query, Index least) {
  if (query < least || query >= run.length()) {
    refuse(ErrorCode::kRange, {"query: expected 0 to ", run.length() - 1, ", got ", query});
  }
}

} // namespace

Json to_json(const Model &model) {
  Json json;
  set(json, "config", model.config.json);
  set(json, "numLayers", model.blocks.size());
  set(json, "numHeads", model.num_heads());
  set(json, "dModel", model.d_model());
  if (model.patches) {
    Json image;
    set(image, "size", model.patches->image_size);
    set(image, "patchSize", model.patches->patch_size);
    set(image, "channels", model.patches->num_channels);
    set(json, "image", std::move(image));
  } else {
    set(json, "vocabularySize", model.words->word.rows());
  }
  return json;
}

Json to_json(const ModelRun &run) {
  Json json;
  set(json, "length", run.length());
  set(json, "numLayers", run.num_layers());
  set(json, "numHeads", run.num_heads());
  set(json, "tokens", run.tokens());
  if (const std::optional<Grid> grid = run.grid()) {
    Json places;
    set(places, "rows", grid->rows);
    set(places, "columns", grid->cols);
    set(places, "prefix", run.prefix());
    set(json, "grid", std::move(places));
  }
  return json;
}

Json facts_json(const ModelRun &run, Index query) {
  check_query(run, query, -1);
  const TokenPlaces places{run.grid(), run.prefix()};
  const Index n = run.length();
  Json layers = Json::array();
  for (Index layer = 0; layer < run.layers_done(); ++layer) {
    Json heads = Json::array();
    for (Index head = 0; head < run.num_heads(); ++head) {
      const MatrixView weights = row_block(run.weights(layer), head * n, n);
      heads.push_back(to_json(query < 0
                                  ? mean_head_facts(weights, places)
                                  : head_facts(weights.data() + query * n, n, query, places)));
    }
    layers.push_back(std::move(heads));
  }
  return layers;
}

Json to_json(const Readout &readout) {
  Json json;
  set(json, "before", to_json(readout.before));
  set(json, "after", to_json(readout.after));
  return json;
}

Json tokenized_json(const Model &model, const std::string &text) {
  if (model.tokenizer == nullptr) {
    refuse(ErrorCode::kUnsupported,
           {"text: this model has no vocabulary to read text with; give tokenIds"});
  }
  const TokenizedText tokenized = model.tokenizer->tokenize(text);
  Json json;
  set(json, "tokenIds", tokenized.token_ids);
  set(json, "tokens", tokenized.tokens);
  return json;
}

TokenRequest read_token_request(const Json &json, const Model &model) {
  check_keys(json, "input", {"tokenIds", "tokens", "text"});
  if (const Json *text = find(json, "text")) {
    if (model.tokenizer == nullptr) {
      refuse(ErrorCode::kUnsupported,
             {"text: this model has no vocabulary to read text with; give tokenIds"});
    }
    TokenizedText tokenized = model.tokenizer->tokenize(read_string(*text, "text"));
    return {std::move(tokenized.token_ids), {}};
  }
  TokenRequest request;
  request.token_ids = read_indices(required(json, "tokenIds", "tokenIds", "a list of numbers"),
                                   "tokenIds", 0, kMaxIndex);
  if (const Json *tokens = find(json, "tokens")) {
    request.tokens = read_strings(*tokens, "tokens");
    if (request.tokens.size() != request.token_ids.size()) {
      refuse(ErrorCode::kShape, {"tokens: expected one for each of ", request.token_ids.size(),
                                 " tokenIds, got ", request.tokens.size()});
    }
  }
  return request;
}

Matrix attention_of(const ModelRun &run, Index query) {
  check_query(run, query, 0);
  const Index n = run.length();
  const Index heads = run.num_heads();
  Matrix rows(run.layers_done() * heads, n);
  for (Index row = 0; row < rows.rows(); ++row) {
    rows.row(row) = run.weights(row / heads).row(row % heads * n + query);
  }
  return rows;
}

} // namespace attn
