// SPDX-License-Identifier: MIT
/// Hugging Face's GPTNeoXForCausalLM (Pythia): attention and MLP read the same rows.
#include "model/families/block_plan.hpp"

#include "base/check.hpp"

namespace attn {

namespace {

constexpr BlockNames kNames{.norm1 = {"input_layernorm"},
                            .by_head = {"attention.query_key_value"},
                            .output = {"attention.dense"},
                            .norm2 = {"post_attention_layernorm"},
                            .fc1 = {"mlp.dense_h_to_4h"},
                            .fc2 = {"mlp.dense_4h_to_h"}};

void plan(const Plan &plan) {
  const ConfigReader &config = plan.config;
  const Index d = plan_words(plan, "embed_in.weight");
  BlockTraits traits;
  traits.order =
      config.flag({"use_parallel_residual"}, true) ? BlockOrder::kParallel : BlockOrder::kPre;
  traits.epsilon = config.epsilon({"layer_norm_eps"}, 1e-5F);
  traits.activation = activation_from_name(config.text({"hidden_act"}, "gelu"));
  traits.spec.num_heads = heads_of(config, {"num_attention_heads"});
  traits.spec.mask.causal = true;
  config.refuse("rope_scaling", "expected none");
  config.refuse("rope_parameters", "expected rotary_pct and rotary_emb_base, as files before "
                                   "transformers 5 have them");
  const Index head_dim = d / traits.spec.num_heads;
  RopePosition rope;
  rope.layout = RopeLayout::kHalf;
  rope.base = config.number({"rotary_emb_base", "rope_theta"}, 10000);
  rope.rotary_dim =
      static_cast<Index>(static_cast<float>(head_dim) * config.number({"rotary_pct"}, 0.25F));
  traits.spec.position = rope;
  const Index count = count_blocks(plan.demands, "layers.");
  plan.draft.reserve(count);
  for (Index i = 0; i < count; ++i) {
    const std::string block = joined({"layers.", i, "."});
    // Buffers of the causal mask, which older files carry along.
    plan.demands.ignore(block + "attention.bias");
    plan.demands.ignore(block + "attention.masked_bias");
    plan_block(plan, kNames, block, d, traits);
  }
  plan.model().top.norm = plan_norm(plan, "final_layer_norm", d, traits);
  plan_word_head(plan, "embed_out", d, false);
  plan.demands.refuse_leftovers("layers.", {});
}

} // namespace

const Family &gpt_neox() {
  static constexpr Family family{
      .name = "GPT-NeoX and Pythia",
      .signs = {"embed_in.weight", "layers.0.attention.query_key_value.weight"},
      .plan = plan,
  };
  return family;
}

} // namespace attn
