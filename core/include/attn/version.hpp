// SPDX-License-Identifier: MIT
/// \file
/// The version of the core.
#pragma once

namespace attn {

/// "major.minor.patch".
const char *version();

} // namespace attn
