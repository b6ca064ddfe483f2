// SPDX-License-Identifier: MIT
/// The tensor names of text models: Hugging Face's BertModel and GPT2LMHeadModel, minGPT, and this
/// project's packs.
#include "model_names.hpp"

#include "attn/json_input.hpp"
#include "check.hpp"

#include <string>
#include <utility>

namespace attn {

namespace {

constexpr float kBertEpsilon = 1e-12F;
constexpr float kGptEpsilon = 1e-5F;
constexpr float kPackEpsilon = 1e-6F;

/// minGPT keeps PyTorch's Linear [out, in]; Hugging Face's GPT-2 has Conv1D [in, out].
enum class Orientation { kInOut, kOutIn };

void plan_gpt_linear(TensorDemands &demands, const std::string &name, Orientation orientation,
                     Matrix &weight, RowVector &bias, Index in, Index out) {
  if (orientation == Orientation::kOutIn) {
    plan_linear(demands, name, weight, bias, in, out);
    return;
  }
  demands.rows(name + ".weight", weight, in, out);
  if (demands.has(name + ".bias")) {
    demands.vector(name + ".bias", bias, out);
  }
}

void plan_gpt_qkv(TensorDemands &demands, const std::string &name, Orientation orientation,
                  Weights &w, Index d) {
  if (orientation == Orientation::kOutIn) {
    plan_fused_qkv(demands, name, w, d, d);
    return;
  }
  check_size(name, {d, 3 * d});
  w.wq.resize(d, d);
  w.wk.resize(d, d);
  w.wv.resize(d, d);
  demands.parts(name + ".weight", {d, 3 * d}, 3 * d,
                {{0, d, 0, d, w.wq.data(), d, 1},
                 {0, d, d, d, w.wk.data(), d, 1},
                 {0, d, 2 * d, d, w.wv.data(), d, 1}});
  plan_fused_bias(demands, name + ".bias", w, d);
}

/// Word vectors, and the table of learned positions where the file has one.
Index plan_words(ModelDraft &draft, TensorDemands &demands, const std::string &word,
                 const std::string &position) {
  WordEmbedding words;
  const Index vocabulary = demands.extent(word, 2, 0);
  const Index d = demands.extent(word, 2, 1);
  demands.rows(word, words.word, vocabulary, d);
  if (demands.has(position)) {
    demands.rows(position, draft.position, demands.extent(position, 2, 0), d);
  }
  draft.model.words = std::move(words);
  return d;
}

Index pack_size(const Json &config, const char *key, Index fallback) {
  const Json *value = find(config, key);
  return value == nullptr ? fallback
                          : read_index(*value, joined({"config.", key}), 1, kMaxDimension);
}

} // namespace

void plan_bert(ModelDraft &draft, TensorDemands &demands, const std::string &prefix) {
  Model &model = draft.model;
  const std::string embeddings = prefix + "embeddings.";
  const Index d = plan_words(draft, demands, embeddings + "word_embeddings.weight",
                             embeddings + "position_embeddings.weight");
  const float epsilon = model.config.norm_epsilon.value_or(kBertEpsilon);
  const std::string types = embeddings + "token_type_embeddings.weight";
  if (demands.has(types)) {
    // A single sentence is type 0; the other rows have no place to go.
    model.words->token_type.resize(d);
    const Index rows = demands.extent(types, 2, 0);
    demands.parts(types, {rows, d}, d, {{0, 1, 0, d, model.words->token_type.data(), d, 1}});
  }
  model.words->norm = LayerNorm();
  demands.norm(embeddings + "LayerNorm", *model.words->norm, d, epsilon);
  const std::string blocks = prefix + "encoder.layer.";
  const Index count = count_blocks(demands, blocks, ".attention.self.query.weight");
  draft.reserve(count);
  for (Index i = 0; i < count; ++i) {
    const std::string name = joined({blocks, i});
    EncoderBlock block;
    Weights w;
    block.norm_first = false;
    const Index width = demands.extent(name + ".attention.self.query.weight", 2, 0);
    plan_separate_qkv(demands, name + ".attention.self.", w, d, width);
    plan_linear(demands, name + ".attention.output.dense", w.wo, w.bo, width, d);
    demands.norm(name + ".attention.output.LayerNorm", block.norm1, d, epsilon);
    const Index inner = demands.extent(name + ".intermediate.dense.weight", 2, 0);
    demands.linear(name + ".intermediate.dense", block.mlp.fc1, d, inner);
    demands.linear(name + ".output.dense", block.mlp.fc2, inner, d);
    demands.norm(name + ".output.LayerNorm", block.norm2, d, epsilon);
    block.mlp.activation = model.config.activation;
    draft.add(std::move(block), heads_of(model.config, d, width), std::move(w));
  }
  // What stands on top of the encoder is another task's.
  demands.refuse_leftovers({"pooler.", "cls.", "classifier.", "qa_outputs.", "position_ids"});
}

void plan_gpt(ModelDraft &draft, TensorDemands &demands, const std::string &prefix) {
  Model &model = draft.model;
  const Index d = plan_words(draft, demands, prefix + "wte.weight", prefix + "wpe.weight");
  const float epsilon = model.config.norm_epsilon.value_or(kGptEpsilon);
  if (find(model.config.json, "activation_function") == nullptr &&
      find(model.config.json, "hidden_act") == nullptr) {
    model.config.activation = Activation::kGeluTanh;
  }
  const std::string blocks = prefix + "h.";
  const Index count = count_blocks(demands, blocks, ".attn.c_attn.weight");
  draft.reserve(count);
  for (Index i = 0; i < count; ++i) {
    const std::string name = joined({blocks, i});
    EncoderBlock block;
    Weights w;
    demands.norm(name + ".ln_1", block.norm1, d, epsilon);
    const auto orientation = demands.extent(name + ".attn.c_attn.weight", 2, 0) == d
                                 ? Orientation::kInOut
                                 : Orientation::kOutIn;
    plan_gpt_qkv(demands, name + ".attn.c_attn", orientation, w, d);
    plan_gpt_linear(demands, name + ".attn.c_proj", orientation, w.wo, w.bo, d, d);
    demands.norm(name + ".ln_2", block.norm2, d, epsilon);
    const std::string fc1 = name + ".mlp.c_fc";
    const Index inner = demands.extent(fc1 + ".weight", 2, orientation == Orientation::kInOut);
    plan_gpt_linear(demands, fc1, orientation, block.mlp.fc1.weight, block.mlp.fc1.bias, d, inner);
    plan_gpt_linear(demands, name + ".mlp.c_proj", orientation, block.mlp.fc2.weight,
                    block.mlp.fc2.bias, inner, d);
    block.mlp.activation = model.config.activation;
    // Buffers of the causal mask, which some files carry along.
    demands.ignore(name + ".attn.bias");
    demands.ignore(name + ".attn.masked_bias");
    LayerSpec spec = heads_of(model.config, d, d);
    spec.mask.causal = true;
    draft.add(std::move(block), std::move(spec), std::move(w));
  }
  model.final_norm = LayerNorm();
  demands.norm(prefix + "ln_f", *model.final_norm, d, epsilon);
  model.pooling = Pooling::kLastToken;
  if (demands.has("lm_head.weight")) {
    model.head = Linear();
    demands.linear("lm_head", *model.head, d, demands.extent("lm_head.weight", 2, 0));
  } else {
    model.tied_head = true;
  }
  demands.refuse_leftovers({});
}

void plan_text_pack(ModelDraft &draft, TensorDemands &demands) {
  Model &model = draft.model;
  const Json &config = model.config.json;
  const Index d =
      plan_words(draft, demands, "embeddings.word.weight", "embeddings.position.weight");
  LayerSpec spec;
  spec.d_model = d;
  spec.num_heads = pack_size(config, "num_heads", model.config.num_heads);
  if (spec.num_heads == 0) {
    refuse(ErrorCode::kShape, {"config.num_heads: expected the number of heads, got nothing"});
  }
  const Index query_width = demands.extent("attention.wq", 2, 1);
  const Index value_width = demands.extent("attention.wv", 2, 1);
  spec.head_dim = query_width / spec.num_heads;
  spec.value_dim = value_width / spec.num_heads;
  spec.out_dim = demands.extent("attention.wo", 2, 1);
  Weights w;
  demands.rows("attention.wq", w.wq, d, query_width);
  demands.rows("attention.wk", w.wk, d, query_width);
  demands.rows("attention.wv", w.wv, d, value_width);
  demands.rows("attention.wo", w.wo, value_width, spec.out_dim);
  const auto bias = [&](const char *name, RowVector &to, Index size) {
    if (demands.has(name)) {
      demands.vector(name, to, size);
    }
  };
  bias("attention.bq", w.bq, query_width);
  bias("attention.bk", w.bk, query_width);
  bias("attention.bv", w.bv, value_width);
  bias("attention.bo", w.bo, spec.out_dim);
  EncoderBlock block;
  if (demands.has("attention.norm.weight")) {
    demands.norm("attention.norm", block.norm1, d,
                 model.config.norm_epsilon.value_or(kPackEpsilon));
  } else {
    // Nothing stands between the sum and the layer, so the layer itself can add the positions.
    draft.layer_has_position = true;
  }
  bias("tokenizer.scores", draft.tokenizer_scores, model.words->word.rows());
  if (const Json *position = find(config, "position")) {
    model.words->position = read_position(*position, d, {});
  }
  model.attention_only = true;
  draft.reserve(1);
  draft.add(std::move(block), std::move(spec), std::move(w));
  demands.refuse_leftovers({});
}

} // namespace attn
