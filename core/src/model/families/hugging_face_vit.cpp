// SPDX-License-Identifier: MIT
/// Hugging Face's ViTModel and its kin: DeiT (distilled too), DINOv2 with and without registers,
/// BEiT, ViTMSN; and the classifiers that stand on them.
#include "model/families/image_plan.hpp"

#include "base/check.hpp"

namespace attn {

namespace {

constexpr BlockNames kNames{
    .norm1 = {"layernorm_before", "norm1"},
    .scale1 = {"lambda_1", "layer_scale1.lambda1"},
    .query = {"attention.attention.query"},
    .key = {"attention.attention.key"},
    .value = {"attention.attention.value"},
    .output = {"attention.output.dense"},
    .norm2 = {"layernorm_after", "norm2"},
    .scale2 = {"lambda_2", "layer_scale2.lambda1"},
    .fc1 = {"intermediate.dense", "mlp.fc1", "mlp.weights_in"},
    .fc2 = {"output.dense", "mlp.fc2", "mlp.weights_out"},
};

constexpr const char *kOwnTable =
    "attention.attention.relative_position_bias.relative_position_bias_table";
constexpr const char *kSharedTable = "encoder.relative_position_bias.relative_position_bias_table";

bool is_dinov2(const std::string &type) { return type.starts_with("dinov2"); }

/// Refuses what the library would compute in another way.
void check_config(const ConfigReader &config, const std::string &type) {
  if (!type.empty() && type != "vit" && type != "deit" && type != "beit" && type != "vit_msn" &&
      type != "data2vec-vision" && type != "ijepa" && type != "vit_mae" && !is_dinov2(type)) {
    refuse(ErrorCode::kUnsupported,
           {"config.model_type: expected vit, deit, beit, data2vec-vision, dinov2, "
            "dinov2_with_registers, vit_msn or vit_mae for tensors of these names, got \"",
            type, "\""});
  }
  if (type == "beit" || type == "data2vec-vision") {
    config.only("use_mask_token", config.flag({"use_mask_token"}, false));
  }
}

void plan_blocks(const Plan &plan, Index d, BlockTraits traits) {
  const Index count = count_blocks(plan.demands, "encoder.layer.");
  plan.draft.reserve(count);
  const PatchEmbedding &patches = *plan.model().patches;
  for (Index i = 0; i < count; ++i) {
    const std::string block = joined({"encoder.layer.", i, "."});
    plan_block(plan, kNames, block, d, traits);
    const std::string own = block + kOwnTable;
    if (plan.demands.has(own) || plan.demands.has(kSharedTable)) {
      if (patches.prefix_count() != 1) {
        refuse(ErrorCode::kUnsupported, {"tensor \"", own,
                                         "\": expected one class token beside it, "
                                         "got ",
                                         patches.prefix_count()});
      }
      // Last, and moved: the demand for the table points to its memory.
      plan.draft.specs.back().position =
          plan_relative(plan, plan.demands.has(own) ? own : kSharedTable, patches.grid,
                        traits.spec.num_heads, patches.prefix_count());
    }
  }
}

void plan(const Plan &plan) {
  const ConfigReader &config = plan.config;
  const std::string type = config.text({"model_type"}, "");
  check_config(config, type);
  const Index d = plan_patches(plan,
                               {.projection = "embeddings.patch_embeddings.projection",
                                .position = {"embeddings.position_embeddings"},
                                .prefix = {{{"embeddings.cls_token"}, "[CLS]"},
                                           {{"embeddings.distillation_token"}, "[DIST]"},
                                           {{"embeddings.register_tokens"}, "[REG]"}}},
                               config.indices({"image_size"}));
  PatchEmbedding &patches = *plan.model().patches;
  patches.resampling = Resampling::kBicubic;
  BlockTraits traits;
  traits.epsilon = config.epsilon({"layer_norm_eps"}, is_dinov2(type) ? 1e-6F : 1e-12F);
  traits.activation = activation_from_name(config.text({"hidden_act"}, "gelu"));
  traits.spec.num_heads = heads_of(config, {"num_attention_heads", "num_heads"});
  plan_blocks(plan, d, traits);
  Top &top = plan.model().top;
  top.first_patch = patches.prefix_count();
  top.norm = plan_norm_if(plan, "", {"layernorm"}, d, traits);
  top.pooled_norm = plan_norm_if(plan, "", {"pooler.layernorm"}, d, traits);
  if (top.pooled_norm) { // BEiT reads the mean of the patches
    top.pooling = Pooling::kMean;
  }
  if (is_dinov2(type)) {
    top.pooling = Pooling::kTokenAndMean;
    top.head = plan.demands.head("classifier", 2 * d);
  } else if ((top.head = plan.demands.head("cls_classifier", d))) {
    top.second_head = plan.demands.head("distillation_classifier", d);
  } else {
    top.head = plan.demands.head("classifier", d);
  }
  plan.demands.refuse_leftovers("encoder.layer.", {"pooler.", "mask_token", "classifier", "decoder",
                                                   "decode_head", "auxiliary_head"});
}

} // namespace

const Family &hugging_face_vit() {
  static constexpr Family family{
      .name = "Hugging Face's ViT, DeiT, BEiT and DINOv2",
      .signs = {"embeddings.patch_embeddings.projection.weight",
                "encoder.layer.0.attention.attention.query.weight"},
      .plan = plan,
  };
  return family;
}

} // namespace attn
