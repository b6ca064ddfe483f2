// SPDX-License-Identifier: MIT
/// timm's VisionTransformer, DeiT, Beit and Eva, and the files of DINO, DINOv2 and MAE, whose names
/// are the same.
#include "model/families/attention_pool_plan.hpp"
#include "model/families/image_plan.hpp"
#include "model/families/timm_parallel.hpp"
#include "model/families/timm_settings.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace attn {

namespace {

constexpr BlockNames kNames{
    .norm1 = {"norm1"},
    .scale1 = {"ls1.gamma", "gamma_1"},
    .query = {"attn.q_proj"},
    .key = {"attn.k_proj"},
    .value = {"attn.v_proj"},
    .fused = {"attn.qkv"},
    .query_bias = {"attn.q_bias"},
    .value_bias = {"attn.v_bias"},
    .query_norm = {"attn.q_norm"},
    .key_norm = {"attn.k_norm"},
    .output = {"attn.proj"},
    .norm2 = {"norm2"},
    .scale2 = {"ls2.gamma", "gamma_2"},
    .fc1 = {"mlp.fc1", "mlp.fc1_x", "mlp.w12"}, // w12 and w3: DINOv2's own
    .gate = {"mlp.fc1_g"},
    .inner_norm = {"mlp.norm"},
    .fc2 = {"mlp.fc2", "mlp.w3"},
};

/// The same names where the norms stand behind attention and MLP.
constexpr BlockNames behind_names() {
  BlockNames names = kNames;
  std::swap(names.norm1, names.post1);
  std::swap(names.norm2, names.post2);
  return names;
}

constexpr AttentionPoolNames kPool{.latent = "latent",
                                   .parts = {.query = {"q"},
                                             .key_value = {"kv"},
                                             .query_norm = {"q_norm"},
                                             .key_norm = {"k_norm"},
                                             .output = {"proj"},
                                             .norm2 = {"norm"},
                                             .fc1 = {"mlp.fc1"},
                                             .fc2 = {"mlp.fc2"}}};

constexpr const char *kOwnTable = "attn.relative_position_bias_table";
constexpr const char *kSharedTable = "rel_pos_bias.relative_position_bias_table";

/// The picture that the weights were made for, where nothing else tells it: unless a table of
/// positions has another number of patches, as files have that were trained on larger pictures.
std::vector<Index> told_size(const Plan &plan, const TimmSettings &settings) {
  if (!settings.image_size.empty() || settings.input_size.size() != 3) {
    return settings.image_size;
  }
  const std::vector<Index> size{settings.input_size[1], settings.input_size[2]};
  const StoredTensor *table = plan.demands.find("pos_embed");
  if (table == nullptr) {
    return size;
  }
  const Index patch = plan.demands.extent("patch_embed.proj.weight", 4, 2);
  const Index rows = table->shape.size() < 2 ? 0 : table->shape[table->shape.size() - 2];
  const Index prefix = rows - (size[0] / patch) * (size[1] / patch);
  constexpr Index kMostPrefixTokens = 16;
  return prefix >= 0 && prefix <= kMostPrefixTokens ? size : std::vector<Index>();
}

/// Returns d.
Index plan_image(const Plan &plan, const TimmSettings &settings) {
  const TensorDemands &demands = plan.demands;
  if (settings.rope == TimmRope::kNone && !settings.has_no_table &&
      !demands.has(std::string("blocks.0.") + kOwnTable) && !demands.has(kSharedTable)) {
    demands.required("pos_embed"); // nothing else would tell the places
  }
  const Index d = plan_patches(plan,
                               {.projection = "patch_embed.proj",
                                .position = {"pos_embed"},
                                .prefix = {{{"cls_token"}, "[CLS]"},
                                           {{"dist_token"}, "[DIST]"},
                                           {{"reg_token", "register_tokens"}, "[REG]"}}},
                               told_size(plan, settings));
  PatchEmbedding &patches = *plan.model().patches;
  patches.resampling = Resampling::kBicubicAntialias;
  for (const Index side : settings.patch_size) {
    if (side != patches.patch_size) {
      refuse(ErrorCode::kShape, {"config.model_args.patch_size: expected ", patches.patch_size,
                                 " for the projection in the file, got ", side});
    }
  }
  return d;
}

RopePosition rope_of(PatchEmbedding &patches, TimmRope kind, Index head_dim) {
  RopePosition rope;
  rope.grid = patches.grid;
  rope.prefix = patches.prefix_count();
  if (kind == TimmRope::kStretched) {
    patches.rope_places = RopePlaces::kStretched;
    patches.rope_extent = 16;
    return rope;
  }
  // Places go from −1 to 1, and one place is a whole turn of the fastest pair.
  patches.rope_places = RopePlaces::kCentred;
  rope.layout = RopeLayout::kAcross;
  for (Index pair = 0; pair < head_dim / 4; ++pair) {
    const double share = static_cast<double>(pair) / static_cast<double>(head_dim / 4);
    rope.frequencies.push_back(2 * std::numbers::pi * std::pow(100.0, -share));
  }
  return rope;
}

/// BEiT's table of biases, of the block's own or of all.
Position relative_of(const Plan &plan, const std::string &block, Index heads) {
  const std::string own = block + kOwnTable;
  const bool has_own = plan.demands.has(own);
  if (!has_own && !plan.demands.has(kSharedTable)) {
    return NoPosition();
  }
  const PatchEmbedding &patches = *plan.model().patches;
  if (patches.prefix_count() != 1) {
    refuse(
        ErrorCode::kUnsupported,
        {"tensor \"", own, "\": expected one class token beside it, got ", patches.prefix_count()});
  }
  return plan_relative(plan, has_own ? own : kSharedTable, patches.grid, heads, 1);
}

void plan_blocks(const Plan &plan, const TimmSettings &settings, Index d, BlockTraits traits) {
  const Index count = count_blocks(plan.demands, "blocks.");
  plan.draft.reserve(count);
  if (settings.rope != TimmRope::kNone) {
    traits.spec.position = rope_of(*plan.model().patches, settings.rope, d / traits.spec.num_heads);
  }
  for (Index i = 0; i < count; ++i) {
    const std::string block = joined({"blocks.", i, "."});
    if (plan.demands.has(block + "in_proj.weight")) {
      plan_parallel_block(plan, block, d, traits);
      continue;
    }
    for (const char *norm : {"norm1.weight", "norm2.weight"}) {
      plan.demands.required(block + norm); // a block of timm's always has them
    }
    plan_block(plan, settings.has_norm_behind ? behind_names() : kNames, block, d, traits);
    if (settings.rope == TimmRope::kNone) {
      // Last, and moved: the demand for the table points to its memory.
      plan.draft.specs.back().position = relative_of(plan, block, traits.spec.num_heads);
    }
  }
}

/// What the file's settings say, or else its tensors.
Pooling pooling_of(const Plan &plan, const TimmSettings &settings) {
  const std::string &pool = settings.pool;
  if (pool == "avg") {
    return Pooling::kMean;
  }
  if (pool == "max") {
    return Pooling::kMax;
  }
  if (pool == "avgmax") {
    return Pooling::kMeanMax;
  }
  const bool has_mean = plan.demands.has_norm("fc_norm") || plan.model().patches->prefix.empty();
  return pool.empty() && has_mean ? Pooling::kMean : Pooling::kToken;
}

void plan_pooling(const Plan &plan, const TimmSettings &settings, Index d,
                  const BlockTraits &traits) {
  Top &top = plan.model().top;
  top.first_patch = settings.pools_prefix ? 0 : plan.model().patches->prefix_count();
  top.pooling = pooling_of(plan, settings);
  if (settings.pool != "map" && !settings.pool.empty()) {
    return; // an attention that is there all the same is refused with what is left
  }
  const bool is_there = plan_attention_pooling(plan, kPool, "attn_pool.", d, traits);
  if (is_there && settings.is_eva) {
    refuse(ErrorCode::kUnsupported,
           {"config.global_pool: expected token or avg for this architecture, got map"});
  }
  if (!is_there && settings.pool == "map") {
    plan.demands.required("attn_pool.latent"); // refuses
  }
}

void plan_head(const Plan &plan, Index d) {
  Top &top = plan.model().top;
  top.head = plan.demands.head("head", d);
  if (top.head && plan.config.has({"global_pool"}) &&
      plan.config.text({"global_pool"}, "").empty()) {
    refuse(ErrorCode::kUnsupported, {"config.global_pool: expected a way to pool for the "
                                     "classifier in the file, got \"\""});
  }
  if (!top.head || !plan.demands.has("dist_token")) {
    return;
  }
  plan.demands.required("head_dist.weight");
  if (top.pooling != Pooling::kToken) {
    refuse(ErrorCode::kUnsupported, {"config.global_pool: expected token for a model with a "
                                     "distillation token"});
  }
  top.second_head = plan.demands.linear("head_dist", d, top.head->weight.cols());
}

/// RMS where none has a bias. One that is unlike the others is a tensor too few or too many.
NormKind norm_kind_of(const Plan &plan) {
  const TensorDemands &demands = plan.demands;
  std::vector<std::string> norms{"norm_pre", "norm", "fc_norm"};
  for (Index i = 0; i < count_blocks(demands, "blocks."); ++i) {
    for (const char *norm : {"norm1", "norm2", "in_norm"}) {
      norms.push_back(joined({"blocks.", i, ".", norm}));
    }
  }
  const auto has_bias = [&](const std::string &norm) { return demands.has(norm + ".bias"); };
  if (std::none_of(norms.begin(), norms.end(), has_bias)) {
    return NormKind::kRms;
  }
  for (const std::string &norm : norms) {
    if (demands.has(norm + ".weight") || has_bias(norm)) {
      demands.required(norm + ".weight");
      demands.required(norm + ".bias");
    }
  }
  return NormKind::kLayer;
}

void plan(const Plan &plan) {
  const TimmSettings settings = timm_settings(plan.config);
  const Index d = plan_image(plan, settings);
  BlockTraits traits;
  traits.epsilon = settings.epsilon;
  traits.activation = settings.activation;
  traits.gate_activation = settings.gate_activation;
  traits.spec.num_heads = settings.heads;
  traits.norm = norm_kind_of(plan);
  PatchEmbedding &patches = *plan.model().patches;
  patches.patch_norm = plan_norm_if(plan, "", {"patch_embed.norm"}, d, traits);
  patches.norm = plan_norm_if(plan, "", {"norm_pre"}, d, traits);
  plan_blocks(plan, settings, d, traits);
  Top &top = plan.model().top;
  top.norm = plan_norm_if(plan, "", {"norm"}, d, traits);
  plan_pooling(plan, settings, d, traits);
  top.pooled_norm = plan_norm_if(plan, "", {"fc_norm"}, d, traits);
  plan_head(plan, d);
  // Of pre-training alone: MAE's decoder, the masked patches' token, BEiT's guesses of them.
  plan.demands.refuse_leftovers("blocks.", {"mask_token", "decoder_", "lm_head."});
}

constexpr const char *kName = "timm's VisionTransformer and Eva, DINO, DINOv2 and MAE";

} // namespace

const Family &timm_vit() {
  static constexpr Family family{
      .name = kName,
      .signs = {"patch_embed.proj.weight", "blocks.0.attn.qkv.weight"},
      .plan = plan,
  };
  return family;
}

const Family &timm_vit_apart() {
  static constexpr Family family{
      .name = kName,
      .signs = {"patch_embed.proj.weight", "blocks.0.attn.q_proj.weight"},
      .plan = plan,
  };
  return family;
}

const Family &timm_vit_parallel() {
  static constexpr Family family{
      .name = kName,
      .signs = {"patch_embed.proj.weight", "blocks.0.in_proj.weight"},
      .plan = plan,
  };
  return family;
}

} // namespace attn
