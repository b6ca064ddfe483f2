// SPDX-License-Identifier: MIT
/// A layer's weights as its products read them, packed once for all runs.
#pragma once

#include "math/kernels.hpp"

namespace attn {

/// The weights in the order in which products read them.
struct PackedWeights {
  PackedMatrix wq; ///< of Weights::wq
  PackedMatrix wk; ///< of Weights::wk
  PackedMatrix wv; ///< of Weights::wv
  PackedMatrix wo; ///< of Weights::wo
};

} // namespace attn
