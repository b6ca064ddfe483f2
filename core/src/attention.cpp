// SPDX-License-Identifier: MIT
#include "attn/attention.hpp"

#include <utility>

namespace attn {

AttentionLayer::AttentionLayer(LayerSpec spec)
    : spec_(resolved(std::move(spec))), weights_(seeded_weights(spec_)) {}

AttentionLayer::AttentionLayer(LayerSpec spec, Weights weights)
    : spec_(resolved(std::move(spec))), weights_(std::move(weights)) {
  check_weights(weights_, spec_);
}

AttendOptions AttentionLayer::attend_options() const {
  AttendOptions options;
  options.num_heads = spec_.num_heads;
  options.num_kv_heads = spec_.num_kv_heads;
  options.scale = *spec_.scale;
  options.softcap = spec_.softcap;
  options.mask = &spec_.mask;
  options.position = &spec_.position;
  return options;
}

} // namespace attn
