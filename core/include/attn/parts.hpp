// SPDX-License-Identifier: MIT
/// \file
/// What a build of the core holds.
#pragma once

namespace attn {

/// False in the build that every page loads first (ATTENTION_WALK_LAYER_ONLY): a layer and its
/// walk, without the parts of a layer that only whole models have. What is asked for them is
/// refused.
#ifdef ATTENTION_WALK_LAYER_ONLY
inline constexpr bool kHasModelParts = false;
#else
inline constexpr bool kHasModelParts = true;
#endif

} // namespace attn
