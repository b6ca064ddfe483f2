// SPDX-License-Identifier: MIT
#include "attn/model_json.hpp"

#include "attn/head_facts.hpp"
#include "attn/json_input.hpp"
#include "base/check.hpp"
#include "json/json_reader.hpp"

namespace attn {

namespace {

void write(JsonWriter &out, const HeadFacts &facts) {
  out.begin_object();
  out.number("entropy", facts.entropy);
  out.number("distance", facts.distance);
  out.number("onPrefix", facts.on_prefix);
  out.end_object();
}

void write(JsonWriter &out, const std::vector<NearWord> &words) {
  out.begin_array();
  for (const NearWord &word : words) {
    out.begin_object();
    out.string("token", word.token);
    out.number("cosine", word.cosine);
    out.integer("id", word.id);
    out.end_object();
  }
  out.end_array();
}

void check_query(const ModelRun &run, Index query, Index least) {
  if (query < least || query >= run.length()) {
    refuse(ErrorCode::kRange, {"query: expected 0 to ", run.length() - 1, ", got ", query});
  }
}

/// A patch sees those of its window only, and merged patches are others.
void refuse_windows(const ModelRun &run, const char *what) {
  if (run.model().has_windows()) {
    refuse(ErrorCode::kUnsupported,
           {what,
            ": not defined across the windows and merged patches of this model; a layer's own "
            "weights are there"});
  }
}

/// [CLS] comes late, so that layers differ in their tokens.
void refuse_class_attention(const ModelRun &run, const char *what) {
  if (run.model().has_class_attention()) {
    refuse(
        ErrorCode::kUnsupported,
        {what,
         ": not defined across all layers of this model, whose last ones have [CLS] as their only "
         "query; a layer's own weights are there"});
  }
}

/// Entropy and shares are of weights that sum to 1.
void refuse_mixed_weights(const ModelRun &run, const char *what) {
  if (run.model().mixes_weights()) {
    refuse(ErrorCode::kUnsupported,
           {what, ": not defined for this model, which mixes the weights of its heads behind the "
                  "softmax; they may be below 0 and sum to anything"});
  }
}

void write_windows(JsonWriter &out, const ModelRun &run) {
  out.key("windows");
  out.begin_array();
  for (Index layer = 0; layer < run.num_layers(); ++layer) {
    const Grid grid = *run.grid(layer);
    out.begin_object();
    out.integer("rows", grid.rows);
    out.integer("columns", grid.cols);
    out.integer("size", grid.rows * grid.cols / run.windows(layer));
    const EncoderBlock &block = run.model().blocks[static_cast<std::size_t>(layer)];
    out.integer("numHeads", block.attention->spec().num_heads);
    out.integers("order", run.order(layer));
    out.end_object();
  }
  out.end_array();
}

const Tokenizer &tokenizer_of(const Model &model) {
  if (!model.no_tokenizer.empty()) {
    refuse(ErrorCode::kUnsupported,
           {"text: the vocabulary of this model is not understood, give tokenIds: ",
            model.no_tokenizer});
  }
  if (model.tokenizer == nullptr) {
    refuse(ErrorCode::kUnsupported,
           {"text: this model has no vocabulary to read text with; give tokenIds"});
  }
  return *model.tokenizer;
}

} // namespace

void write_json(JsonWriter &out, const Model &model) {
  out.begin_object();
  out.key("config");
  write_json(out, model.config.json);
  out.integer("numLayers", static_cast<std::int64_t>(model.blocks.size()));
  out.integer("numHeads", model.num_heads());
  out.integer("dModel", model.d_model());
  if (model.patches) {
    out.key("image");
    out.begin_object();
    out.integer("size", model.patches->image_width());
    out.integer("height", model.patches->image_height());
    out.integer("width", model.patches->image_width());
    out.integer("patchSize", model.patches->patch_size);
    out.integer("channels", model.patches->num_channels);
    out.end_object();
  } else {
    out.integer("vocabularySize", model.words->word.rows());
    out.key("readsText");
    out.boolean(model.tokenizer != nullptr);
    if (model.tokenizer != nullptr && !model.tokenizer->normalization().empty()) {
      out.string("normalization", model.tokenizer->normalization());
    }
    if (!model.no_tokenizer.empty()) {
      out.string("noTokenizer", model.no_tokenizer);
    }
  }
  out.key("hasNextToken");
  out.boolean(has_next_token(model));
  out.end_object();
}

void write_json(JsonWriter &out, const ModelRun &run) {
  out.begin_object();
  out.integer("length", run.length());
  out.integer("numLayers", run.num_layers());
  out.integer("numHeads", run.num_heads());
  out.strings("tokens", run.tokens());
  if (!run.token_ids().empty()) {
    out.integers("tokenIds", run.token_ids());
  }
  if (const std::optional<Grid> grid = run.grid()) {
    out.key("grid");
    out.begin_object();
    out.integer("rows", grid->rows);
    out.integer("columns", grid->cols);
    out.integer("prefix", run.prefix());
    out.end_object();
  }
  if (run.model().has_windows()) {
    write_windows(out, run);
  }
  if (run.model().has_class_attention()) {
    Index count = 0;
    while (run.has_class_attention(run.num_layers() - count - 1)) {
      ++count;
    }
    out.integer("classLayers", count);
  }
  out.end_object();
}

void write_facts(JsonWriter &out, const ModelRun &run, Index query) {
  check_query(run, query, -1);
  refuse_windows(run, "facts");
  refuse_mixed_weights(run, "facts");
  refuse_class_attention(run, "facts");
  const TokenPlaces places{run.grid(), run.prefix()};
  const Index n = run.length();
  out.begin_array();
  for (Index layer = 0; layer < run.layers_done(); ++layer) {
    out.begin_array();
    const Matrix row = query < 0 ? Matrix() : run.weights_of(layer, query);
    for (Index head = 0; head < run.num_heads(); ++head) {
      write(out, query < 0 ? mean_head_facts(row_block(run.weights(layer), head * n, n), places)
                           : head_facts(row.data() + head * n, n, query, places));
    }
    out.end_array();
  }
  out.end_array();
}

void write_json(JsonWriter &out, const Readout &readout) {
  out.begin_object();
  out.key("before");
  write(out, readout.before);
  out.key("after");
  write(out, readout.after);
  out.end_object();
}

void write_json(JsonWriter &out, const NextToken &token) {
  out.begin_object();
  out.integer("id", token.id);
  out.string("token", token.token);
  out.number("probability", token.probability);
  out.number("logit", token.logit);
  out.end_object();
}

void write_json(JsonWriter &out, const std::vector<NextToken> &tokens) {
  out.begin_array();
  for (const NextToken &token : tokens) {
    write_json(out, token);
  }
  out.end_array();
}

void write_tokenized(JsonWriter &out, const Model &model, const std::string &text) {
  const TokenizedText result = tokenizer_of(model).tokenize(text);
  out.begin_object();
  out.integers("tokenIds", result.token_ids);
  out.strings("tokens", result.tokens);
  out.end_object();
}

void write_decoded(JsonWriter &out, const Model &model, const Json &ids) {
  out.string(tokenizer_of(model).decode(read_indices(ids, "tokenIds", 0, kMaxIndex)));
}

TokenRequest read_token_request(const Json &json, const Model &model) {
  check_keys(json, "input", {"tokenIds", "tokens", "text", "changes"});
  TokenRequest request;
  if (const Json *changes = find(json, "changes")) {
    request.changes = read_changes(*changes);
  }
  if (const Json *text = find(json, "text")) {
    request.token_ids = tokenizer_of(model).tokenize(read_string(*text, "text")).token_ids;
    return request;
  }
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
  refuse_windows(run, "attention");
  refuse_class_attention(run, "attention");
  check_query(run, query, 0);
  const Index n = run.length();
  const Index heads = run.num_heads();
  Matrix rows(run.layers_done() * heads, n);
  for (Index layer = 0; layer < run.layers_done(); ++layer) {
    rows.middleRows(layer * heads, heads) = run.weights_of(layer, query);
  }
  return rows;
}

Matrix rollout_of(const ModelRun &run, const RolloutOptions &options) {
  refuse_windows(run, "rollout");
  refuse_mixed_weights(run, "rollout");
  refuse_class_attention(run, "rollout");
  const auto weights_of = [&](Index layer) -> const Matrix & { return run.weights(layer); };
  return attention_rollout(run.layers_done(), run.num_heads(), weights_of, options);
}

} // namespace attn
