// SPDX-License-Identifier: MIT
/// Hugging Face's ViTForImageClassification and ViTModel.
#include "model/families/families.hpp"
#include "model/families/vit.hpp"

namespace attn {

namespace {

constexpr VitNames kNames{.class_token = "embeddings.cls_token",
                          .position = "embeddings.position_embeddings",
                          .patches = "embeddings.patch_embeddings.projection",
                          .block = "encoder.layer.",
                          .norm1 = ".layernorm_before",
                          .norm2 = ".layernorm_after",
                          .output = ".attention.output.dense",
                          .fc1 = ".intermediate.dense",
                          .fc2 = ".output.dense",
                          .has_fused_qkv = false,
                          .qkv = ".attention.attention.",
                          .norm = "layernorm",
                          .head = "classifier",
                          .norm_epsilon = 1e-12F};

void plan(ModelDraft &draft, TensorDemands &demands, const std::string &prefix) {
  plan_vit(draft, demands, kNames, prefix);
}

} // namespace

const Family &hugging_face_vit() {
  static constexpr Family family{
      .name = "Hugging Face's ViT",
      .sign = "embeddings.patch_embeddings.projection.weight",
      .prefixes = {"vit.", ""},
      .plan = plan,
  };
  return family;
}

} // namespace attn
