// SPDX-License-Identifier: MIT
/// Hugging Face's ModernBertModel: some layers see all, the others a window, each with its own
/// RoPE.
#include "model/families/block_plan.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace attn {

namespace {

constexpr BlockNames kNames{.norm1 = {"attn_norm"},
                            .fused = {"attn.Wqkv"},
                            .output = {"attn.Wo"},
                            .norm2 = {"mlp_norm"},
                            .fc1 = {"mlp.Wi"},
                            .fc2 = {"mlp.Wo"}};

void plan(const Plan &plan) {
  const ConfigReader &config = plan.config;
  const Index d = plan_words(plan, "embeddings.tok_embeddings.weight");
  BlockTraits traits;
  traits.epsilon = config.epsilon({"norm_eps"}, 1e-5F);
  traits.gate_activation = activation_from_name(config.text({"hidden_activation"}, "gelu"));
  traits.spec.num_heads = heads_of(config, {"num_attention_heads"});
  config.refuse("rope_parameters", "expected global_rope_theta and local_rope_theta, as files "
                                   "before transformers 5 have them");
  config.refuse("layer_types", "expected global_attn_every_n_layers");
  plan.model().words->norm = plan_norm(plan, "embeddings.norm", d, traits);
  const Index count = count_blocks(plan.demands, "layers.");
  const Index every = std::max<Index>(1, config.index({"global_attn_every_n_layers"}, 3));
  plan.draft.reserve(count);
  for (Index i = 0; i < count; ++i) {
    const bool is_global = i % every == 0;
    RopePosition rope;
    rope.layout = RopeLayout::kHalf;
    rope.base = is_global ? config.number({"global_rope_theta"}, 160000)
                          : config.number({"local_rope_theta"}, 10000);
    traits.spec.position = rope;
    traits.spec.mask = {};
    if (!is_global) {
      traits.spec.mask.reach = config.index({"local_attention"}, 128) / 2;
    }
    plan_block(plan, kNames, joined({"layers.", i, "."}), d, traits);
  }
  plan.model().top.norm = plan_norm(plan, "final_norm", d, traits);
  plan.demands.refuse_leftovers("layers.", {"head.", "decoder.", "classifier."});
}

} // namespace

const Family &modernbert() {
  static constexpr Family family{
      .name = "Hugging Face's ModernBERT",
      .signs = {"embeddings.tok_embeddings.weight", "layers.0.attn.Wqkv.weight"},
      .plan = plan,
  };
  return family;
}

} // namespace attn
