// SPDX-License-Identifier: MIT
/// \file
/// The description of one multi-head attention layer without its weights.
#pragma once

#include "attn/mask.hpp"
#include "attn/matrix.hpp"
#include "attn/position.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace attn {

/// Sizes and switches of a layer. A size of 0 means "the default"; resolved() fills it in.
struct LayerSpec {
  Index d_model = 0;          ///< columns of x
  Index num_heads = 0;        ///< query heads
  Index num_kv_heads = 0;     ///< default num_heads; fewer = grouped queries (Ainslie et al. 2023)
  Index head_dim = 0;         ///< columns of q and k per head; default d_model / num_heads
  Index value_dim = 0;        ///< columns of v per head; default head_dim
  Index out_dim = 0;          ///< columns of the output; default d_model
  std::optional<float> scale; ///< factor of the scores; default 1 / √head_dim
  /// True: q and k are brought to length 1 before they meet (cosine attention, Liu et al. 2022).
  bool cosine = false;
  std::vector<float> scales;    ///< a factor for each head, in place of scale; default: none
  std::optional<float> softcap; ///< c > 0: c · tanh(score / c) after scaling, before the mask
  /// Tokens that see only each other, one group after the other (Swin's windows, Liu et al. 2021);
  /// the length is a multiple of it, and mask and position count within a group. 0 = no windows.
  Index window = 0;
  Mask mask;              ///< default: none
  Position position;      ///< default: none
  std::uint64_t seed = 0; ///< of seeded weights and of word vectors; at most 2^53 − 1

  /// @{
  /// Columns of all heads side by side; of a resolved spec.
  Index query_width() const { return num_heads * head_dim; }
  Index key_width() const { return num_kv_heads * head_dim; }
  Index value_width() const { return num_kv_heads * value_dim; }
  Index concat_width() const { return num_heads * value_dim; }
  /// @}
  /// The key/value head that query head `head` reads.
  Index kv_head(Index head) const { return head / (num_heads / num_kv_heads); }
};

/// Largest size of any one dimension.
inline constexpr Index kMaxDimension = 65536;
/// Largest heads × width of one matrix: keeps every size far inside a 32-bit Index.
inline constexpr Index kMaxWidth = Index{1} << 20;
/// Largest seed: what a JavaScript number holds exactly.
inline constexpr std::uint64_t kMaxSeed = (std::uint64_t{1} << 53) - 1;

/// The spec with every default filled in.
/// Throws Error: kRange (sizes, heads that do not divide, softcap ≤ 0, seed), kNotFinite (scale,
/// softcap, bias), kShape (position tables that do not fit).
LayerSpec resolved(LayerSpec spec);

} // namespace attn
