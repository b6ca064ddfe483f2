// SPDX-License-Identifier: MIT
/// A handful of floats at once, the same source for SSE, AVX, NEON and wasm; internal to the
/// kernels.
#pragma once

#include "attn/matrix.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace attn::simd {

#ifdef __AVX__
inline constexpr Index kLanes = 8;
#else
inline constexpr Index kLanes = 4;
#endif

// The vector types that GCC and Clang share: arithmetic and comparisons work lane by lane.
using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));
using IntLanes = std::int32_t __attribute__((vector_size(kLanes * sizeof(std::int32_t))));

inline Lanes load(const float *from) {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof lanes); // any alignment
  return lanes;
}

inline void store(float *to, Lanes lanes) { std::memcpy(to, &lanes, sizeof lanes); }

/// The last few of a row, filled up with `rest`.
inline Lanes load_some(const float *from, Index count, float rest) {
  std::array<float, static_cast<std::size_t>(kLanes)> lanes{};
  lanes.fill(rest);
  std::copy_n(from, count, lanes.data());
  return load(lanes.data());
}

inline void store_some(float *to, Lanes values, Index count) {
  std::array<float, static_cast<std::size_t>(kLanes)> lanes{};
  store(lanes.data(), values);
  std::copy_n(lanes.data(), count, to);
}

inline Lanes splat(float value) {
#ifdef __AVX__
  return Lanes{value, value, value, value, value, value, value, value};
#else
  return Lanes{value, value, value, value};
#endif
}

inline IntLanes bits_of(Lanes lanes) {
  IntLanes bits;
  std::memcpy(&bits, &lanes, sizeof bits);
  return bits;
}

inline Lanes from_bits(IntLanes bits) {
  Lanes lanes;
  std::memcpy(&lanes, &bits, sizeof lanes);
  return lanes;
}

/// a where the mask is set (all bits), else b.
inline Lanes select(IntLanes mask, Lanes a, Lanes b) {
  return from_bits((bits_of(a) & mask) | (bits_of(b) & ~mask));
}

inline Lanes max(Lanes a, Lanes b) { return select(a > b, a, b); }
inline Lanes min(Lanes a, Lanes b) { return select(a < b, a, b); }

/// a · b + c, rounded twice: a fused instruction rounds once, and not every machine has one.
inline Lanes multiply_add(Lanes a, Lanes b, Lanes c) { return a * b + c; }

/// The lanes in order, so that every platform adds them alike.
inline float sum(Lanes lanes) {
  float total = lanes[0];
  for (Index i = 1; i < kLanes; ++i) {
    total += lanes[i];
  }
  return total;
}

inline float largest(Lanes lanes) {
  float most = lanes[0];
  for (Index i = 1; i < kLanes; ++i) {
    most = lanes[i] > most ? lanes[i] : most;
  }
  return most;
}

} // namespace attn::simd
