// SPDX-License-Identifier: MIT
/// Hugging Face's DINOv3ViTModel: q and k of the patches are turned by their places in the image.
#include "model/families/image_plan.hpp"

#include "base/check.hpp"

#include <cmath>
#include <numbers>

namespace attn {

namespace {

constexpr BlockNames kNames{.norm1 = {"norm1"},
                            .scale1 = {"layer_scale1.lambda1"},
                            .query = {"attention.q_proj"},
                            .key = {"attention.k_proj"},
                            .value = {"attention.v_proj"},
                            .output = {"attention.o_proj"},
                            .norm2 = {"norm2"},
                            .scale2 = {"layer_scale2.lambda1"},
                            .fc1 = {"mlp.up_proj"},
                            .gate = {"mlp.gate_proj"},
                            .fc2 = {"mlp.down_proj"}};

/// Places go from −1 to 1 on each axis, and one place is a whole turn of the fastest pair.
RopePosition rope_of(const PatchEmbedding &patches, double theta, Index head_dim) {
  RopePosition rope;
  rope.layout = RopeLayout::kAcross;
  rope.grid = patches.grid;
  rope.prefix = patches.prefix_count();
  for (Index pair = 0; pair < head_dim / 4; ++pair) {
    const double share = static_cast<double>(pair) / static_cast<double>(head_dim / 4);
    rope.frequencies.push_back(2 * std::numbers::pi * std::pow(theta, -share));
  }
  return rope;
}

void plan(const Plan &plan) {
  const ConfigReader &config = plan.config;
  const Index d = plan_patches(
      plan,
      {.projection = "embeddings.patch_embeddings",
       .prefix = {{{"embeddings.cls_token"}, "[CLS]"}, {{"embeddings.register_tokens"}, "[REG]"}}},
      config.indices({"image_size"}));
  PatchEmbedding &patches = *plan.model().patches;
  patches.rope_places = RopePlaces::kCentred;
  patches.resampling = Resampling::kBicubic;
  BlockTraits traits;
  traits.epsilon = config.epsilon({"layer_norm_eps"}, 1e-5F);
  traits.activation = activation_from_name(config.text({"hidden_act"}, "gelu"));
  traits.gate_activation = traits.activation;
  traits.spec.num_heads = heads_of(config, {"num_attention_heads"});
  const Index count = count_blocks(plan.demands, "layer.");
  plan.draft.reserve(count);
  for (Index i = 0; i < count; ++i) {
    const std::string block = joined({"layer.", i, "."});
    const Index width = plan.demands.extent(block + "attention.q_proj.weight", 2, 0);
    traits.spec.position =
        rope_of(patches, config.number({"rope_theta"}, 100), width / traits.spec.num_heads);
    plan_block(plan, kNames, block, d, traits);
  }
  Top &top = plan.model().top;
  top.first_patch = patches.prefix_count();
  top.norm = plan_norm_if(plan, "", {"norm"}, d, traits);
  plan.demands.refuse_leftovers("layer.", {"mask_token"});
}

} // namespace

const Family &dinov3() {
  static constexpr Family family{
      .name = "Hugging Face's DINOv3",
      .signs = {"embeddings.patch_embeddings.weight", "layer.0.attention.q_proj.weight"},
      .plan = plan,
  };
  return family;
}

} // namespace attn
