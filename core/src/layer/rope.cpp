// SPDX-License-Identifier: MIT
#include "attn/position.hpp"

#include "math/elementary.hpp"

#include <vector>

namespace attn {

namespace {

/// What the turn of a column depends on besides the place.
struct RopeColumn {
  Index partner = 0;
  bool is_second = false; ///< of its pair
  bool by_column = false; ///< of the grid, not by row
  double frequency = 0;
};

RopeColumn rope_column(const RopePosition &rope, Index column) {
  // Each axis of a grid turns its own half of the columns, or of the pairs.
  const Index dims = rope.grid ? rope.rotary_dim / 2 : rope.rotary_dim;
  const bool interleaved = rope.layout == RopeLayout::kInterleaved;
  const bool across = rope.layout == RopeLayout::kAcross;
  const Index turned = across ? rope.rotary_dim : dims; // together
  const Index local = column % turned;
  const Index to_partner = interleaved ? 1 : turned / 2;
  Index pair = interleaved ? local / 2 : local % (turned / 2);
  RopeColumn result;
  result.is_second = interleaved ? local % 2 == 1 : local >= turned / 2;
  result.partner = column + (result.is_second ? -to_partner : to_partner);
  result.by_column = across ? pair >= dims / 2 : column >= dims;
  pair %= dims / 2;
  result.frequency =
      rope.frequencies.empty()
          ? power_of(rope.base, -2.0 * static_cast<double>(pair) / static_cast<double>(dims))
          : rope.frequencies[static_cast<std::size_t>(pair)];
  return result;
}

RopeTurn turn_by(const RopeColumn &column, double places) {
  const double angle = places * column.frequency;
  const double sine = sine_of(angle);
  RopeTurn turn;
  turn.turned = true;
  turn.partner = column.partner;
  turn.cos = static_cast<float>(cosine_of(angle));
  turn.sin_signed = static_cast<float>(column.is_second ? sine : -sine);
  return turn;
}

/// `place`: of the token among those that have one.
RopeTurn turn_at(const RopePosition &rope, const RopeColumn &column, Index place) {
  if (!rope.grid) {
    return turn_by(column, static_cast<double>(place));
  }
  const GridSteps &steps = column.by_column ? rope.col_steps : rope.row_steps;
  const Index along = column.by_column ? place % rope.grid->cols : place / rope.grid->cols;
  return turn_by(column, steps.first + static_cast<double>(along) * steps.step);
}

} // namespace

RopeTurn rope_turn(const RopePosition &rope, Index token, Index column) {
  const Index place = token - rope.prefix;
  if (place < 0 || column >= rope.rotary_dim) {
    return {};
  }
  return turn_at(rope, rope_column(rope, column), place);
}

RopeTurn rope_turn_by(const RopePosition &rope, Index places, Index column) {
  return column < rope.rotary_dim ? turn_by(rope_column(rope, column), static_cast<double>(places))
                                  : RopeTurn{};
}

void apply_rope(const RopePosition &rope, Index head_dim, Matrix &x) {
  std::vector<RopeColumn> columns;
  for (Index column = 0; column < rope.rotary_dim; ++column) {
    columns.push_back(rope_column(rope, column));
  }
  const std::size_t width = columns.size();
  std::vector<RopeTurn> turns(width);
  std::vector<float> before(width);
  for (Index token = rope.prefix; token < x.rows(); ++token) {
    for (std::size_t c = 0; c < width; ++c) {
      turns[c] = turn_at(rope, columns[c], token - rope.prefix);
    }
    for (Index first = 0; first < x.cols(); first += head_dim) {
      float *head = x.data() + token * x.cols() + first;
      before.assign(head, head + width);
      for (std::size_t c = 0; c < width; ++c) {
        head[c] = before[c] * turns[c].cos +
                  before[static_cast<std::size_t>(turns[c].partner)] * turns[c].sin_signed;
      }
    }
  }
}

} // namespace attn
