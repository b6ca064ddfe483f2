// SPDX-License-Identifier: MIT
#include "attn/explain.hpp"

#include "walk/position_walk.hpp"
#include "walk/query_walk.hpp"
#include "walk/value_at.hpp"

#include <array>

namespace attn {

namespace {

/// Fills in one explanation; each member function is one kind of tensor.
class Explainer {
public:
  Explainer(const Run &run, const TensorRef &ref)
      : run_(run), spec_(run.spec()), ref_(ref), head_(ref.head), i_(ref.index[0]),
        j_(ref.index[1]), c_(ref.index[2]) {
    out_.result = {ref, value_at(run, ref)};
  }

  Explanation explain() {
    switch (ref_.tensor) {
    case TensorId::kPatches:
      given("pixel");
      break;
    case TensorId::kPatchWeight:
    case TensorId::kPatchBias:
    case TensorId::kNormWeight:
    case TensorId::kNormBias:
      given("weights");
      break;
    case TensorId::kEmbedding:
      explain_embedding();
      break;
    case TensorId::kPosition:
      given(is_position_learned() ? "learned position" : "sinusoidal");
      break;
    case TensorId::kHidden:
      explain_hidden();
      break;
    case TensorId::kNormMean:
    case TensorId::kNormDeviation:
      operation(ref_.tensor == TensorId::kNormMean ? Operation::kMean : Operation::kDeviation);
      for (Index c = 0; c < spec_.d_model; ++c) {
        operand(TensorId::kHidden, {i_, c});
      }
      if (ref_.tensor == TensorId::kNormDeviation) {
        out_.factor = run_.origin()->norm->epsilon;
      }
      break;
    case TensorId::kX:
      explain_x();
      break;
    case TensorId::kContext:
      given(source_name(run_.context_source()));
      break;
    case TensorId::kWq:
    case TensorId::kWk:
    case TensorId::kWv:
    case TensorId::kWo:
    case TensorId::kBq:
    case TensorId::kBk:
    case TensorId::kBv:
    case TensorId::kBo:
      given(run_.layer().weights().seeded ? "seeded weights" : "weights");
      break;
    case TensorId::kQProjected:
      project_query();
      break;
    case TensorId::kKProjected:
      project_key();
      break;
    case TensorId::kQ:
      run_.has_rope() ? rotate(TensorId::kQProjected, place_turn()) : project_query();
      break;
    case TensorId::kK:
      run_.has_rope() ? rotate(TensorId::kKProjected, place_turn()) : project_key();
      break;
    case TensorId::kV:
      project(TensorId::kWv, TensorId::kBv, spec_.kv_head(head_) * spec_.value_dim + j_);
      break;
    case TensorId::kProducts:
      operation(Operation::kProduct);
      operand(TensorId::kQ, {i_, c_});
      operand(TensorId::kK, {j_, c_});
      break;
    case TensorId::kScores:
      operation(Operation::kSum);
      for (Index c = 0; c < spec_.head_dim; ++c) {
        operand(TensorId::kProducts, {i_, j_, c});
      }
      break;
    case TensorId::kMultiplied:
      multiply_score();
      break;
    case TensorId::kCapped:
      operation(Operation::kSoftcap);
      operand(TensorId::kMultiplied, {i_, j_});
      out_.factor = *spec_.softcap;
      break;
    case TensorId::kPositionBias:
      explain_position_bias();
      break;
    case TensorId::kMaskBias:
      given("mask");
      break;
    case TensorId::kBias:
      explain_bias();
      break;
    case TensorId::kScaled:
      explain_scaled();
      break;
    case TensorId::kMax:
      explain_max();
      break;
    case TensorId::kExponentials:
      explain_exponential();
      break;
    case TensorId::kTotal:
      explain_total();
      break;
    case TensorId::kWeights:
      explain_weight();
      break;
    case TensorId::kWeighted:
      operation(Operation::kProduct);
      operand(TensorId::kWeights, {i_, j_});
      operand(TensorId::kV, {j_, c_});
      break;
    case TensorId::kZ:
      operation(Operation::kSum);
      for (Index key = 0; key < run_.context_length(); ++key) {
        operand(TensorId::kWeighted, {i_, key, j_});
      }
      break;
    case TensorId::kConcat:
      operation(Operation::kCopy);
      head_ = j_ / spec_.value_dim;
      operand(TensorId::kZ, {i_, j_ % spec_.value_dim});
      break;
    case TensorId::kHeadOutput:
      operation(Operation::kDot);
      for (Index c = 0; c < spec_.value_dim; ++c) {
        pair({TensorId::kZ, head_, {i_, c}},
             {TensorId::kWo, -1, {head_ * spec_.value_dim + c, j_}});
      }
      break;
    case TensorId::kOutput:
      explain_output();
      break;
    case TensorId::kContributions:
      explain_contribution();
      break;
    case TensorId::kOutputByToken:
      explain_output_by_token();
      break;
    case TensorId::kEmbeddingSimilarity:
      explain_similarity(TensorId::kEmbedding, run_.embedding());
      break;
    case TensorId::kPositionSimilarity:
      explain_similarity(TensorId::kPosition, run_.position());
      break;
    case TensorId::kXSimilarity:
      explain_similarity(TensorId::kX, run_.x());
      break;
    case TensorId::kOffsetBias:
      given(position_source());
      break;
    case TensorId::kKTurned: {
      const RopeTurn turn = offset_turn(run_, j_, c_);
      j_ = c_;
      rotate(TensorId::kKProjected, turn);
      break;
    }
    case TensorId::kOffsetScores:
      operation(Operation::kDot);
      for (Index column = 0; column < spec_.head_dim; ++column) {
        pair({TensorId::kQProjected, head_, {i_, column}},
             {TensorId::kKTurned, head_, {j_, c_, column}});
      }
      break;
    }
    return std::move(out_);
  }

private:
  static const char *source_name(InputSource source) {
    switch (source) {
    case InputSource::kWordVectors:
      return "word vector";
    case InputSource::kTrainedVectors:
      return "trained embedding";
    case InputSource::kGiven:
      break;
    }
    return "input";
  }

