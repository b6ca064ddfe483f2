// SPDX-License-Identifier: MIT
/// The vision towers of OpenAI's CLIP and of open_clip.
#include "model/families/image_plan.hpp"

#include "base/check.hpp"

namespace attn {

namespace {

constexpr BlockNames kNames{.norm1 = {"ln_1"},
                            .scale1 = {"ls_1.gamma"},
                            .packed = {"attn.in_proj"},
                            .output = {"attn.out_proj"},
                            .norm2 = {"ln_2"},
                            .scale2 = {"ls_2.gamma"},
                            .fc1 = {"mlp.c_fc"},
                            .fc2 = {"mlp.c_proj"}};

/// By open_clip_config.json, whose heads are 64 wide unless it says otherwise; OpenAI's files tell
/// their kind by three numbers that they keep beside the weights.
Index heads(const Plan &plan, const ConfigReader &vision, bool is_openai, Index d) {
  if (const Index told = plan.config.index({"num_heads"}, 0); told != 0) {
    return told;
  }
  if (!vision.is_there() && !is_openai) {
    refuse(ErrorCode::kShape, {"config.model_cfg.vision_cfg: expected what open_clip_config.json "
                               "says of the heads, got nothing; give it beside the file"});
  }
  return d / vision.index({"head_width"}, 64);
}

void plan(const Plan &plan) {
  const ConfigReader model = plan.config.inside("model_cfg");
  const ConfigReader vision = model.inside("vision_cfg");
  const bool is_openai = plan.demands.prefix_of("input_resolution").has_value();
  vision.only("pool_type", {"tok"});
  vision.only("attentional_pool", false);
  vision.only("input_patchnorm", false);
  vision.only("no_ln_pre", !plan.demands.has("ln_pre.weight"));
  const std::vector<Index> size = vision.indices({"image_size"});
  const Index d = plan_patches(plan,
                               {.projection = "conv1",
                                .position = {"positional_embedding"},
                                .prefix = {{{"class_embedding"}, "[CLS]"}}},
                               size);
  PatchEmbedding &patches = *plan.model().patches;
  patches.resampling = Resampling::kBicubicAntialias;
  BlockTraits traits;
  traits.epsilon = 1e-5F;
  traits.activation =
      is_openai || model.flag({"quick_gelu"}, false) ? Activation::kQuickGelu : Activation::kGelu;
  traits.spec.num_heads = heads(plan, vision, is_openai, d);
  patches.norm = plan_norm_if(plan, "", {"ln_pre"}, d, traits);
  const Index count = count_blocks(plan.demands, "transformer.resblocks.");
  plan.draft.reserve(count);
  for (Index i = 0; i < count; ++i) {
    plan_block(plan, kNames, joined({"transformer.resblocks.", i, "."}), d, traits);
  }
  plan.model().top.first_patch = patches.prefix_count();
  plan.model().top.norm = plan_norm_if(plan, "", {"ln_post"}, d, traits);
  // The map to the space that is shared with texts.
  plan.demands.ignore("proj");
  plan.demands.refuse_leftovers("transformer.resblocks.", {});
}

} // namespace

const Family &open_clip() {
  static constexpr Family family{
      .name = "OpenAI's CLIP and open_clip (vision)",
      .signs = {"conv1.weight", "transformer.resblocks.0.attn.in_proj_weight"},
      .plan = plan,
  };
  return family;
}

} // namespace attn
