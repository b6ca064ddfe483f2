// SPDX-License-Identifier: MIT
/// \file
/// The weight matrices of one attention layer, given or drawn from a seed.
#pragma once

#include "attn/head_mix.hpp"
#include "attn/layer_spec.hpp"
#include "attn/matrix.hpp"
#include "attn/norm.hpp"

#include <optional>
#include <string>

namespace attn {

/// The label of weights that were given without one.
inline constexpr const char *kGivenLabel = "given";

/// y = x · W + b; W is [in, out] and heads are contiguous in the columns of wq, wk and wv and in
/// the rows of wo. A bias of size 0 is absent.
struct Weights {
  Matrix wq;    ///< [d_model, num_heads · head_dim]
  Matrix wk;    ///< [d_model, num_kv_heads · head_dim]
  Matrix wv;    ///< [d_model, num_kv_heads · value_dim]
  Matrix wo;    ///< [num_heads · value_dim, out_dim]
  RowVector bq; ///< as wide as wq
  RowVector bk; ///< as wide as wk
  RowVector bv; ///< as wide as wv
  RowVector bo; ///< as wide as wo
  /// @{
  /// Of every head's q and k behind the projection, before they are turned (Henry et al. 2020,
  /// Dehghani et al. 2023): as wide as a head, or as all heads together.
  std::optional<Norm> q_norm;
  std::optional<Norm> k_norm;
  /// @}
  /// @{
  /// Of the scores behind their factor, and of the weights behind the softmax, over all heads of a
  /// query and key (Shazeer et al. 2020). Not together with windows.
  std::optional<HeadMix> score_mix;
  std::optional<HeadMix> weight_mix;
  /// @}
  std::string label;    ///< where they come from, for readers: kGivenLabel, "seed 7"
  bool seeded = false;  ///< drawn here, untrained
  bool trained = false; ///< a model's, or said to be trained by who gave them
};

/// Xavier-uniform weights without biases: every value uniform in ±√(6 / (in + out)) of its whole
/// matrix (Glorot & Bengio 2010, eq. 16). Only exactly rounded operations are used, so the same
/// seed gives the same bits on every platform. `spec` must be resolved.
Weights seeded_weights(const LayerSpec &spec);

/// Refuses what does not fit.
/// Throws Error: kShape when a matrix or bias does not fit the resolved spec, kNotFinite.
void check_weights(const Weights &weights, const LayerSpec &spec);

} // namespace attn
