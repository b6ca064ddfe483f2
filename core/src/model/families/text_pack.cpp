// SPDX-License-Identifier: MIT
/// This project's text packs: word vectors and one attention layer, without MLP and residuals.
#include "model/families/block_plan.hpp"

#include "attn/layer_json.hpp"
#include "base/check.hpp"
#include "json/json_reader.hpp"

#include <string>
#include <utility>

namespace attn {

namespace {

constexpr float kNormEpsilon = 1e-6F;

void plan(const Plan &plan) {
  Model &model = plan.model();
  TensorDemands &demands = plan.demands;
  const Index d = plan_words(plan, "embeddings.word.weight");
  if (demands.has("embeddings.position.weight")) {
    plan_word_positions(plan, "embeddings.position.weight", d);
  }
  LayerSpec spec;
  spec.d_model = d;
  spec.num_heads = plan.config.index({"num_heads", "num_attention_heads"}, 0);
  if (spec.num_heads == 0) {
    refuse(ErrorCode::kShape, {"config.num_heads: expected the number of heads, got nothing"});
  }
  const Index query_width = demands.extent("attention.wq", 2, 1);
  const Index value_width = demands.extent("attention.wv", 2, 1);
  spec.head_dim = query_width / spec.num_heads;
  spec.value_dim = value_width / spec.num_heads;
  spec.out_dim = demands.extent("attention.wo", 2, 1);
  Weights w;
  w.wq = demands.rows("attention.wq", d, query_width);
  w.wk = demands.rows("attention.wk", d, query_width);
  w.wv = demands.rows("attention.wv", d, value_width);
  w.wo = demands.rows("attention.wo", value_width, spec.out_dim);
  w.bq = demands.vector_if("attention.bq", query_width);
  w.bk = demands.vector_if("attention.bk", query_width);
  w.bv = demands.vector_if("attention.bv", value_width);
  w.bo = demands.vector_if("attention.bo", spec.out_dim);
  EncoderBlock block;
  if (demands.has("attention.norm.weight")) {
    block.norm1 =
        demands.norm("attention.norm", d, plan.config.epsilon({"layer_norm_eps"}, kNormEpsilon));
  } else {
    // Nothing stands between the sum and the layer, so the layer itself can add the positions.
    plan.draft.layer_has_position = true;
  }
  plan.draft.tokenizer_scores = demands.vector_if("tokenizer.scores", model.words->word.rows());
  if (const Json *position = find(model.config.json, "position")) {
    model.words->position = read_position(*position, d, {});
  }
  model.attention_only = true;
  plan.draft.reserve(1);
  plan.draft.add(std::move(block), std::move(spec), std::move(w));
  demands.refuse_leftovers("", {});
}

} // namespace

const Family &text_pack() {
  static constexpr Family family{
      .name = "Attention Walk's text packs",
      .signs = {"embeddings.word.weight", "attention.wq"},
      .plan = plan,
  };
  return family;
}

} // namespace attn
