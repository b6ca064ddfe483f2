// SPDX-License-Identifier: MIT
/// Numbers that show what a position does: how alike two places are, and what an offset alone does
/// to a score. Offsets are counted by `place`: offset = key − query = place − (n − 1).
#pragma once

#include "attn/run.hpp"
#include "walk/cosine.hpp"

namespace attn {

/// Of two rows.
Cosine row_cosine(const Matrix &rows, Index i, Index j);

/// n + m − 1: from the last query and the first key to the first query and the last key.
Index offset_places(const Run &run);
/// Where the offset of this pair stands among them.
Index offset_place(const Run &run, Index query, Index key);

/// True where the bias is one number per offset: ALiBi, and relative positions in one dimension
/// without a prefix.
bool has_offset_bias(const Run &run);
/// What such a position adds to every scaled score at this offset.
float offset_bias(const Run &run, Index head, Index place);

/// True where the turn depends on the offset alone: RoPE in one dimension without a prefix.
bool has_offset_turns(const Run &run);
/// What the offset alone does to one column of a key: its turn relative to the query.
RopeTurn offset_turn(const Run &run, Index place, Index column);
/// One column of a projected key after that turn.
float turned_key(const Run &run, Index head, Index key, Index place, Index column);
/// The score that these two tokens would have at this offset: q · turned k, both as projected. At
/// their own offset it is scores(query, key), up to rounding.
float offset_score(const Run &run, Index head, Index query, Index key, Index place);

} // namespace attn
