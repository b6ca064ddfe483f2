// SPDX-License-Identifier: MIT
/// \file
/// The function between the two linear maps of an MLP.
#pragma once

#include "attn/matrix.hpp"

#include <string_view>

namespace attn {

/// A function of one number.
enum class Activation {
  kGelu,      ///< x · Φ(x), with erf (Hendrycks & Gimpel 2016)
  kGeluTanh,  ///< its tanh approximation, same paper: "gelu_new", "gelu_pytorch_tanh", "gelu_fast"
  kQuickGelu, ///< x · sigmoid(1.702 · x), same paper: "quick_gelu" (CLIP)
  kRelu,      ///< max(x, 0)
  kSilu,      ///< x · sigmoid(x), also "swish"
};

/// A name of Hugging Face's `hidden_act`.
/// Throws Error(kUnsupported) for a name that is not known; the message lists the known ones.
Activation activation_from_name(std::string_view name);

/// Every value in place.
void activate(Activation activation, Matrix &values);

} // namespace attn
