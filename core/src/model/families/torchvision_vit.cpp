// SPDX-License-Identifier: MIT
/// torchvision's VisionTransformer.
#include "model/families/image_plan.hpp"

#include "base/check.hpp"

namespace attn {

namespace {

constexpr BlockNames kNames{.norm1 = {"ln_1"},
                            .packed = {"self_attention.in_proj"},
                            .output = {"self_attention.out_proj"},
                            .norm2 = {"ln_2"},
                            .fc1 = {"mlp.linear_1", "mlp.0"},
                            .fc2 = {"mlp.linear_2", "mlp.3"}};

Index heads(const ConfigReader &config) {
  const std::string name = config.text({"architecture", "name"}, "");
  if (!config.has({"num_heads"})) {
    if (name.starts_with("vit_b_")) {
      return 12;
    }
    if (name.starts_with("vit_l_") || name.starts_with("vit_h_")) {
      return 16;
    }
  }
  return heads_of(config, {"num_heads"});
}

void plan(const Plan &plan) {
  const ConfigReader &config = plan.config;
  const Index d = plan_patches(plan,
                               {.projection = "conv_proj",
                                .position = {"encoder.pos_embedding"},
                                .prefix = {{{"class_token"}, "[CLS]"}}},
                               config.indices({"image_size"}));
  BlockTraits traits;
  traits.epsilon = 1e-6F;
  traits.spec.num_heads = heads(config);
  const Index count = count_blocks(plan.demands, "encoder.layers.encoder_layer_");
  plan.draft.reserve(count);
  for (Index i = 0; i < count; ++i) {
    plan_block(plan, kNames, joined({"encoder.layers.encoder_layer_", i, "."}), d, traits);
  }
  Top &top = plan.model().top;
  top.first_patch = 1;
  top.norm = plan_norm(plan, "encoder.ln", d, traits);
  if (plan.demands.has("heads.head.weight")) {
    top.head = plan.demands.linear("heads.head", d);
  }
  plan.demands.refuse_leftovers("encoder.", {"heads."});
}

} // namespace

const Family &torchvision_vit() {
  static constexpr Family family{
      .name = "torchvision's VisionTransformer",
      .signs = {"conv_proj.weight", "encoder.layers.encoder_layer_0.self_attention.in_proj_weight"},
      .plan = plan,
  };
  return family;
}

} // namespace attn
