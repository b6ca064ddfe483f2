// SPDX-License-Identifier: MIT
/// The tensors of the projections: q, k and v, and with RoPE q and k before they were turned.
#include "walk/explainer.hpp"
#include "walk/tensors.hpp"
#include "walk/whole_tensor.hpp"

namespace attn {

namespace {

using Head = std::optional<Index>;

const char *missing_rotation(const Run &run) {
  return run.has_rope() ? nullptr : "q and k are not rotated in this layer";
}

/// Row i of x (or of the context, for keys and values) times one column of a weight matrix.
void project(Explainer &number, TensorId matrix, TensorId bias, const RowVector &biases,
             Index column) {
  const bool from_context = matrix != TensorId::kWq && number.run.has_context();
  number.operation(Operation::kDot);
  for (Index d = 0; d < number.spec.d_model; ++d) {
    number.pair({from_context ? TensorId::kContext : TensorId::kX, -1, {number.at.i, d}},
                {matrix, -1, {d, column}});
  }
  if (biases.size() != 0) {
    number.bias({bias, -1, {column}});
  }
}

void explain_projected_query(Explainer &number) {
  project(number, TensorId::kWq, TensorId::kBq, number.run.layer().weights().bq,
          number.at.head * number.spec.head_dim + number.at.j);
}

void explain_projected_key(Explainer &number) {
  project(number, TensorId::kWk, TensorId::kBk, number.run.layer().weights().bk,
          number.spec.kv_head(number.at.head) * number.spec.head_dim + number.at.j);
}

void explain_value(Explainer &number) {
  project(number, TensorId::kWv, TensorId::kBv, number.run.layer().weights().bv,
          number.spec.kv_head(number.at.head) * number.spec.value_dim + number.at.j);
}

/// The turn of this token's place.
void rotate(Explainer &number, TensorId before) {
  const auto &rope = std::get<RopePosition>(number.spec.position);
  explain_turn(number, before, rope_turn(rope, number.at.i, number.at.j), number.at.j);
}

void explain_query(Explainer &number) {
  number.run.has_rope() ? rotate(number, TensorId::kQProjected) : explain_projected_query(number);
}

void explain_key(Explainer &number) {
  number.run.has_rope() ? rotate(number, TensorId::kKProjected) : explain_projected_key(number);
}

constexpr std::array kRows{
    TensorRow{
        .id = TensorId::kQProjected,
        .name = "qProjected",
        .axes = {Axis::kLength, Axis::kHeadDim},
        .heads = Heads::kEach,
        .missing = missing_rotation,
        .value = [](const Run &run,
                    const Place &at) { return run.q_projected(at.head)(at.i, at.j); },
        .explain = explain_projected_query,
        .whole =
            [](const Run &run, TensorId, Head head) {
              return stored_columns(run.q_projected(), head, run.spec().head_dim);
            },
    },
    TensorRow{
        .id = TensorId::kKProjected,
        .name = "kProjected",
        .axes = {Axis::kContextLength, Axis::kHeadDim},
        .heads = Heads::kEach,
        .missing = missing_rotation,
        .value = [](const Run &run,
                    const Place &at) { return run.k_projected(at.head)(at.i, at.j); },
        .explain = explain_projected_key,
        .whole =
            [](const Run &run, TensorId, Head head) {
              return stored_columns(run.k_projected(), kv_part(run, head), run.spec().head_dim);
            },
    },
    TensorRow{
        .id = TensorId::kQ,
        .name = "q",
        .axes = {Axis::kLength, Axis::kHeadDim},
        .heads = Heads::kEach,
        .value = [](const Run &run, const Place &at) { return run.q(at.head)(at.i, at.j); },
        .explain = explain_query,
        .whole = [](const Run &run, TensorId,
                    Head head) { return stored_columns(run.q(), head, run.spec().head_dim); },
    },
    TensorRow{
        .id = TensorId::kK,
        .name = "k",
        .axes = {Axis::kContextLength, Axis::kHeadDim},
        .heads = Heads::kEach,
        .value = [](const Run &run, const Place &at) { return run.k(at.head)(at.i, at.j); },
        .explain = explain_key,
        .whole =
            [](const Run &run, TensorId, Head head) {
              return stored_columns(run.k(), kv_part(run, head), run.spec().head_dim);
            },
    },
    TensorRow{
        .id = TensorId::kV,
        .name = "v",
        .axes = {Axis::kContextLength, Axis::kValueDim},
        .heads = Heads::kEach,
        .value = [](const Run &run, const Place &at) { return run.v(at.head)(at.i, at.j); },
        .explain = explain_value,
        .whole =
            [](const Run &run, TensorId, Head head) {
              return stored_columns(run.v(), kv_part(run, head), run.spec().value_dim);
            },
    },
};
static_assert(are_in_order(kRows, TensorId::kQProjected, TensorId::kV));

} // namespace

std::span<const TensorRow> tensors_of_projections() { return kRows; }

} // namespace attn
