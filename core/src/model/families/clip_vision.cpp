// SPDX-License-Identifier: MIT
/// The vision towers of Hugging Face's CLIPModel and SiglipModel, alone or in a file with both.
#include "model/families/image_plan.hpp"

#include "base/check.hpp"

namespace attn {

namespace {

constexpr BlockNames kNames{.norm1 = {"layer_norm1"},
                            .query = {"self_attn.q_proj"},
                            .key = {"self_attn.k_proj"},
                            .value = {"self_attn.v_proj"},
                            .output = {"self_attn.out_proj"},
                            .norm2 = {"layer_norm2"},
                            .fc1 = {"mlp.fc1"},
                            .fc2 = {"mlp.fc2"}};

/// True for SigLIP, which has other defaults; config.json of a whole model holds its own.
bool is_siglip(const ConfigReader &config, const ConfigReader &vision) {
  const std::string type = vision.text({"model_type"}, config.text({"model_type"}, "").c_str());
  if (type.starts_with("siglip")) {
    return true;
  }
  if (type.starts_with("clip") || type.starts_with("chinese_clip") || type.starts_with("altclip")) {
    return false;
  }
  refuse(ErrorCode::kUnsupported,
         {"config.model_type: expected clip, clip_vision_model, siglip, siglip_vision_model, "
          "siglip2 or the like for tensors of these names, got ",
          type.empty() ? "nothing" : type});
}

void plan(const Plan &plan) {
  const ConfigReader nested = plan.config.inside("vision_config");
  const ConfigReader &config = nested.is_there() ? nested : plan.config;
  const bool siglip = is_siglip(plan.config, config);
  if (plan.config.text({"model_type"}, "") == "siglip2" &&
      !plan.demands.has("embeddings.patch_embedding.weight")) {
    refuse(ErrorCode::kUnsupported, {"config.model_type: siglip2 with patches as rows (NaFlex)"});
  }
  const Plan own{plan.draft, plan.demands, config};
  const Index d = plan_patches(own,
                               {.projection = "embeddings.patch_embedding",
                                .position = {"embeddings.position_embedding.weight"},
                                .prefix = {{{"embeddings.class_embedding"}, "[CLS]"}}},
                               config.indices({"image_size"}));
  PatchEmbedding &patches = *plan.model().patches;
  patches.resampling = Resampling::kBicubic;
  BlockTraits traits;
  traits.epsilon = config.epsilon({"layer_norm_eps"}, siglip ? 1e-6F : 1e-5F);
  traits.activation = activation_from_name(
      config.text({"hidden_act"}, siglip ? "gelu_pytorch_tanh" : "quick_gelu"));
  // A nested configuration leaves out what is the library's default: 12.
  traits.spec.num_heads = nested.is_there() ? config.index({"num_attention_heads"}, 12)
                                            : heads_of(config, {"num_attention_heads"});
  // The library's own spelling.
  patches.norm = plan_norm_if(own, "", {"pre_layrnorm"}, d, traits);
  const Index count = count_blocks(plan.demands, "encoder.layers.");
  plan.draft.reserve(count);
  for (Index i = 0; i < count; ++i) {
    plan_block(own, kNames, joined({"encoder.layers.", i, "."}), d, traits);
  }
  Top &top = plan.model().top;
  top.first_patch = patches.prefix_count();
  top.pooling = Pooling::kMean;
  if (siglip) {
    top.norm = plan_norm_if(own, "", {"post_layernorm"}, d, traits);
  }
  top.head = plan.demands.head("classifier", d);
  plan.demands.refuse_leftovers("encoder.layers.", {"post_layernorm.", "head."});
}

} // namespace

const Family &clip_vision() {
  static constexpr Family family{
      .name = "Hugging Face's CLIP and SigLIP (vision)",
      .signs = {"embeddings.patch_embedding.weight", "encoder.layers.0.self_attn.q_proj.weight"},
      .plan = plan,
  };
  return family;
}

} // namespace attn
