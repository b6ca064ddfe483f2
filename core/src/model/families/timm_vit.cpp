// SPDX-License-Identifier: MIT
/// timm's VisionTransformer: queries, keys and values are one matrix.
#include "model/families/families.hpp"
#include "model/families/vit.hpp"

namespace attn {

namespace {

constexpr VitNames kNames{.class_token = "cls_token",
                          .position = "pos_embed",
                          .patches = "patch_embed.proj",
                          .block = "blocks.",
                          .norm1 = ".norm1",
                          .norm2 = ".norm2",
                          .output = ".attn.proj",
                          .fc1 = ".mlp.fc1",
                          .fc2 = ".mlp.fc2",
                          .has_fused_qkv = true,
                          .qkv = ".attn.qkv",
                          .norm = "norm",
                          .head = "head",
                          .norm_epsilon = 1e-6F};

void plan(ModelDraft &draft, TensorDemands &demands, const std::string &prefix) {
  plan_vit(draft, demands, kNames, prefix);
}

} // namespace

const Family &timm_vit() {
  static constexpr Family family{
      .name = "timm's VisionTransformer",
      .sign = "patch_embed.proj.weight",
      .prefixes = {""},
      .plan = plan,
  };
  return family;
}

} // namespace attn
