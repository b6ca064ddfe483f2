// SPDX-License-Identifier: MIT
#include "attn/version.hpp"

namespace attn {

const char *version() { return ATTENTION_WALK_VERSION; }

} // namespace attn
