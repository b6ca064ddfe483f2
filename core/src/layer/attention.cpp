// SPDX-License-Identifier: MIT
#include "attn/attention.hpp"

#include "layer/packed_weights.hpp"

#include <utility>

namespace attn {

AttentionLayer::AttentionLayer(LayerSpec spec)
    : spec_(resolved(std::move(spec))), weights_(std::make_shared<Weights>(seeded_weights(spec_))) {
  pack();
}

AttentionLayer::AttentionLayer(LayerSpec spec, Weights weights, Packing packing)
    : spec_(resolved(std::move(spec))), weights_(std::make_shared<Weights>(std::move(weights))) {
  check_weights(*weights_, spec_);
  if (packing == Packing::kOnce) {
    pack();
  }
}

void AttentionLayer::pack() {
  const Weights &w = *weights_;
  packed_ = std::make_shared<const PackedWeights>(
      PackedWeights{PackedMatrix(view(w.wq)), PackedMatrix(view(w.wk)), PackedMatrix(view(w.wv)),
                    PackedMatrix(view(w.wo))});
}

std::shared_ptr<const AttentionLayer> AttentionLayer::with_spec(LayerSpec spec) const {
  auto layer = std::make_shared<AttentionLayer>(*this);
  layer->spec_ = resolved(std::move(spec));
  check_weights(*layer->weights_, layer->spec_);
  return layer;
}

AttendOptions AttentionLayer::attend_options() const {
  AttendOptions options;
  options.num_heads = spec_.num_heads;
  options.num_kv_heads = spec_.num_kv_heads;
  options.scale = *spec_.scale;
  options.scales = spec_.scales.empty() ? nullptr : &spec_.scales;
  options.softcap = spec_.softcap;
  options.window = spec_.window;
  options.mask = &spec_.mask;
  options.position = &spec_.position;
  options.score_mix = weights_->score_mix ? &*weights_->score_mix : nullptr;
  options.weight_mix = weights_->weight_mix ? &*weights_->weight_mix : nullptr;
  return options;
}

} // namespace attn
