// SPDX-License-Identifier: MIT
/// Hugging Face's DistilBertModel, and the tasks that stand on it.
#include "model/families/block_plan.hpp"

#include "base/check.hpp"

namespace attn {

namespace {

constexpr BlockNames kNames{.norm1 = {"sa_layer_norm"},
                            .query = {"attention.q_lin"},
                            .key = {"attention.k_lin"},
                            .value = {"attention.v_lin"},
                            .output = {"attention.out_lin"},
                            .norm2 = {"output_layer_norm"},
                            .fc1 = {"ffn.lin1"},
                            .fc2 = {"ffn.lin2"}};

void plan(const Plan &plan) {
  const ConfigReader &config = plan.config;
  const Index d = plan_words(plan, "embeddings.word_embeddings.weight");
  // Sinusoidal or learned, the table is in the file.
  plan_word_positions(plan, "embeddings.position_embeddings.weight", d);
  BlockTraits traits;
  traits.order = BlockOrder::kPost;
  traits.epsilon = 1e-12F;
  traits.activation = activation_from_name(config.text({"activation"}, "gelu"));
  traits.spec.num_heads = heads_of(config, {"n_heads", "num_attention_heads"});
  plan.model().words->norm = plan_norm(plan, "embeddings.LayerNorm", d, traits);
  const Index count = count_blocks(plan.demands, "transformer.layer.");
  plan.draft.reserve(count);
  for (Index i = 0; i < count; ++i) {
    plan_block(plan, kNames, joined({"transformer.layer.", i, "."}), d, traits);
  }
  plan.demands.refuse_leftovers("transformer.layer.",
                                {"vocab_", "pre_classifier.", "classifier.", "qa_outputs."});
}

} // namespace

const Family &distilbert() {
  static constexpr Family family{
      .name = "Hugging Face's DistilBERT",
      .signs = {"embeddings.word_embeddings.weight", "transformer.layer.0.attention.q_lin.weight"},
      .plan = plan,
  };
  return family;
}

} // namespace attn
