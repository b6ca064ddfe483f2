// SPDX-License-Identifier: MIT
/// CaiT's last blocks, in which [CLS] gathers from the patches (Touvron et al. 2021, sec. 3):
/// u = norm1([CLS; patches]), h ← h + scale1 ⊙ attention(u_CLS, u), h ← h + scale2 ⊙ mlp(norm2(h))
/// for the row h of [CLS] alone.
#pragma once

#include "attn/encoder_block.hpp"
#include "attn/model.hpp"
#include "attn/run.hpp"

#include <string>
#include <vector>

namespace attn {

/// [1 + n, d]: the token before the rows [n, d].
Matrix with_token(const PrefixToken &token, const Matrix &rows);

/// What is asked: origin.norm of the rows [1 + n, d], whose first is the origin's. `patches`: n
/// names.
Sequence class_context(const PrefixToken &token, const std::vector<std::string> &patches,
                       const LayerInput &origin, Matrix rows);

/// The block's output [1 + n, d] of its input `rows`; run: of its attention, one query. All rows
/// but the first stay.
Matrix finish_class_block(const EncoderBlock &block, Matrix rows, const Run &run);

} // namespace attn