  /// Of positions that are added.
  bool is_position_learned() const {
    const LayerInput *origin = run_.origin();
    return run_.has_additive_position() || origin == nullptr
               ? std::holds_alternative<LearnedPosition>(spec_.position)
               : origin->is_position_learned;
  }

  /// Of positions that are added to scores.
  const char *position_source() const {
    return std::holds_alternative<AlibiPosition>(spec_.position) ? "alibi" : "relative";
  }

  void operation(Operation operation) { out_.operation = operation; }

  void given(const char *source) {
    operation(Operation::kGiven);
    out_.source = source;
  }

  void masked() {
    operation(Operation::kMasked);
    out_.source = "mask";
  }

  Operand valued(const TensorRef &ref) const { return {ref, value_at(run_, ref)}; }

  /// Same head as the explained number where the operand has heads.
  TensorRef beside(TensorId tensor, std::array<Index, 3> index) const {
    return {tensor, tensor_has_heads(tensor) ? head_ : -1, index};
  }

  void operand(TensorId tensor, std::array<Index, 3> index) {
    out_.operands.push_back(valued(beside(tensor, index)));
  }

  void pair(const TensorRef &a, const TensorRef &b) {
    out_.pairs.emplace_back(valued(a), valued(b));
  }

  void explain_embedding() {
    const LayerInput *origin = run_.origin();
    if (origin == nullptr || origin->projection == nullptr) {
      given(source_name(run_.source()));
      return;
    }
    if (i_ < origin->prefix) {
      given("class token");
      return;
    }
    operation(Operation::kDot);
    for (Index d = 0; d < origin->patches.cols(); ++d) {
      pair({TensorId::kPatches, -1, {i_ - origin->prefix, d}},
           {TensorId::kPatchWeight, -1, {d, j_}});
    }
    if (origin->projection->bias.size() != 0) {
      out_.bias = valued({TensorId::kPatchBias, -1, {j_}});
    }
  }

  void explain_hidden() {
    if (run_.origin()->position.size() == 0 && run_.origin()->embedding.size() != 0) {
      operation(Operation::kCopy);
      operand(TensorId::kEmbedding, {i_, j_});
      return;
    }
    if (run_.origin()->position.size() == 0) {
      given(run_.origin()->layer == 0 ? source_name(run_.source()) : "layer before");
      return;
    }
    operation(Operation::kSum);
    operand(TensorId::kEmbedding, {i_, j_});
    operand(TensorId::kPosition, {i_, j_});
  }

  void explain_normalized() {
    operation(Operation::kNormalize);
    operand(TensorId::kHidden, {i_, j_});
    operand(TensorId::kNormMean, {i_});
    operand(TensorId::kNormDeviation, {i_});
    operand(TensorId::kNormWeight, {j_});
    operand(TensorId::kNormBias, {j_});
  }

  void explain_x() {
    if (const LayerInput *origin = run_.origin(); origin != nullptr) {
      if (origin->norm != nullptr) {
        explain_normalized();
      } else {
        explain_hidden();
      }
      return;
    }
    if (!run_.has_additive_position()) {
      given(source_name(run_.source()));
      return;
    }
    operation(Operation::kSum);
    operand(TensorId::kEmbedding, {i_, j_});
    operand(TensorId::kPosition, {i_, j_});
  }

  void project_query() { project(TensorId::kWq, TensorId::kBq, head_ * spec_.head_dim + j_); }

  void project_key() {
    project(TensorId::kWk, TensorId::kBk, spec_.kv_head(head_) * spec_.head_dim + j_);
  }

  /// Row i of x (or of the context, for keys and values) times one column of a weight matrix.
  void project(TensorId matrix, TensorId bias, Index column) {
    operation(Operation::kDot);
    const bool from_context = matrix != TensorId::kWq && run_.has_context();
    for (Index d = 0; d < spec_.d_model; ++d) {
      pair({from_context ? TensorId::kContext : TensorId::kX, -1, {i_, d}},
           {matrix, -1, {d, column}});
    }
    const Weights &w = run_.layer().weights();
    const RowVector &values = bias == TensorId::kBq ? w.bq : bias == TensorId::kBk ? w.bk : w.bv;
    if (values.size() != 0) {
      out_.bias = valued({bias, -1, {column}});
    }
  }

