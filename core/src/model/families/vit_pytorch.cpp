// SPDX-License-Identifier: MIT
/// vit-pytorch's ViT (lucidrains), whose patches are rows of pixels with all their channels.
#include "model/families/image_plan.hpp"

#include "base/check.hpp"

#include <utility>

namespace attn {

namespace {

constexpr BlockNames kNames{.norm1 = {"0.norm"},
                            .fused = {"0.to_qkv"},
                            .output = {"0.to_out.0"},
                            .norm2 = {"1.net.0"},
                            .fc1 = {"1.net.1"},
                            .fc2 = {"1.net.4"}};

/// Nobody publishes a config for it: the constructor's arguments.
Index argument(const ConfigReader &config, const char *key) {
  const Index value = config.index({key}, 0);
  if (value == 0) {
    refuse(ErrorCode::kShape, {"config.", key,
                               ": expected the argument that the model was made "
                               "with (the tensors do not tell it), got nothing"});
  }
  return value;
}

Index plan_rows(const Plan &plan, const BlockTraits &traits) {
  TensorDemands &demands = plan.demands;
  PatchEmbedding patches;
  patches.patch_size = argument(plan.config, "patch_size");
  const Index side = patches.patch_size;
  const Index inputs = demands.extent("to_patch_embedding.2.weight", 2, 1);
  patches.num_channels = inputs / (side * side);
  if (patches.num_channels * side * side != inputs) {
    refuse(ErrorCode::kShape, {"config.patch_size: expected a patch of ", inputs,
                               " numbers as the projection in the file reads, got ", side});
  }
  patches.order = PatchOrder::kChannelsLast;
  patches.pixel_norm = plan_norm(plan, "to_patch_embedding.1", inputs, traits);
  patches.projection = demands.linear("to_patch_embedding.2", inputs);
  const Index d = patches.projection.weight.cols();
  patches.patch_norm = plan_norm(plan, "to_patch_embedding.3", d, traits);
  const Index pixels = argument(plan.config, "image_size");
  patches.grid = {pixels / side, pixels / side};
  patches.prefix.push_back({"[CLS]", demands.vector("cls_token", d)});
  patches.covered = 1;
  patches.position = demands.rows("pos_embedding", patches.grid.rows * patches.grid.cols + 1, d);
  plan.model().patches = std::move(patches);
  return d;
}

void plan(const Plan &plan) {
  BlockTraits traits;
  traits.epsilon = 1e-5F;
  traits.spec.num_heads = argument(plan.config, "heads");
  const Index d = plan_rows(plan, traits);
  const Index count = count_blocks(plan.demands, "transformer.layers.");
  plan.draft.reserve(count);
  for (Index i = 0; i < count; ++i) {
    plan_block(plan, kNames, joined({"transformer.layers.", i, "."}), d, traits);
  }
  Top &top = plan.model().top;
  plan.config.only("pool", {"cls", "mean"});
  // Its mean takes the class token in.
  top.pooling = plan.config.text({"pool"}, "cls") == "mean" ? Pooling::kMean : Pooling::kToken;
  top.norm = plan_norm(plan, "transformer.norm", d, traits);
  if (plan.demands.has("mlp_head.weight")) {
    top.head = plan.demands.linear("mlp_head", d);
  }
  plan.demands.refuse_leftovers("transformer.", {});
}

} // namespace

const Family &vit_pytorch() {
  static constexpr Family family{
      .name = "vit-pytorch",
      .signs = {"to_patch_embedding.2.weight", "transformer.layers.0.0.to_qkv.weight"},
      .plan = plan,
  };
  return family;
}

} // namespace attn
