// SPDX-License-Identifier: MIT
/// Fills in the explanation of one number. The rows of the table of tensors say what goes in, with
/// these few words.
#pragma once

#include "attn/explain.hpp"
#include "walk/tensors.hpp"

#include <array>
#include <utility>

namespace attn {

class Explainer {
public:
  /// Of a reference that was checked.
  Explainer(const Run &run, const TensorRef &ref);

  const Run &run;
  const LayerSpec &spec;
  Place at; ///< of the number

  /// The number.
  float value() const { return out_.result.value; }

  /// How it comes from its operands; before them.
  void operation(Operation operation) { out_.operation = operation; }
  /// Nothing here computed it.
  void given(const char *source);
  /// The mask removed it.
  void masked();

  /// The next operand. It has the head `at.head` where its tensor has heads.
  void operand(TensorId tensor, std::array<Index, 3> index);
  /// The same, where the value is known.
  void operand(TensorId tensor, std::array<Index, 3> index, float value);
  /// The next pair of a dot or cosine.
  void pair(const TensorRef &a, const TensorRef &b);
  void bias(const TensorRef &ref);
  void factor(float factor) { out_.factor = factor; }
  void factors(float first, float second) { out_.factors = {first, second}; }

  /// A norm and what its tensors are called.
  struct NormTensors {
    const Norm &norm;
    TensorId mean;
    TensorId deviation;
    TensorId weight;
    TensorId bias;
  };
  /// The number at this place of `of`, normalized: with the weight and bias of `entry`.
  void normalized(const NormTensors &norm, TensorId of, Index entry);

  /// Mean, or deviation, of row at.i of `of`.
  void mean_of_row(TensorId of, Axis width);
  void deviation_of_row(const Norm &norm, TensorId of, Axis width);

  /// Σ of two numbers at this place.
  void sum_of(TensorId a, TensorId b);

  Explanation take() { return std::move(out_); }

private:
  TensorRef ref_of(TensorId tensor, std::array<Index, 3> index) const;

  Explanation out_;
};

/// One column of row at.i of `before`, after a turn: with its partner, or as it is.
void explain_turn(Explainer &number, TensorId before, const RopeTurn &turn, Index column);

/// Who made rows of vectors, as `source` of an explanation says it.
const char *source_name(InputSource source);
/// "alibi" or "relative", of positions that add to the scores.
const char *bias_source(const LayerSpec &spec);

} // namespace attn
