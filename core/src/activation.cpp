// SPDX-License-Identifier: MIT
#include "attn/encoder_block.hpp"
#include "vector_math.hpp"

#include <algorithm>
#include <array>

namespace attn {

void activate(Activation activation, Matrix &values) {
  using namespace simd;
  const auto in_place = [&values](auto &&function) {
    float *const end = values.data() + values.size();
    float *at = values.data();
    for (; at + kLanes <= end; at += kLanes) {
      store(at, function(load(at)));
    }
    if (at != end) {
      std::array<float, static_cast<std::size_t>(kLanes)> rest{};
      std::copy(at, end, rest.data());
      store(rest.data(), function(load(rest.data())));
      std::copy_n(rest.data(), end - at, at);
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
  case Activation::kRelu:
    return in_place([](Lanes x) { return max(x, Lanes{}); });
  case Activation::kSilu:
    return in_place([](Lanes x) { return x / (splat(1.0F) + exp(-x)); });
  }
}

} // namespace attn
