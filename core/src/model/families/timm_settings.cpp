// SPDX-License-Identifier: MIT
#include "model/families/timm_settings.hpp"

#include "base/check.hpp"
#include "model/families/block_plan.hpp"

namespace attn {

namespace {

/// Arguments of VisionTransformer, Eva and Beit, so that one which is new is refused.
constexpr const char *kArguments[] = {
    // Read here.
    "num_heads", "global_pool", "act_layer", "norm_layer", "img_size", "patch_size",
    "pool_include_prefix", "use_post_norm",
    // Told by the tensors.
    "embed_dim", "depth", "mlp_ratio", "in_chans", "num_classes", "qkv_bias", "qkv_fused",
    "qk_norm", "proj_bias", "init_values", "class_token", "no_embed_class", "reg_tokens",
    "num_reg_tokens", "pre_norm", "final_norm", "fc_norm", "use_fc_norm",
    "use_pre_transformer_norm", "use_post_transformer_norm", "pos_embed", "use_abs_pos_emb",
    "use_rel_pos_bias", "use_shared_rel_pos_bias", "swiglu_mlp", "swiglu_align_to", "scale_mlp",
    "scale_mlp_norm", "scale_attn_norm", "scale_attn_inner", "attn_pool_mlp_ratio",
    // Of training, or of images of another size.
    "drop_rate", "pos_drop_rate", "patch_drop_rate", "proj_drop_rate", "attn_drop_rate",
    "drop_path_rate", "weight_init", "fix_init", "head_init_scale", "dynamic_img_size",
    "dynamic_img_pad",
    // Refused below with any value but the architecture's own.
    "attn_layer", "block_fn", "mlp_layer", "embed_layer", "embed_norm_layer", "attn_type",
    "attn_pool_num_heads", "use_rot_pos_emb", "rope_type", "rope_mixed_mode", "rope_grid_offset",
    "rope_grid_indexing", "rope_temperature", "rope_rotate_half", "ref_feat_shape"};

void check_arguments(const ConfigReader &args, const TimmSettings &settings) {
  args.only_keys(kArguments);
  args.only("attn_layer", {"", "attn"});
  args.only("norm_layer", {"layernorm", "rmsnorm"});
  args.only("act_layer", {"gelu", "gelu_tanh", "quick_gelu", "relu", "silu", "swish"});
  args.only("attn_type", {"eva"});
  for (const char *key :
       {"block_fn", "mlp_layer", "embed_layer", "embed_norm_layer", "attn_pool_num_heads"}) {
    args.refuse(key, "expected nothing beside the architecture's own");
  }
  args.only("use_rot_pos_emb", settings.rope != TimmRope::kNone);
  const bool is_centred = settings.rope == TimmRope::kCentred;
  args.only("rope_type", {is_centred ? "dinov3" : "cat"});
  args.only("rope_mixed_mode", false);
  args.only("rope_grid_offset", 0.0F);
  args.only("rope_grid_indexing", {"ij"});
  args.only("rope_temperature", is_centred ? 100.0F : 10000.0F);
  args.only("rope_rotate_half", is_centred);
  for (const Index side : args.indices({"ref_feat_shape"})) {
    if (side != 16) {
      refuse(ErrorCode::kUnsupported,
             {args.path_of("ref_feat_shape"), ": expected 16, got ", side});
    }
  }
}

Activation activation_of(std::string name) {
  return activation_from_name(name == "gelu_tanh" ? "gelu_pytorch_tanh" : std::move(name));
}

} // namespace

TimmSettings timm_settings(const ConfigReader &config) {
  const ConfigReader args = config.inside("model_args");
  constexpr TimmArchitecture kPlain{.names = "", .heads = 0, .pool = ""};
  const bool is_named = config.has({"architecture"});
  const TimmArchitecture &own =
      is_named ? timm_architecture(config.text({"architecture"}, "")) : kPlain;
  TimmSettings settings;
  settings.rope = own.rope;
  settings.is_eva = own.is_eva;
  check_arguments(args, settings);
  settings.heads = args.size({"num_heads"});
  if (settings.heads == 0) {
    settings.heads = is_named ? config.index({"num_attention_heads", "num_heads"}, own.heads)
                              : heads_of(config, {"num_attention_heads", "num_heads"});
  }
  // A norm that is given in place of the architecture's has timm's usual epsilon.
  settings.epsilon =
      args.has({"norm_layer"}) ? 1e-6F : config.epsilon({"layer_norm_eps"}, own.epsilon);
  settings.activation =
      activation_of(args.text({"act_layer"}, config.text({"hidden_act"}, own.activation).c_str()));
  settings.gate_activation = activation_of(args.text({"act_layer"}, "silu"));
  settings.pool = config.text({"global_pool"}, args.text({"global_pool"}, own.pool).c_str());
  if (config.has({"global_pool"}) || args.has({"global_pool"})) {
    const ConfigReader &from = config.has({"global_pool"}) ? config : args;
    from.only("global_pool", {"token", "avg", "max", "avgmax", "map", ""});
  }
  settings.has_norm_behind = args.flag({"use_post_norm"}, own.has_norm_behind);
  settings.pools_prefix = args.flag({"pool_include_prefix"}, own.pools_prefix);
  const std::string table = args.text({"pos_embed"}, "learn");
  settings.has_no_table = table.empty() || table == "none" || !args.flag({"use_abs_pos_emb"}, true);
  settings.image_size = args.has({"img_size"}) ? args.indices({"img_size"})
                                               : config.indices({"image_size", "img_size"});
  settings.patch_size = args.indices({"patch_size"});
  settings.input_size = config.inside("pretrained_cfg").indices({"input_size"});
  return settings;
}

} // namespace attn
