// SPDX-License-Identifier: MIT
#include "math/softmax.hpp"
#include "math/vector_math.hpp"

#include <algorithm>

namespace attn {

namespace {

using simd::kLanes;
using simd::Lanes;

float largest_of(const float *values, Index count) {
  Lanes most = simd::splat(kMasked);
  Index j = 0;
  for (; j + kLanes <= count; j += kLanes) {
    most = simd::max(simd::load(values + j), most);
  }
  return simd::largest(simd::max(simd::load_some(values + j, count - j, kMasked), most));
}

} // namespace

SoftmaxRow softmax_row(std::span<const float> scaled, std::span<float> exponentials,
                       std::span<float> weights) {
  const auto count = static_cast<Index>(scaled.size());
  const float *const from = scaled.data();
  float *const exps = exponentials.data();
  float *const to = weights.data();
  SoftmaxRow row;
  row.max = largest_of(from, count);
  if (row.max == kMasked) {
    std::fill_n(exps, count, 0.0F);
    std::fill_n(to, count, 0.0F);
    return row;
  }
  // Subtracting the maximum: exp never overflows and the weights stay the same.
  const Lanes max = simd::splat(row.max);
  Lanes sums{};
  Index j = 0;
  for (; j + kLanes <= count; j += kLanes) {
    const Lanes e = simd::exp(simd::load(from + j) - max);
    sums += e;
    simd::store(exps + j, e);
  }
  if (j < count) {
    const Lanes e = simd::exp(simd::load_some(from + j, count - j, kMasked) - max);
    sums += e;
    simd::store_some(exps + j, e, count - j);
  }
  row.total = simd::sum(sums);
  const Lanes total = simd::splat(row.total);
  for (j = 0; j + kLanes <= count; j += kLanes) {
    simd::store(to + j, simd::load(exps + j) / total);
  }
  for (; j < count; ++j) {
    to[j] = exps[j] / row.total;
  }
  return row;
}

} // namespace attn
