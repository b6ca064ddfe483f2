// SPDX-License-Identifier: MIT
/// The tensors of the projections: q, k and v, and what q and k were before a norm, a turn or the
/// division by their length.
#include "walk/explainer.hpp"
#include "walk/tensors.hpp"
#include "walk/whole_tensor.hpp"

namespace attn {

namespace {

using Head = std::optional<Index>;

/// What is the same for q and for k, by the names that each has.
struct Side {
  TensorId projected;
  TensorId norm_mean;
  TensorId norm_deviation;
  TensorId norm_weight;
  TensorId norm_bias;
  TensorId normalized;
  TensorId length;
  TensorId weight;
  TensorId bias;
  const Norm *(Run::*norm)() const;
  RowVector Weights::*biases;
  const Matrix &(Run::*rows_projected)() const;
  const Matrix &(Run::*rows_unturned)() const;
  const std::vector<RowScale> &(Run::*scales)() const;
};

constexpr Side kQuery{TensorId::kQProjected,  TensorId::kQNormMean, TensorId::kQNormDeviation,
                      TensorId::kQNormWeight, TensorId::kQNormBias, TensorId::kQNormalized,
                      TensorId::kQLength,     TensorId::kWq,        TensorId::kBq,
                      &Run::q_norm,           &Weights::bq,         &Run::q_projected,
                      &Run::q_unturned,       &Run::q_scales};
constexpr Side kKey{TensorId::kKProjected,  TensorId::kKNormMean, TensorId::kKNormDeviation,
                    TensorId::kKNormWeight, TensorId::kKNormBias, TensorId::kKNormalized,
                    TensorId::kKLength,     TensorId::kWk,        TensorId::kBk,
                    &Run::k_norm,           &Weights::bk,         &Run::k_projected,
                    &Run::k_unturned,       &Run::k_scales};

constexpr bool is_query(const Side &side) { return side.weight == TensorId::kWq; }

/// Which of the side's heads the reference's query head reads.
template <const Side &side> Index head_of(const Run &run, Index head) {
  return is_query(side) ? head : run.spec().kv_head(head);
}

template <const Side &side> const Norm *norm_of(const Run &run) { return (run.*side.norm)(); }

/// Behind the norm, where there is one: what is turned, or divided by its length.
template <const Side &side> TensorId before_turn(const Run &run) {
  return norm_of<side>(run) != nullptr ? side.normalized : side.projected;
}

template <const Side &side> const char *missing_projected(const Run &run) {
  return run.has_rope() || run.is_cosine() || norm_of<side>(run) != nullptr
             ? nullptr
             : "q and k are not rotated in this layer";
}

template <const Side &side> const char *missing_norm(const Run &run) {
  return norm_of<side>(run) != nullptr ? nullptr : "this layer has no norm on q and k";
}

template <const Side &side> const char *missing_norm_mean(const Run &run) {
  if (const char *reason = missing_norm<side>(run)) {
    return reason;
  }
  return norm_of<side>(run)->kind == NormKind::kRms ? "an RMS norm takes no mean out" : nullptr;
}

template <const Side &side> const char *missing_norm_bias(const Run &run) {
  if (const char *reason = missing_norm<side>(run)) {
    return reason;
  }
  return norm_of<side>(run)->bias.size() == 0 ? "this norm has no bias" : nullptr;
}

template <const Side &side> const char *missing_normalized(const Run &run) {
  if (const char *reason = missing_norm<side>(run)) {
    return reason;
  }
  return run.has_rope() || run.is_cosine() ? nullptr : "see q and k: nothing follows the norm";
}

const char *missing_length(const Run &run) {
  return run.is_cosine() ? nullptr : "this layer compares q and k with their lengths";
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

template <const Side &side> void explain_projected(Explainer &number) {
  project(number, side.weight, side.bias, number.run.layer().weights().*side.biases,
          head_of<side>(number.run, number.at.head) * number.spec.head_dim + number.at.j);
}

void explain_value(Explainer &number) {
  project(number, TensorId::kWv, TensorId::kBv, number.run.layer().weights().bv,
          number.spec.kv_head(number.at.head) * number.spec.value_dim + number.at.j);
}

/// True where all heads of a token are brought to scale together.
template <const Side &side> bool is_common(const Run &run) {
  return norm_of<side>(run)->weight.size() != run.spec().head_dim;
}

template <const Side &side> const RowScale &scale_at(const Run &run, const Place &at) {
  const Index heads = is_query(side) ? run.spec().num_heads : run.spec().num_kv_heads;
  const Index place = is_common<side>(run) ? at.i : at.i * heads + head_of<side>(run, at.head);
  return (run.*side.scales)()[static_cast<std::size_t>(place)];
}

/// Which entry of the norm's weight and bias this column of the head has.
template <const Side &side> Index entry_of(const Run &run, Index head, Index column) {
  return is_common<side>(run) ? head_of<side>(run, head) * run.spec().head_dim + column : column;
}

template <const Side &side> void operands_of_norm(Explainer &number, Operation operation) {
  number.operation(operation);
  const Index width = number.spec.head_dim;
  const Index group = is_query(side) ? 1 : number.spec.num_heads / number.spec.num_kv_heads;
  const bool common = is_common<side>(number.run);
  const Index first = common ? 0 : number.at.head;
  const Index end = common ? number.spec.num_heads : first + 1;
  for (Index &head = number.at.head = first; head < end; head += group) {
    for (Index column = 0; column < width; ++column) {
      number.operand(side.projected, {number.at.i, column});
    }
  }
}

template <const Side &side> void explain_norm_mean(Explainer &number) {
  operands_of_norm<side>(number, Operation::kMean);
}

template <const Side &side> void explain_norm_deviation(Explainer &number) {
  const Norm &norm = *norm_of<side>(number.run);
  operands_of_norm<side>(number,
                         norm.kind == NormKind::kRms ? Operation::kRms : Operation::kDeviation);
  number.factor(norm.epsilon);
}

template <const Side &side> void explain_normalized(Explainer &number) {
  const auto [head, i, j, c] = number.at;
  number.normalized({*norm_of<side>(number.run), side.norm_mean, side.norm_deviation,
                     side.norm_weight, side.norm_bias},
                    side.projected, entry_of<side>(number.run, head, j));
}

template <const Side &side> void explain_length(Explainer &number) {
  number.operation(Operation::kLength);
  for (Index column = 0; column < number.spec.head_dim; ++column) {
    number.operand(before_turn<side>(number.run), {number.at.i, column});
  }
}

/// What the scores use: the last of the steps that the layer has.
template <const Side &side> void explain_side(Explainer &number) {
  const auto [head, i, j, c] = number.at;
  if (const auto *rope = std::get_if<RopePosition>(&number.spec.position)) {
    explain_turn(number, before_turn<side>(number.run), rope_turn(*rope, i, j), j);
  } else if (number.run.is_cosine()) {
    number.operation(Operation::kDivide);
    number.operand(before_turn<side>(number.run), {i, j});
    number.operand(side.length, {i});
  } else if (norm_of<side>(number.run) != nullptr) {
    explain_normalized<side>(number);
  } else {
    explain_projected<side>(number);
  }
}

template <const Side &side>
MatrixView columns(const Run &run, const Matrix &(Run::*rows)() const, Index head) {
  const Index width = run.spec().head_dim;
  return column_block((run.*rows)(), head_of<side>(run, head) * width, width);
}

constexpr Axis rows_axis(const Side &side) {
  return is_query(side) ? Axis::kLength : Axis::kKeyRows;
}

constexpr Axis norm_axis(const Side &side) {
  return is_query(side) ? Axis::kQNormWidth : Axis::kKNormWidth;
}

template <const Side &side> Tensor whole_of(const Run &run, const Matrix &rows, Head head) {
  return stored_columns(rows, is_query(side) ? head : kv_part(run, head), run.spec().head_dim);
}

template <const Side &side> constexpr TensorRow projected_row(const char *name) {
  return {
      .id = side.projected,
      .name = name,
      .axes = {rows_axis(side), Axis::kHeadDim},
      .heads = Heads::kEach,
      .missing = missing_projected<side>,
      .value =
          [](const Run &run, const Place &at) {
            return columns<side>(run, side.rows_projected, at.head)(at.i, at.j);
          },
      .explain = explain_projected<side>,
      .whole = [](const Run &run, TensorId,
                  Head head) { return whole_of<side>(run, (run.*side.rows_projected)(), head); },
  };
}

template <const Side &side> constexpr TensorRow mean_row(const char *name) {
  return of_model({
      .id = side.norm_mean,
      .name = name,
      .axes = {rows_axis(side)},
      .heads = Heads::kEach,
      .missing = missing_norm_mean<side>,
      .value = [](const Run &run, const Place &at) { return scale_at<side>(run, at).mean; },
      .explain = explain_norm_mean<side>,
  });
}

template <const Side &side> constexpr TensorRow deviation_row(const char *name) {
  return of_model({
      .id = side.norm_deviation,
      .name = name,
      .axes = {rows_axis(side)},
      .heads = Heads::kEach,
      .missing = missing_norm<side>,
      .value = [](const Run &run, const Place &at) { return scale_at<side>(run, at).deviation; },
      .explain = explain_norm_deviation<side>,
  });
}

template <const Side &side> constexpr TensorRow weight_row(const char *name) {
  return of_model({
      .id = side.norm_weight,
      .name = name,
      .axes = {norm_axis(side)},
      .missing = missing_norm<side>,
      .value = [](const Run &run, const Place &at) { return norm_of<side>(run)->weight(at.i); },
      .explain = [](Explainer &number) { number.given("weights"); },
      .whole = [](const Run &run, TensorId,
                  Head) { return stored_entries(norm_of<side>(run)->weight); },
  });
}

template <const Side &side> constexpr TensorRow bias_row(const char *name) {
  return of_model({
      .id = side.norm_bias,
      .name = name,
      .axes = {norm_axis(side)},
      .missing = missing_norm_bias<side>,
      .value = [](const Run &run, const Place &at) { return norm_of<side>(run)->bias(at.i); },
      .explain = [](Explainer &number) { number.given("weights"); },
      .whole = [](const Run &run, TensorId,
                  Head) { return stored_entries(norm_of<side>(run)->bias); },
  });
}

template <const Side &side> constexpr TensorRow normalized_row(const char *name) {
  return of_model({
      .id = side.normalized,
      .name = name,
      .axes = {rows_axis(side), Axis::kHeadDim},
      .heads = Heads::kEach,
      .missing = missing_normalized<side>,
      .value =
          [](const Run &run, const Place &at) {
            return columns<side>(run, side.rows_unturned, at.head)(at.i, at.j);
          },
      .explain = explain_normalized<side>,
      .whole = [](const Run &run, TensorId,
                  Head head) { return whole_of<side>(run, (run.*side.rows_unturned)(), head); },
  });
}

template <const Side &side> constexpr TensorRow length_row(const char *name) {
  return of_model({
      .id = side.length,
      .name = name,
      .axes = {rows_axis(side)},
      .heads = Heads::kEach,
      .missing = missing_length,
      .value =
          [](const Run &run, const Place &at) {
            const MatrixView rows = columns<side>(run, side.rows_unturned, at.head);
            return row_length(rows.data() + at.i * rows.outerStride(), rows.cols());
          },
      .explain = explain_length<side>,
  });
}

constexpr std::array kRows{
    projected_row<kQuery>("qProjected"),
    projected_row<kKey>("kProjected"),
    mean_row<kQuery>("qNormMean"),
    deviation_row<kQuery>("qNormDeviation"),
    weight_row<kQuery>("qNormWeight"),
    bias_row<kQuery>("qNormBias"),
    normalized_row<kQuery>("qNormalized"),
    length_row<kQuery>("qLength"),
    mean_row<kKey>("kNormMean"),
    deviation_row<kKey>("kNormDeviation"),
    weight_row<kKey>("kNormWeight"),
    bias_row<kKey>("kNormBias"),
    normalized_row<kKey>("kNormalized"),
    length_row<kKey>("kLength"),
    TensorRow{
        .id = TensorId::kQ,
        .name = "q",
        .axes = {Axis::kLength, Axis::kHeadDim},
        .heads = Heads::kEach,
        .value = [](const Run &run, const Place &at) { return run.q(at.head)(at.i, at.j); },
        .explain = explain_side<kQuery>,
        .whole = [](const Run &run, TensorId,
                    Head head) { return whole_of<kQuery>(run, run.q(), head); },
    },
    TensorRow{
        .id = TensorId::kK,
        .name = "k",
        .axes = {Axis::kKeyRows, Axis::kHeadDim},
        .heads = Heads::kEach,
        .value = [](const Run &run, const Place &at) { return run.k(at.head)(at.i, at.j); },
        .explain = explain_side<kKey>,
        .whole = [](const Run &run, TensorId,
                    Head head) { return whole_of<kKey>(run, run.k(), head); },
    },
    TensorRow{
        .id = TensorId::kV,
        .name = "v",
        .axes = {Axis::kKeyRows, Axis::kValueDim},
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
