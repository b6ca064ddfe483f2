// SPDX-License-Identifier: MIT
#include "model/families/timm_architectures.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace attn {

namespace {

// The sizes in a name change no mathematics that the tensors do not tell, except where a row with
// the number itself stands before the one with #. By timm 1.0's model functions.
constexpr TimmArchitecture kTable[] = {
    {.names = "vit_tiny_patch#_# deit_tiny_patch#_# deit_tiny_distilled_patch#_#", .heads = 3},
    {.names = "vit_small_patch#_# vit_small_patch#_36x1_# deit_small_patch#_# "
              "deit_small_distilled_patch#_# deit3_small_patch#_# flexivit_small "
              "vit_small_patch#_dinov2 vit_small_patch#_reg#_dinov2",
     .heads = 6},
    {.names = "deit3_medium_patch#_#", .heads = 8},
    {.names = "vit_base_patch#_# deit_base_patch#_# deit_base_distilled_patch#_# "
              "deit3_base_patch#_# flexivit_base vit_base_patch#_dinov2 "
              "vit_base_patch#_reg#_dinov2 vit_base_patch#_reg#_tipsv2 vit_base_patch#_xp_#",
     .heads = 12},
    {.names = "vit_base_patch#_plus_#", .heads = 14},
    {.names = "vit_large_patch#_# vit_huge_patch#_# vit_giant_patch#_# vit_gigantic_patch#_# "
              "deit3_large_patch#_# deit3_huge_patch#_# flexivit_large vit_large_patch#_dinov2 "
              "vit_large_patch#_reg#_dinov2 vit_large_patch#_reg#_tipsv2 "
              "vit_so400m_patch#_reg#_tipsv2 vit_large_patch#_xp_# vit_huge_patch#_xp_# "
              "vit_intern300m_patch#_#",
     .heads = 16},
    {.names = "vit_giant_patch#_dinov2 vit_giant_patch#_reg#_dinov2 vit_giant_patch#_reg#_tipsv2",
     .heads = 24},

    {.names = "vit_base_patch#_rpn_#", .heads = 12, .pool = "avg", .has_norm_behind = true},

    {.names = "vit_wee_patch#_reg#_gap_# vit_pwee_patch#_reg#_gap_#", .heads = 4, .pool = "avg"},
    {.names = "vit_little_patch#_reg#_gap_#", .heads = 5, .pool = "avg"},
    {.names = "vit_medium_patch#_gap_# vit_medium_patch#_reg#_gap_# vit_mediumd_patch#_reg#_gap_#",
     .heads = 8,
     .pool = "avg"},
    {.names = "vit_betwixt_patch#_gap_# vit_betwixt_patch#_reg#_gap_#", .heads = 10, .pool = "avg"},
    {.names = "vit_base_patch#_reg#_gap_#", .heads = 12, .pool = "avg"},
    {.names = "vit_so150m2_patch#_reg#_gap_#", .heads = 13, .pool = "avg"},
    {.names = "vit_so150m_patch#_reg#_gap_#", .heads = 14, .pool = "avg"},
    {.names = "vit_so150m_patch#_reg#_map_#", .heads = 14, .pool = "map"},
    {.names = "vit_base_patch#_gap_# vit_huge_patch#_gap_# vit_giant_patch#_gap_# "
              "eva_large_patch#_#",
     .heads = 16,
     .pool = "avg"},

    {.names = "vit_xsmall_patch#_clip_#", .heads = 4, .epsilon = 1e-5F},
    {.names = "vit_medium_patch#_clip_#", .heads = 8, .epsilon = 1e-5F},
    {.names = "vit_betwixt_patch#_clip_#", .heads = 10, .epsilon = 1e-5F},
    {.names = "vit_base_patch#_clip_#", .heads = 12, .epsilon = 1e-5F},
    {.names = "vit_base_patch#_plus_clip_#", .heads = 14, .epsilon = 1e-5F},
    {.names = "vit_large_patch#_clip_# vit_huge_patch#_clip_# vit_giant_patch#_clip_# "
              "vit_gigantic_patch#_clip_#",
     .heads = 16,
     .epsilon = 1e-5F},
    {.names = "vit_base_patch#_clip_quickgelu_#",
     .heads = 12,
     .epsilon = 1e-5F,
     .activation = "quick_gelu"},
    {.names = "vit_large_patch#_clip_quickgelu_# vit_huge_patch#_clip_quickgelu_# "
              "vit_gigantic_patch#_clip_quickgelu_#",
     .heads = 16,
     .epsilon = 1e-5F,
     .activation = "quick_gelu"},

    // The first SigLIP was ported with the exact gelu, later sizes with the one it was trained
    // with.
    {.names = "vit_base_patch32_siglip_#", .heads = 12, .activation = "gelu_tanh", .pool = "map"},
    {.names = "vit_base_patch#_siglip_#", .heads = 12, .pool = "map"},
    {.names =
         "vit_large_patch#_siglip_512 vit_so400m_patch16_siglip_# vit_giantopt_patch#_siglip_#",
     .heads = 16,
     .activation = "gelu_tanh",
     .pool = "map"},
    {.names = "vit_large_patch#_siglip_# vit_so400m_patch14_siglip_#", .heads = 16, .pool = "map"},
    {.names = "vit_base_patch32_siglip_gap_#",
     .heads = 12,
     .activation = "gelu_tanh",
     .pool = "avg"},
    {.names = "vit_base_patch#_siglip_gap_#", .heads = 12, .pool = "avg"},
    {.names = "vit_large_patch#_siglip_gap_512 vit_so400m_patch16_siglip_gap_# "
              "vit_giantopt_patch#_siglip_gap_#",
     .heads = 16,
     .activation = "gelu_tanh",
     .pool = "avg"},
    {.names = "vit_large_patch#_siglip_gap_# vit_so400m_patch14_siglip_gap_#",
     .heads = 16,
     .pool = "avg"},

    {.names = "aimv2_large_patch#_#", .heads = 8, .epsilon = 1e-5F, .pool = "avg"},
    {.names = "aimv2_huge_patch#_#", .heads = 12, .epsilon = 1e-5F, .pool = "avg"},
    {.names = "aimv2_1b_patch#_#", .heads = 16, .epsilon = 1e-5F, .pool = "avg"},
    {.names = "aimv2_3b_patch#_#", .heads = 24, .epsilon = 1e-5F, .pool = "avg"},

    {.names = "test_vit", .heads = 2},
    {.names = "test_vit2", .heads = 2, .pool = "avg"},
    {.names = "test_vit3", .heads = 3, .pool = "map", .pools_prefix = true},
    {.names = "test_vit4", .heads = 3, .pool = "avg"},

    {.names = "beit_base_patch#_# beitv2_base_patch#_#",
     .heads = 12,
     .pool = "avg",
     .is_eva = true},
    {.names = "beit_large_patch#_# beitv2_large_patch#_# eva_giant_patch#_#",
     .heads = 16,
     .pool = "avg",
     .is_eva = true},
    {.names = "eva_giant_patch#_clip_#", .heads = 16, .is_eva = true},
    {.names = "eva02_enormous_patch#_clip_#", .heads = 16, .has_norm_behind = true, .is_eva = true},
    {.names = "eva02_tiny_patch#_#",
     .heads = 3,
     .pool = "avg",
     .rope = TimmRope::kStretched,
     .is_eva = true},
    {.names = "eva02_small_patch#_#",
     .heads = 6,
     .pool = "avg",
     .rope = TimmRope::kStretched,
     .is_eva = true},
    {.names = "vit_medium_patch#_rope_reg#_gap_# vit_mediumd_patch#_rope_reg#_gap_#",
     .heads = 8,
     .pool = "avg",
     .rope = TimmRope::kStretched,
     .is_eva = true},
    {.names = "vit_betwixt_patch#_rope_reg#_gap_#",
     .heads = 10,
     .pool = "avg",
     .rope = TimmRope::kStretched,
     .is_eva = true},
    {.names = "eva02_base_patch#_# vit_base_patch#_rope_reg#_gap_#",
     .heads = 12,
     .pool = "avg",
     .rope = TimmRope::kStretched,
     .is_eva = true},
    {.names = "eva02_large_patch#_#",
     .heads = 16,
     .pool = "avg",
     .rope = TimmRope::kStretched,
     .is_eva = true},
    {.names = "eva02_base_patch#_clip_#",
     .heads = 12,
     .rope = TimmRope::kStretched,
     .is_eva = true},
    {.names = "eva02_large_patch#_clip_#",
     .heads = 16,
     .rope = TimmRope::kStretched,
     .is_eva = true},

    {.names = "vit_small_patch#_dinov3 vit_small_patch#_dinov3_qkvb vit_small_plus_patch#_dinov3 "
              "vit_small_plus_patch#_dinov3_qkvb",
     .heads = 6,
     .epsilon = 1e-5F,
     .pool = "avg",
     .rope = TimmRope::kCentred,
     .is_eva = true},
    {.names = "vit_base_patch#_dinov3 vit_base_patch#_dinov3_qkvb",
     .heads = 12,
     .epsilon = 1e-5F,
     .pool = "avg",
     .rope = TimmRope::kCentred,
     .is_eva = true},
    {.names = "vit_large_patch#_dinov3 vit_large_patch#_dinov3_qkvb",
     .heads = 16,
     .epsilon = 1e-5F,
     .pool = "avg",
     .rope = TimmRope::kCentred,
     .is_eva = true},
    {.names = "vit_huge_plus_patch#_dinov3 vit_huge_plus_patch#_dinov3_qkvb",
     .heads = 20,
     .epsilon = 1e-5F,
     .pool = "avg",
     .rope = TimmRope::kCentred,
     .is_eva = true},
    {.names = "vit_7b_patch#_dinov3",
     .heads = 32,
     .epsilon = 1e-5F,
     .pool = "avg",
     .rope = TimmRope::kCentred,
     .is_eva = true},

    {.names = "cait_xxs24_# cait_xxs36_#", .heads = 4, .is_cait = true},
    {.names = "cait_xs24_#", .heads = 6, .is_cait = true},
    {.names = "cait_s24_# cait_s36_#", .heads = 8, .is_cait = true},
    {.names = "cait_m36_# cait_m48_#", .heads = 16, .is_cait = true},
};

/// What older timm said behind the name, of where the weights come from.
constexpr std::string_view kOldTags[] = {"_in21k", "_in22k", "_in21ft1k", "_sam", "_dino", "_miil"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool matches(std::string_view pattern, std::string_view name) {
  for (; !pattern.empty(); pattern.remove_prefix(1)) {
    if (name.empty() ||
        (pattern.front() == '#' ? !is_digit(name.front()) : name.front() != pattern.front())) {
      return false;
    }
    do {
      name.remove_prefix(1);
    } while (pattern.front() == '#' && !name.empty() && is_digit(name.front()));
  }
  return name.empty();
}

bool has_name(std::string_view names, std::string_view name) {
  while (!names.empty()) {
    const std::size_t end = std::min(names.find(' '), names.size());
    if (matches(names.substr(0, end), name)) {
      return true;
    }
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return false;
}

std::string_view without_tags(std::string_view name) {
  name = name.substr(0, name.find('.'));
  for (bool found = true; found;) {
    found = false;
    for (const std::string_view tag : kOldTags) {
      if (name.ends_with(tag)) {
        name.remove_suffix(tag.size());
        found = true;
      }
    }
  }
  return name;
}

} // namespace

const TimmArchitecture &timm_architecture(std::string_view name, bool is_cait) {
  const std::string_view bare = without_tags(name);
  for (const TimmArchitecture &row : kTable) {
    if (row.is_cait == is_cait && has_name(row.names, bare)) {
      return row;
    }
  }
  refuse(ErrorCode::kUnsupported,
         {"config.architecture: expected one of timm's vision transformers that are known here, "
          "got \"",
          name,
          "\", whose blocks may be computed in another way; for a plain ViT leave it out and give "
          "config.num_heads"});
}

} // namespace attn
