// SPDX-License-Identifier: MIT
/// The numbers that are computed only for the query shown; the trace and the explanations both take
/// them from here, so they agree bit for bit.
#pragma once

#include "attn/run.hpp"
#include "math/softmax.hpp"

#include <vector>

namespace attn {

/// Throws Error(kRange) for a query that the run does not have.
void check_query(const Run &run, Index query);

/// One query's softmax in one head.
struct QuerySoftmax {
  std::vector<float> exponentials; ///< [m]
  SoftmaxRow row;
};

QuerySoftmax query_softmax(const Run &run, Index head, Index query);

/// q[query, column] · k[key, column]: one term of the score.
float score_product(const Run &run, Index head, Index query, Index key, Index column);
/// [m, head_dim]: all of them for one query.
Matrix score_products(const Run &run, Index head, Index query);
/// score × factor.
float multiplied_score(const Run &run, Index head, Index query, Index key);
/// Behind the mix over the heads, where there is one: what softcap and bias find.
float mixed_score(const Run &run, Index head, Index query, Index key);
/// After the softcap; only for layers that have one.
float capped_score(const Run &run, Index head, Index query, Index key);
/// Position bias + additive mask; −infinity where the mask says so.
float score_bias(const Run &run, Index head, Index query, Index key);
/// weight · v[key, column]: one term of z.
float weighted_value(const Run &run, Index head, Index query, Index key, Index column);
/// [m, value_dim]: all of them for one query.
Matrix weighted_values(const Run &run, Index head, Index query);

/// [out_dim]: z_h · Wo[h], what one head adds to the output of `query`.
RowVector head_output(const Run &run, Index head, Index query);

/// [m, out_dim]: Σ_h weights_h[query, key] · (v_h[key] · Wo[h]), what each key adds to the output
/// of `query`. Over all keys, plus bo, it sums to the output.
Matrix contributions(const Run &run, Index query);
/// [m, out_dim]: the same of one head.
Matrix head_contributions(const Run &run, Index head, Index query);
/// [m]: one column of it, to the same bits.
RowVector contributions_to(const Run &run, Index query, Index column);
/// One number of it, to the same bits.
float contribution(const Run &run, Index query, Index key, Index column);

/// The contributions of all keys to one column, plus bo. The output in another order of summation,
/// so its last bits may differ from Run::output().
float output_by_token(const Run &run, Index query, Index column);

/// True where it has as many columns as x.
/// @{
/// Of what the block does to a row of the output before it is added: the numbers of its norm, the
/// output behind the norm, and behind the layer scale. Without those it is the output itself.
RowScale output_scale(const Run &run, Index query);
float normalized_output(const Run &run, Index query, Index column);
float added_output(const Run &run, Index query, Index column);
/// @}
bool has_residual(const Run &run);
/// Whether the row that the output is added to is the origin's `hidden` (before the layer norm),
/// not x.
bool adds_to_hidden(const Run &run);
/// What a block makes of the output: the sum with the row that came in, see adds_to_hidden().
float residual(const Run &run, Index query, Index column);

} // namespace attn
