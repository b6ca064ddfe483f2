// SPDX-License-Identifier: MIT
/// Hugging Face's GPT2LMHeadModel, and minGPT's GPT, which has the same names.
#include "model/families/block_plan.hpp"

#include "base/check.hpp"

#include <cmath>

namespace attn {

namespace {

constexpr BlockNames kNames{.norm1 = {"ln_1"},
                            .fused = {"attn.c_attn"},
                            .output = {"attn.c_proj"},
                            .norm2 = {"ln_2"},
                            .fc1 = {"mlp.c_fc"},
                            .fc2 = {"mlp.c_proj"}};

void plan(const Plan &plan) {
  const ConfigReader &config = plan.config;
  const Index d = plan_words(plan, "wte.weight");
  if (plan.demands.has("wpe.weight")) {
    plan_word_positions(plan, "wpe.weight", d);
  }
  BlockTraits traits;
  traits.epsilon = config.epsilon({"layer_norm_epsilon", "layer_norm_eps"}, 1e-5F);
  traits.activation =
      activation_from_name(config.text({"activation_function", "hidden_act"}, "gelu_new"));
  traits.spec.num_heads = heads_of(config, {"n_head", "num_attention_heads", "num_heads"});
  traits.spec.mask.causal = true;
  config.only("add_cross_attention", false);
  // minGPT keeps PyTorch's Linear [out, in]; Hugging Face's GPT-2 has Conv1D [in, out].
  traits.is_conv1d = plan.demands.extent("h.0.attn.c_attn.weight", 2, 0) == d;
  const bool is_scaled = config.flag({"scale_attn_weights"}, true);
  const bool by_layer = config.flag({"scale_attn_by_inverse_layer_idx"}, false);
  const Index count = count_blocks(plan.demands, "h.");
  plan.draft.reserve(count);
  for (Index i = 0; i < count; ++i) {
    const double scale =
        is_scaled ? 1 / std::sqrt(static_cast<double>(d / traits.spec.num_heads)) : 1;
    traits.spec.scale = static_cast<float>(scale / (by_layer ? static_cast<double>(i + 1) : 1));
    // A buffer of the causal mask, which some files carry along.
    plan.demands.ignore(joined({"h.", i, ".attn.bias"}));
    plan_block(plan, kNames, joined({"h.", i, "."}), d, traits);
  }
  plan.model().top.norm = plan_norm(plan, "ln_f", d, traits);
  plan_word_head(plan, "lm_head", d, true);
  plan.demands.refuse_leftovers("h.", {"lm_head.", "score.", "classifier."});
}

} // namespace

const Family &gpt2() {
  static constexpr Family family{
      .name = "Hugging Face's GPT-2 and minGPT",
      .signs = {"wte.weight", "h.0.attn.c_attn.weight"},
      .plan = plan,
  };
  return family;
}

} // namespace attn