  RopeTurn place_turn() const { return rope_turn(std::get<RopePosition>(spec_.position), i_, j_); }

  /// Column j of row i, turned with its partner.
  void rotate(TensorId before, const RopeTurn &turn) {
    operation(turn.turned ? Operation::kRotate : Operation::kCopy);
    operand(before, {i_, j_});
    if (turn.turned) {
      operand(before, {i_, turn.partner});
      out_.factors = {turn.cos, turn.sin_signed};
    }
  }

  void multiply_score() {
    operation(Operation::kScale);
    operand(TensorId::kScores, {i_, j_});
    out_.factor = run_.layer().scale();
  }

  void explain_position_bias() {
    if (!has_offset_bias(run_)) {
      given(position_source());
      return;
    }
    operation(Operation::kCopy);
    operand(TensorId::kOffsetBias, {offset_place(run_, i_, j_)});
  }

  void explain_bias() {
    const bool positioned = has_score_bias(spec_.position);
    if (!spec_.mask.bias) {
      explain_position_bias();
    } else if (!positioned) {
      given("mask");
    } else {
      operation(Operation::kSum);
      operand(TensorId::kPositionBias, {i_, j_});
      operand(TensorId::kMaskBias, {i_, j_});
    }
  }

  void explain_scaled() {
    const bool biased = run_.has_score_bias();
    if (out_.result.value == kMasked) {
      masked();
    } else if (!spec_.softcap && !biased) {
      multiply_score();
    } else {
      operation(biased ? Operation::kSum : Operation::kCopy);
      operand(spec_.softcap ? TensorId::kCapped : TensorId::kMultiplied, {i_, j_});
      if (biased) {
        operand(TensorId::kBias, {i_, j_});
      }
    }
  }

  void explain_max() {
    if (out_.result.value == kMasked) {
      masked();
      return;
    }
    operation(Operation::kMax);
    for (Index key = 0; key < run_.context_length(); ++key) {
      if (run_.scaled(head_)(i_, key) != kMasked) {
        operand(TensorId::kScaled, {i_, key});
      }
    }
  }

  void explain_exponential() {
    if (run_.scaled(head_)(i_, j_) == kMasked) {
      masked();
      return;
    }
    operation(Operation::kExp);
    operand(TensorId::kScaled, {i_, j_});
    operand(TensorId::kMax, {i_});
  }

  void explain_weight() {
    if (query_softmax(run_, head_, i_).row.total == 0) {
      masked();
      return;
    }
    operation(Operation::kDivide);
    operand(TensorId::kExponentials, {i_, j_});
    operand(TensorId::kTotal, {i_});
  }

  void explain_output() {
    operation(Operation::kSum);
    for (head_ = 0; head_ < spec_.num_heads; ++head_) {
      operand(TensorId::kHeadOutput, {i_, j_});
    }
    add_output_bias();
  }

  void explain_total() {
    operation(Operation::kSum);
    const QuerySoftmax softmax = query_softmax(run_, head_, i_); // once for all keys
    for (Index key = 0; key < run_.context_length(); ++key) {
      out_.operands.push_back({beside(TensorId::kExponentials, {i_, key}),
                               softmax.exponentials[static_cast<std::size_t>(key)]});
    }
  }

  void explain_output_by_token() {
    operation(Operation::kSum);
    const RowVector values = contributions_to(run_, i_, j_); // at once: each is a long sum
    for (Index key = 0; key < run_.context_length(); ++key) {
      out_.operands.push_back({beside(TensorId::kContributions, {i_, key, j_}), values(key)});
    }
    add_output_bias();
  }

  void add_output_bias() {
    if (run_.layer().weights().bo.size() != 0) {
      operand(TensorId::kBo, {j_});
    }
  }

  void explain_similarity(TensorId rows, const Matrix &values) {
    operation(Operation::kCosine);
    for (Index c = 0; c < spec_.d_model; ++c) {
      pair({rows, -1, {i_, c}}, {rows, -1, {j_, c}});
    }
    const Cosine cosine = row_cosine(values, i_, j_);
    out_.factors = {cosine.length_a, cosine.length_b};
  }

  void explain_contribution() {
    operation(Operation::kDot);
    for (Index head = 0; head < spec_.num_heads; ++head) {
      for (Index c = 0; c < spec_.value_dim; ++c) {
        pair({TensorId::kWeighted, head, {i_, j_, c}},
             {TensorId::kWo, -1, {head * spec_.value_dim + c, c_}});
      }
    }
  }

  const Run &run_;
  const LayerSpec &spec_;
  const TensorRef &ref_;
  Index head_;
  Index i_;
  Index j_;
  Index c_;
  Explanation out_;
};

} // namespace

Explanation explain(const Run &run, const TensorRef &ref) {
  check_ref(run, ref);
  return Explainer(run, ref).explain();
}

} // namespace attn
