// SPDX-License-Identifier: MIT
/// \file
/// A linear map with its bias: of the MLPs, of a patch embedding, of a classifier.
#pragma once

#include "attn/matrix.hpp"

namespace attn {

/// y = x · weight + bias.
struct Linear {
  Matrix weight;  ///< [in, out]
  RowVector bias; ///< [out]; size 0 = absent
};

} // namespace attn
