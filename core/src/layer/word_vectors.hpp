// SPDX-License-Identifier: MIT
/// \file
/// Word vectors for typed text where no trained embedding is at hand.
#pragma once

#include "attn/matrix.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace attn {

/// [tokens, d_model]; values roughly normal with mean 0 and standard deviation 1 (sums of twelve
/// uniforms), the same bits on every platform. The same word gets the same vector; upper and lower
/// case count as the same (ASCII, Latin-1, Greek, Cyrillic).
Matrix word_vectors(const std::vector<std::string> &tokens, Index d_model, std::uint64_t seed);

} // namespace attn
