// SPDX-License-Identifier: MIT
/// Swin and Swin V2 in the names of Hugging Face, timm and torchvision.
#include "model/families/swin_plan.hpp"

#include "base/check.hpp"

#include <string>

namespace attn {

namespace {

void plan_hugging_face(const Plan &plan) {
  plan.config.only("use_absolute_embeddings", false);
  plan.config.only("hidden_act", {"gelu"});
  plan_swin(plan, {.patches = "embeddings.patch_embeddings.projection",
                   .patch_norm = "embeddings.norm",
                   .block =
                       [](Index stage, Index i) {
                         return joined({"encoder.layers.", stage, ".blocks.", i, "."});
                       },
                   .merging =
                       [](Index stage) {
                         return joined({"encoder.layers.", stage, ".downsample."});
                       },
                   .names = {.norm1 = {"layernorm_before"},
                             .query = {"attention.self.query"},
                             .key = {"attention.self.key"},
                             .value = {"attention.self.value"},
                             .output = {"attention.output.dense"},
                             .norm2 = {"layernorm_after"},
                             .fc1 = {"intermediate.dense"},
                             .fc2 = {"output.dense"}},
                   .table = {"attention.self.relative_position_bias_table"},
                   .scale = {"attention.self.logit_scale"},
                   .coordinates = {"attention.self.continuous_position_bias_mlp"},
                   .norm = "layernorm",
                   .head = {"classifier"}});
}

constexpr BlockNames kFusedNames{.norm1 = {"norm1"},
                                 .fused = {"attn.qkv"},
                                 .query_bias = {"attn.q_bias"},
                                 .value_bias = {"attn.v_bias"},
                                 .output = {"attn.proj"},
                                 .norm2 = {"norm2"},
                                 .fc1 = {"mlp.fc1", "mlp.0"},
                                 .fc2 = {"mlp.fc2", "mlp.3"}};

void plan_timm(const Plan &plan) {
  // Newer files merge at the beginning of a stage, older ones (and Microsoft's) at its end.
  const bool at_end = plan.demands.has_any("layers.0.downsample.");
  plan_swin(
      plan,
      {.patches = "patch_embed.proj",
       .patch_norm = "patch_embed.norm",
       .block =
           [](Index stage, Index i) {
             return joined({"layers.", stage, ".blocks.", i, "."});
           },
       .merging = at_end
                      ? [](Index stage) { return joined({"layers.", stage, ".downsample."}); }
                      : [](Index stage) { return joined({"layers.", stage + 1, ".downsample."}); },
       .names = kFusedNames,
       .table = {"attn.relative_position_bias_table"},
       .scale = {"attn.logit_scale"},
       .coordinates = {"attn.cpb_mlp"},
       .norm = "norm",
       .head = {"head.fc", "head"}});
}

void plan_torchvision(const Plan &plan) {
  plan_swin(plan, {.patches = "features.0.0",
                   .patch_norm = "features.0.2",
                   .block =
                       [](Index stage, Index i) {
                         return joined({"features.", 2 * stage + 1, ".", i, "."});
                       },
                   .merging =
                       [](Index stage) {
                         return joined({"features.", 2 * stage + 2, "."});
                       },
                   .names = kFusedNames,
                   .table = {"attn.relative_position_bias_table"},
                   .scale = {"attn.logit_scale"},
                   .coordinates = {"attn.cpb_mlp"},
                   .norm = "norm",
                   .head = {"head"}});
}

} // namespace

const Family &swin_hugging_face() {
  static constexpr Family family{
      .name = "Swin and Swin V2",
      .signs = {"embeddings.patch_embeddings.projection.weight",
                "encoder.layers.0.blocks.0.attention.self.query.weight"},
      .plan = plan_hugging_face,
  };
  return family;
}

const Family &swin_timm() {
  static constexpr Family family{
      .name = "Swin and Swin V2",
      .signs = {"patch_embed.proj.weight", "layers.0.blocks.0.attn.qkv.weight"},
      .plan = plan_timm,
  };
  return family;
}

const Family &swin_torchvision() {
  static constexpr Family family{
      .name = "Swin and Swin V2",
      .signs = {"features.0.0.weight", "features.1.0.attn.qkv.weight"},
      .plan = plan_torchvision,
  };
  return family;
}

} // namespace attn
