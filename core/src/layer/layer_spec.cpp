// SPDX-License-Identifier: MIT
#include "attn/layer_spec.hpp"

#include "base/check.hpp"
#include "math/softmax.hpp"
#include "json/float_text.hpp"

#include <cmath>

namespace attn {

namespace {

void check_dimension(const char *name, Index value) {
  if (value < 1 || value > kMaxDimension) {
    refuse(ErrorCode::kRange,
           {name, ": expected a whole number from 1 to ", kMaxDimension, ", got ", value});
  }
}

void fill(const char *name, Index &value, Index fallback) {
  if (value == 0) {
    value = fallback;
  }
  check_dimension(name, value);
}

void check_width(const char *names, Index heads, Index dims) {
  if (static_cast<std::int64_t>(heads) * dims > kMaxWidth) {
    refuse(ErrorCode::kRange,
           {names, ": expected at most ", kMaxWidth, ", got ", heads, " × ", dims});
  }
}

void resolve_sizes(LayerSpec &spec) {
  check_dimension("dModel", spec.d_model);
  check_dimension("numHeads", spec.num_heads);
  fill("numKvHeads", spec.num_kv_heads, spec.num_heads);
  if (spec.num_heads % spec.num_kv_heads != 0) {
    refuse(ErrorCode::kRange, {"numKvHeads: expected a divisor of numHeads = ", spec.num_heads,
                               ", got ", spec.num_kv_heads});
  }
  if (spec.head_dim == 0 && spec.d_model % spec.num_heads != 0) {
    refuse(ErrorCode::kRange, {"numHeads: expected a divisor of dModel = ", spec.d_model,
                               " (or a headDim beside it), got ", spec.num_heads});
  }
  fill("headDim", spec.head_dim, spec.d_model / spec.num_heads);
  fill("valueDim", spec.value_dim, spec.head_dim);
  fill("outDim", spec.out_dim, spec.d_model);
  check_width("numHeads × headDim", spec.num_heads, spec.head_dim);
  check_width("numHeads × valueDim", spec.num_heads, spec.value_dim);
}

void resolve_scale(LayerSpec &spec) {
  if (!spec.scale) {
    spec.scale = static_cast<float>(1 / std::sqrt(static_cast<double>(spec.head_dim)));
  }
  if (!std::isfinite(*spec.scale)) {
    refuse(ErrorCode::kNotFinite,
           {"scale: expected a finite number, got ", not_finite_text(*spec.scale)});
  }
  if (!spec.scales.empty() && static_cast<Index>(spec.scales.size()) != spec.num_heads) {
    refuse(ErrorCode::kShape, {"scales: expected one for each of ", spec.num_heads, " heads, got ",
                               spec.scales.size()});
  }
  if (!all_finite(spec.scales)) {
    refuse(ErrorCode::kNotFinite, {"scales: expected finite numbers"});
  }
  if (spec.softcap && !std::isfinite(*spec.softcap)) {
    refuse(ErrorCode::kNotFinite,
           {"softcap: expected a finite number, got ", not_finite_text(*spec.softcap)});
  }
  if (spec.softcap && *spec.softcap <= 0) {
    refuse(ErrorCode::kRange,
           {"softcap: expected a number above 0, got ", float_text(*spec.softcap)});
  }
}

void check_mask_bias(const Mask &mask) {
  if (!mask.bias) {
    return;
  }
  for (Index i = 0; i < mask.bias->values.rows(); ++i) {
    for (Index j = 0; j < mask.bias->values.cols(); ++j) {
      const float bias = mask.bias->values(i, j);
      if (!std::isfinite(bias) && bias != kMasked) {
        refuse(
            ErrorCode::kNotFinite,
            {"mask.bias: expected finite numbers, null or -Infinity, got ", not_finite_text(bias)});
      }
    }
  }
}

} // namespace

LayerSpec resolved(LayerSpec spec) {
  resolve_sizes(spec);
  resolve_scale(spec);
  check_mask_bias(spec.mask);
  if (spec.window < 0 || (spec.window > 0 && (spec.mask.causal || spec.mask.reach))) {
    refuse(ErrorCode::kUnsupported,
           {"window: expected a number of tokens, without a causal mask or a reach, got ",
            spec.window});
  }
  if (spec.mask.reach && *spec.mask.reach < 0) {
    refuse(ErrorCode::kRange,
           {"mask.reach: expected a whole number from 0 on, got ", *spec.mask.reach});
  }
  if (spec.seed > kMaxSeed) {
    refuse(ErrorCode::kRange,
           {"seed: expected a whole number from 0 to ", kMaxSeed, ", got ", spec.seed});
  }
  spec.position =
      resolved_position(std::move(spec.position), spec.d_model, spec.num_heads, spec.head_dim);
  if (spec.cosine && std::holds_alternative<RopePosition>(spec.position)) {
    refuse(ErrorCode::kUnsupported, {"cosine: not together with position \"rope\""});
  }
  return spec;
}

} // namespace attn
