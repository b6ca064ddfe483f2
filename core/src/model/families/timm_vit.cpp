// SPDX-License-Identifier: MIT
/// timm's VisionTransformer and Eva, and the files of DINO, DINOv2 and MAE, whose names are the
/// same.
#include "model/families/attention_pool_plan.hpp"
#include "model/families/image_plan.hpp"

#include "base/check.hpp"

namespace attn {

namespace {

constexpr BlockNames kNames{
    .norm1 = {"norm1"},
    .scale1 = {"ls1.gamma", "gamma_1"},
    .fused = {"attn.qkv"},
    .query_norm = {"attn.q_norm"},
    .key_norm = {"attn.k_norm"},
    .output = {"attn.proj"},
    .norm2 = {"norm2"},
    .scale2 = {"ls2.gamma", "gamma_2"},
    .fc1 = {"mlp.fc1"},
    .fc2 = {"mlp.fc2"},
};

constexpr AttentionPoolNames kPool{.latent = "latent",
                                   .parts = {.query = {"q"},
                                             .key_value = {"kv"},
                                             .query_norm = {"q_norm"},
                                             .key_norm = {"k_norm"},
                                             .output = {"proj"},
                                             .norm2 = {"norm"},
                                             .fc1 = {"mlp.fc1"},
                                             .fc2 = {"mlp.fc2"}}};

void plan(const Plan &plan) {
  const ConfigReader &config = plan.config;
  const ConfigReader args = config.inside("model_args");
  const Index d = plan_patches(plan,
                               {.projection = "patch_embed.proj",
                                .position = {"pos_embed"},
                                .prefix = {{{"cls_token"}, "[CLS]"},
                                           {{"dist_token"}, "[DIST]"},
                                           {{"reg_token", "register_tokens"}, "[REG]"}}},
                               args.has({"img_size"}) ? args.indices({"img_size"})
                                                      : config.indices({"image_size", "img_size"}));
  PatchEmbedding &patches = *plan.model().patches;
  patches.resampling = Resampling::kBicubicAntialias;
  BlockTraits traits;
  traits.epsilon = config.number({"layer_norm_eps"}, 1e-6F);
  traits.activation = activation_from_name(config.text({"hidden_act"}, "gelu"));
  traits.spec.num_heads = args.has({"num_heads"})
                              ? args.index({"num_heads"}, 0)
                              : heads_of(config, {"num_heads", "num_attention_heads"});
  patches.norm = plan_norm_if(plan, "", {"norm_pre"}, d, traits);
  const Index count = count_blocks(plan.demands, "blocks.");
  plan.draft.reserve(count);
  for (Index i = 0; i < count; ++i) {
    plan_block(plan, kNames, joined({"blocks.", i, "."}), d, traits);
  }
  Top &top = plan.model().top;
  top.first_patch = patches.prefix_count();
  top.norm = plan_norm_if(plan, "", {"norm"}, d, traits);
  top.pooled_norm = plan_norm_if(plan, "", {"fc_norm"}, d, traits);
  const std::string pool = config.text({"global_pool"}, patches.prefix.empty() ? "avg" : "token");
  top.pooling = pool == "avg"      ? Pooling::kMean
                : pool == "max"    ? Pooling::kMax
                : pool == "avgmax" ? Pooling::kMeanMax
                                   : Pooling::kToken;
  plan_attention_pooling(plan, kPool, "attn_pool.", d, traits);
  top.head = plan.demands.head("head", d);
  plan.demands.refuse_leftovers("blocks.", {"mask_token", "head", "decoder"});
}

} // namespace

const Family &timm_vit() {
  static constexpr Family family{
      .name = "timm's VisionTransformer",
      .signs = {"patch_embed.proj.weight", "blocks.0.attn.qkv.weight"},
      .plan = plan,
  };
  return family;
}

} // namespace attn
