// SPDX-License-Identifier: MIT
#include "attn/activation.hpp"

#include "base/check.hpp"
#include "math/vector_math.hpp"

namespace attn {

Activation activation_from_name(std::string_view name) {
  if (name == "gelu") {
    return Activation::kGelu;
  }
  if (name == "gelu_new" || name == "gelu_pytorch_tanh" || name == "gelu_fast") {
    return Activation::kGeluTanh;
  }
  if (name == "quick_gelu") {
    return Activation::kQuickGelu;
  }
  if (name == "relu") {
    return Activation::kRelu;
  }
  if (name == "silu" || name == "swish") {
    return Activation::kSilu;
  }
  refuse(ErrorCode::kUnsupported,
         {"hidden_act: \"", name,
          "\" is not known; known are gelu, gelu_new, gelu_pytorch_tanh, gelu_fast, quick_gelu, "
          "relu, silu, swish"});
}

void activate(Activation activation, Matrix &values) {
  using namespace simd;
  const auto in_place = [&values](auto &&function) {
    float *const end = values.data() + values.size();
    float *at = values.data();
    for (; at + kLanes <= end; at += kLanes) {
      store(at, function(load(at)));
    }
    if (at != end) {
      store_some(at, function(load_some(at, end - at, 0)), end - at);
    }
  };
  switch (activation) {
  case Activation::kGelu:
    return in_place(
        [](Lanes x) { return splat(0.5F) * x * (splat(1.0F) + erf(x * splat(0.70710678F))); });
  case Activation::kGeluTanh:
    // 1 + tanh(y) = 2 − 2 / (e^2y + 1).
    return in_place([](Lanes x) {
      const Lanes twice = splat(1.59576912F) * (x + splat(0.044715F) * x * x * x);
      return x * (splat(1.0F) - splat(1.0F) / (exp(twice) + splat(1.0F)));
    });
  case Activation::kQuickGelu:
    return in_place([](Lanes x) { return x / (splat(1.0F) + exp(-splat(1.702F) * x)); });
  case Activation::kRelu:
    return in_place([](Lanes x) { return max(x, Lanes{}); });
  case Activation::kSilu:
    return in_place([](Lanes x) { return x / (splat(1.0F) + exp(-x)); });
  }
}

} // namespace attn
