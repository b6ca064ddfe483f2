// SPDX-License-Identifier: MIT
/// One multi-head attention layer: its resolved spec and its weights. Running it makes a Run.
#pragma once

#include "attn/attend.hpp"
#include "attn/layer_spec.hpp"
#include "attn/weights.hpp"

namespace attn {

/// Immutable once made, so runs share it.
class AttentionLayer {
public:
  /// Seeded weights.
  /// Throws Error as resolved() does, and kOutOfMemory when the matrices would not fit.
  explicit AttentionLayer(LayerSpec spec);

  /// Given weights. Throws Error as resolved() and check_weights() do.
  AttentionLayer(LayerSpec spec, Weights weights);

  /// Every default filled in.
  const LayerSpec &spec() const { return spec_; }
  const Weights &weights() const { return weights_; }
  float scale() const { return *spec_.scale; }
  /// How attend() is called; points into this layer.
  AttendOptions attend_options() const;

private:
  LayerSpec spec_;
  Weights weights_;
};

} // namespace attn
