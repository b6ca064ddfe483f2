// SPDX-License-Identifier: MIT
/// A float from its text; internal to the core.
#pragma once

#include <string_view>

namespace attn {

/// The float nearest to a number as JSON writes it, the even one of two that are as near; infinity
/// beyond the largest. As std::strtof, which would bring arithmetic of 128-bit floats into the
/// wasm.
float nearest_float(std::string_view number);

} // namespace attn
