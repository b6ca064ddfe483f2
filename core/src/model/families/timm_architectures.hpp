// SPDX-License-Identifier: MIT
/// What timm's source says of an architecture and no tensor tells.
#pragma once

#include "attn/matrix.hpp"

#include <cstdint>
#include <string_view>

namespace attn {

/// How queries and keys are turned.
enum class TimmRope : std::uint8_t {
  kNone,
  kStretched, ///< EVA-02: neighbouring columns, places as on a grid of 16 × 16
  kCentred,   ///< DINOv3
};

/// One row of the table. Values are VisionTransformer's where a row does not say otherwise.
struct TimmArchitecture {
  const char *names; ///< as timm lists them, # for any number, a space between two of them
  Index heads;
  float epsilon = 1e-6F; ///< of norms
  const char *activation = "gelu";
  const char *pool = "token";
  TimmRope rope = TimmRope::kNone;
  bool has_norm_behind = false; ///< norm1 and norm2 stand behind attention and MLP
  bool pools_prefix = false;    ///< all rows are pooled, not the patches alone
  bool is_eva = false;          ///< timm's class Eva or Beit
  bool is_cait = false;         ///< timm's class Cait
};

/// `name` may have a tag behind a dot: "vit_base_patch16_224.augreg_in21k".
/// Throws Error(kUnsupported) for a name that the table does not have: its heads, its epsilon or
/// its order of norms could be any. `is_cait`: of the class that the tensors are of.
const TimmArchitecture &timm_architecture(std::string_view name, bool is_cait = false);

} // namespace attn
