// SPDX-License-Identifier: MIT
/// What timm's config.json says that no tensor tells.
#pragma once

#include "model/config_reader.hpp"
#include "model/families/timm_architectures.hpp"

#include "attn/activation.hpp"

#include <string>
#include <vector>

namespace attn {

struct TimmSettings {
  Index heads = 0;
  float epsilon = 1e-6F;
  Activation activation = Activation::kGelu;
  Activation gate_activation = Activation::kSilu;
  std::string pool; ///< empty = not said
  TimmRope rope = TimmRope::kNone;
  bool has_norm_behind = false;
  bool pools_prefix = false;
  bool is_eva = false;
  bool has_no_table = false;     ///< said to have none of positions
  std::vector<Index> image_size; ///< that the table of positions is for; empty = not said
  std::vector<Index> input_size; ///< that the weights were published for; empty = not said
  std::vector<Index> patch_size; ///< empty = not said
};

/// The architecture's row, with what model_args and the file's own keys say over it. Files of DINO,
/// DINOv2 and MAE have no architecture and are plain.
/// Throws Error: kUnsupported (a key or a value that means other mathematics), kShape (the number
/// of heads is not told).
TimmSettings timm_settings(const ConfigReader &config);

} // namespace attn
