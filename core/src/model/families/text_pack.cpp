// SPDX-License-Identifier: MIT
/// This project's text packs: word vectors and one attention layer, without MLP and residuals.
#include "model/families/families.hpp"

#include "attn/layer_json.hpp"
#include "base/check.hpp"
#include "model/families/plan_parts.hpp"
#include "json/json_reader.hpp"

#include <string>
#include <utility>

namespace attn {

namespace {

constexpr float kNormEpsilon = 1e-6F;

Index pack_size(const Json &config, const char *key, Index fallback) {
  const Json *value = find(config, key);
  return value == nullptr ? fallback
                          : read_index(*value, joined({"config.", key}), 1, kMaxDimension);
}

void plan(ModelDraft &draft, TensorDemands &demands, const std::string & /*prefix*/) {
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
                 model.config.norm_epsilon.value_or(kNormEpsilon));
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

} // namespace

const Family &text_pack() {
  static constexpr Family family{
      .name = "Attention Walk's text packs",
      .sign = "embeddings.word.weight",
      .prefixes = {""},
      .plan = plan,
  };
  return family;
}

} // namespace attn
