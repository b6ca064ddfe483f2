// SPDX-License-Identifier: MIT
/// Small layers and inputs for the tests, and the comparison of matrices.
#pragma once

#include "attn/run.hpp"

#include "catch.hpp"

#include <cstdint>
#include <memory>
#include <utility>

namespace attn::test {

inline LayerSpec spec_of(Index d_model, Index num_heads, std::uint64_t seed = 1) {
  LayerSpec spec;
  spec.d_model = d_model;
  spec.num_heads = num_heads;
  spec.seed = seed;
  return spec;
}

/// Values in about ±2 that follow no pattern; the same `salt`, the same matrix.
inline Matrix input_of(Index rows, Index cols, std::uint32_t salt = 1) {
  Matrix x(rows, cols);
  std::uint32_t state = salt * 2654435761U + 12345U;
  for (Index i = 0; i < x.size(); ++i) {
    state = state * 1664525U + 1013904223U;
    x.data()[i] = static_cast<float>(state >> 16) / 16384.0F - 2.0F;
  }
  return x;
}

inline Run run_of(const LayerSpec &spec, const Matrix &x) {
  return {std::make_shared<const AttentionLayer>(spec), Sequence{x, {}, InputSource::kGiven}};
}

inline Run run_of(const LayerSpec &spec, Weights weights, const Matrix &x) {
  return {std::make_shared<const AttentionLayer>(spec, std::move(weights)),
          Sequence{x, {}, InputSource::kGiven}};
}

template <class A, class B> void require_near(const A &a, const B &b, float tolerance) {
  REQUIRE(a.rows() == b.rows());
  REQUIRE(a.cols() == b.cols());
  const Matrix difference = Matrix(a) - Matrix(b);
  const float largest = difference.size() == 0 ? 0 : difference.cwiseAbs().maxCoeff();
  CAPTURE(largest);
  REQUIRE(largest <= tolerance);
}

} // namespace attn::test
