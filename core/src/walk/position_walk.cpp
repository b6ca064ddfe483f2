// SPDX-License-Identifier: MIT
#include "walk/position_walk.hpp"

namespace attn {

Cosine row_cosine(const Matrix &rows, Index i, Index j) {
  return cosine(rows.data() + i * rows.cols(), rows.data() + j * rows.cols(), rows.cols());
}

Index offset_places(const Run &run) { return run.length() + run.context_length() - 1; }

Index offset_place(const Run &run, Index query, Index key) {
  return key - query + run.length() - 1;
}

bool has_offset_bias(const Run &run) { return has_offset_bias(run.spec().position); }

float offset_bias(const Run &run, Index head, Index place) {
  return offset_bias(run.spec().position, head, place - (run.length() - 1));
}

bool has_offset_turns(const Run &run) {
  const auto *rope = std::get_if<RopePosition>(&run.spec().position);
  return rope != nullptr && !rope->grid && rope->prefix == 0;
}

RopeTurn offset_turn(const Run &run, Index place, Index column) {
  return rope_turn_by(std::get<RopePosition>(run.spec().position), place - (run.length() - 1),
                      column);
}

float turned_key(const Run &run, Index head, Index key, Index place, Index column) {
  const MatrixView k = run.k_unturned(head);
  const RopeTurn turn = offset_turn(run, place, column);
  return turn.turned ? finite(double{k(key, column)} * turn.cos +
                              double{k(key, turn.partner)} * turn.sin_signed)
                     : k(key, column);
}

float offset_score(const Run &run, Index head, Index query, Index key, Index place) {
  const MatrixView q = run.q_unturned(head);
  double sum = 0;
  for (Index c = 0; c < q.cols(); ++c) {
    sum += double{q(query, c)} * turned_key(run, head, key, place, c);
  }
  return finite(sum);
}

} // namespace attn
