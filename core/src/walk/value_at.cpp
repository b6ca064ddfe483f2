// SPDX-License-Identifier: MIT
#include "walk/value_at.hpp"

#include "attn/explain.hpp"
#include "walk/position_walk.hpp"
#include "walk/query_walk.hpp"

namespace attn {

float value_at(const Run &run, const TensorRef &ref) {
  const Weights &w = run.layer().weights();
  const Index h = ref.head;
  const Index i = ref.index[0];
  const Index j = ref.index[1];
  const Index c = ref.index[2];
  switch (ref.tensor) {
  case TensorId::kPatches:
    return run.origin()->patches(i, j);
  case TensorId::kPatchWeight:
    return run.origin()->projection->weight(i, j);
  case TensorId::kPatchBias:
    return run.origin()->projection->bias(i);
  case TensorId::kHidden:
    return run.origin()->hidden(i, j);
  case TensorId::kNormMean:
    return run.origin()->scales[static_cast<std::size_t>(i)].mean;
  case TensorId::kNormDeviation:
    return run.origin()->scales[static_cast<std::size_t>(i)].deviation;
  case TensorId::kNormWeight:
    return run.origin()->norm->weight(i);
  case TensorId::kNormBias:
    return run.origin()->norm->bias(i);
  case TensorId::kEmbedding:
    return run.embedding()(i, j);
  case TensorId::kPosition:
    return run.position()(i, j);
  case TensorId::kX:
    return run.x()(i, j);
  case TensorId::kContext:
    return run.key_source()(i, j);
  case TensorId::kWq:
    return w.wq(i, j);
  case TensorId::kWk:
    return w.wk(i, j);
  case TensorId::kWv:
    return w.wv(i, j);
  case TensorId::kWo:
    return w.wo(i, j);
  case TensorId::kBq:
    return w.bq(i);
  case TensorId::kBk:
    return w.bk(i);
  case TensorId::kBv:
    return w.bv(i);
  case TensorId::kBo:
    return w.bo(i);
  case TensorId::kQProjected:
    return run.q_projected(h)(i, j);
  case TensorId::kKProjected:
    return run.k_projected(h)(i, j);
  case TensorId::kQ:
    return run.q(h)(i, j);
  case TensorId::kK:
    return run.k(h)(i, j);
  case TensorId::kV:
    return run.v(h)(i, j);
  case TensorId::kProducts:
    return score_product(run, h, i, j, c);
  case TensorId::kScores:
    return run.scores(h)(i, j);
  case TensorId::kMultiplied:
    return multiplied_score(run, h, i, j);
  case TensorId::kCapped:
    return capped_score(run, h, i, j);
  case TensorId::kPositionBias:
    return position_score_bias(run.spec().position, h, i, j);
  case TensorId::kMaskBias:
    return run.spec().mask.bias->at(h, i, j);
  case TensorId::kBias:
    return score_bias(run, h, i, j);
  case TensorId::kScaled:
    return run.scaled(h)(i, j);
  case TensorId::kMax:
    return query_softmax(run, h, i).row.max;
  case TensorId::kExponentials:
    return query_softmax(run, h, i).exponentials[static_cast<std::size_t>(j)];
  case TensorId::kTotal:
    return query_softmax(run, h, i).row.total;
  case TensorId::kWeights:
    return run.weights(h)(i, j);
  case TensorId::kWeighted:
    return weighted_value(run, h, i, j, c);
  case TensorId::kZ:
    return run.z(h)(i, j);
  case TensorId::kConcat:
    return run.concat()(i, j);
  case TensorId::kHeadOutput:
    return head_output(run, h, i)(j);
  case TensorId::kOutput:
    return run.output()(i, j);
  case TensorId::kContributions:
    return contribution(run, i, j, c);
  case TensorId::kOutputByToken:
    return output_by_token(run, i, j);
  case TensorId::kEmbeddingSimilarity:
    return row_cosine(run.embedding(), i, j).value;
  case TensorId::kPositionSimilarity:
    return row_cosine(run.position(), i, j).value;
  case TensorId::kXSimilarity:
    return row_cosine(run.x(), i, j).value;
  case TensorId::kOffsetBias:
    return offset_bias(run, h, i);
  case TensorId::kKTurned:
    return turned_key(run, h, i, j, c);
  case TensorId::kOffsetScores:
    return offset_score(run, h, i, j, c);
  }
  return 0;
}

float value_of(const Run &run, const TensorRef &ref) {
  check_ref(run, ref);
  return value_at(run, ref);
}

} // namespace attn
