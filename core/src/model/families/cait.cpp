// SPDX-License-Identifier: MIT
/// timm's Cait (Touvron et al. 2021, "Going deeper with Image Transformers"), and the files of
/// DeiT's authors, whose names are the same: blocks with talking heads over the patches, then
/// blocks with class attention.
#include "model/families/image_plan.hpp"
#include "model/families/timm_architectures.hpp"

#include "base/check.hpp"

#include <initializer_list>

namespace attn {

namespace {

/// Of both kinds of blocks: only the first has qkv, only the last have q, k and v.
constexpr BlockNames kNames{
    .norm1 = {"norm1"},
    .scale1 = {"gamma_1"},
    .query = {"attn.q"},
    .key = {"attn.k"},
    .value = {"attn.v"},
    .fused = {"attn.qkv"},
    .score_mix = {"attn.proj_l"},
    .weight_mix = {"attn.proj_w"},
    .output = {"attn.proj"},
    .norm2 = {"norm2"},
    .scale2 = {"gamma_2"},
    .fc1 = {"mlp.fc1"},
    .fc2 = {"mlp.fc2"},
};

/// Arguments of Cait, so that one which is new is refused.
constexpr const char *kArguments[] = {
    // Read here.
    "num_heads", "global_pool", "img_size", "patch_size",
    // Told by the tensors.
    "embed_dim", "depth", "depth_token_only", "mlp_ratio", "mlp_ratio_token_only", "in_chans",
    "num_classes", "qkv_bias", "init_values",
    // Of training.
    "drop_rate", "pos_drop_rate", "proj_drop_rate", "attn_drop_rate", "drop_path_rate",
    // Refused below with any value.
    "block_layers", "block_layers_token", "patch_layer", "norm_layer", "act_layer", "attn_block",
    "mlp_block", "attn_block_token_only", "mlp_block_token_only"};

void check_arguments(const ConfigReader &args) {
  args.only_keys(kArguments);
  for (const char *key :
       {"block_layers", "block_layers_token", "patch_layer", "norm_layer", "act_layer",
        "attn_block", "mlp_block", "attn_block_token_only", "mlp_block_token_only"}) {
    args.refuse(key, "expected nothing beside the architecture's own");
  }
}

/// The architecture's, unless the file says another number.
Index heads_told(const ConfigReader &config, const ConfigReader &args) {
  const bool is_named = config.has({"architecture"});
  const Index own = is_named ? timm_architecture(config.text({"architecture"}, ""), true).heads : 0;
  if (const Index heads = args.size({"num_heads"}); heads != 0) {
    return heads;
  }
  return is_named ? config.index({"num_attention_heads", "num_heads"}, own)
                  : heads_of(config, {"num_attention_heads", "num_heads"});
}

/// Returns d.
Index plan_image(const Plan &plan, const ConfigReader &args) {
  plan.demands.required("pos_embed"); // nothing else would tell the places
  const Index d =
      plan_patches(plan, {.projection = "patch_embed.proj", .position = {"pos_embed"}},
                   args.has({"img_size"}) ? args.indices({"img_size"})
                                          : plan.config.indices({"image_size", "img_size"}));
  const Index own = plan.model().patches->patch_size;
  for (const Index side : args.indices({"patch_size"})) {
    if (side != own) {
      refuse(ErrorCode::kShape, {args.path_of("patch_size"), ": expected ", own,
                                 " for the projection in the file, got ", side});
    }
  }
  // It comes in only before the last blocks.
  plan.model().class_token = PrefixToken{"[CLS]", plan.demands.vector("cls_token", d)};
  return d;
}

/// Block by block; those of Cait always have the parts that `required` names.
void plan_blocks(const Plan &plan, const std::string &prefix, Index count, Index d,
                 const BlockTraits &traits, std::initializer_list<const char *> required) {
  for (Index i = 0; i < count; ++i) {
    const std::string block = joined({prefix, i, "."});
    for (const char *part : {"norm1.weight", "gamma_1", "norm2.weight", "gamma_2"}) {
      plan.demands.required(block + part);
    }
    for (const char *part : required) {
      plan.demands.required(block + part);
    }
    plan_block(plan, kNames, block, d, traits);
  }
}

void plan_top(const Plan &plan, const ConfigReader &args, Index d, const BlockTraits &traits) {
  const ConfigReader &from = plan.config.has({"global_pool"}) ? plan.config : args;
  from.only("global_pool", {"token", "avg", ""});
  const std::string pool = from.text({"global_pool"}, "token");
  Top &top = plan.model().top;
  top.norm = plan_norm(plan, "norm", d, traits);
  top.pooling = pool == "avg" ? Pooling::kMean : Pooling::kToken;
  top.first_patch = 1;
  top.head = plan.demands.head("head", d);
  if (top.head && pool.empty()) {
    refuse(ErrorCode::kUnsupported,
           {from.path_of("global_pool"),
            ": expected a way to pool for the classifier in the file, got \"\""});
  }
}

void plan(const Plan &plan) {
  const ConfigReader args = plan.config.inside("model_args");
  check_arguments(args);
  const Index d = plan_image(plan, args);
  BlockTraits traits;
  traits.epsilon = plan.config.epsilon({"layer_norm_eps"}, 1e-6F);
  plan.config.only("hidden_act", {"gelu"});
  traits.spec.num_heads = heads_told(plan.config, args);
  const Index first = count_blocks(plan.demands, "blocks.");
  const Index last = count_blocks(plan.demands, "blocks_token_only.");
  plan.draft.reserve(first + last);
  plan_blocks(plan, "blocks.", first, d, traits,
              {"attn.qkv.weight", "attn.proj_l.weight", "attn.proj_l.bias", "attn.proj_w.weight",
               "attn.proj_w.bias"});
  plan_blocks(plan, "blocks_token_only.", last, d, traits, {"attn.q.weight"});
  for (Index i = 0; i < last; ++i) {
    plan.model().blocks[static_cast<std::size_t>(first + i)].class_attention = true;
  }
  plan_top(plan, args, d, traits);
  plan.demands.refuse_leftovers("blocks", {});
}

} // namespace

const Family &cait() {
  static constexpr Family family{
      .name = "timm's Cait",
      .signs = {"patch_embed.proj.weight", "blocks.0.attn.proj_l.weight",
                "blocks_token_only.0.attn.q.weight"},
      .plan = plan,
  };
  return family;
}

} // namespace attn
