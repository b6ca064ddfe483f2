// SPDX-License-Identifier: MIT
/// \file
/// One multi-head attention layer: its resolved spec and its weights. Running it makes a Run.
#pragma once

#include "attn/attend.hpp"
#include "attn/layer_spec.hpp"
#include "attn/weights.hpp"

#include <memory>

namespace attn {

/// The weights in the order in which products read them; inside the core.
struct PackedWeights;

/// What a layer keeps beside its weights.
enum class Packing {
  kOnce,  ///< the packed weights, a second copy: for a layer that is run again and again
  kNever, ///< nothing; every run packs on the way: for the layers of a large model
};

/// Immutable once made, so runs share it.
class AttentionLayer {
public:
  /// Seeded weights.
  /// Throws Error as resolved() does, and kOutOfMemory when the matrices would not fit.
  explicit AttentionLayer(LayerSpec spec);

  /// Given weights. Throws Error as resolved() and check_weights() do.
  AttentionLayer(LayerSpec spec, Weights weights, Packing packing = Packing::kOnce);

  /// The same weights (not copied) under another spec.
  /// Throws Error as resolved() and check_weights() do.
  std::shared_ptr<const AttentionLayer> with_spec(LayerSpec spec) const;

  /// Every default filled in.
  const LayerSpec &spec() const { return spec_; }
  /// As given, or drawn from the seed.
  const Weights &weights() const { return *weights_; }
  /// Null with Packing::kNever.
  const PackedWeights *packed() const { return packed_.get(); }
  /// Factor of one head's scores.
  float scale(Index head) const { return attend_options().scale_of(head); }
  /// How attend() is called; points into this layer.
  AttendOptions attend_options() const;

private:
  void pack();

  LayerSpec spec_;
  std::shared_ptr<const Weights> weights_;
  std::shared_ptr<const PackedWeights> packed_;
};

} // namespace attn
