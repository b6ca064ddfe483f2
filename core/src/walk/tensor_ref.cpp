// SPDX-License-Identifier: MIT
#include "attn/tensor_ref.hpp"

#include "base/check.hpp"
#include "walk/position_walk.hpp"

namespace attn {

namespace {

struct TensorInfo {
  const char *name;
  bool has_heads;
  int rank;
};

/// In the order of TensorId.
constexpr std::array<TensorInfo, kTensorCount> kTensors{{
    {"patches", false, 2},
    {"patchWeight", false, 2},
    {"patchBias", false, 1},
    {"embedding", false, 2},
    {"position", false, 2},
    {"hidden", false, 2},
    {"normMean", false, 1},
    {"normDeviation", false, 1},
    {"normWeight", false, 1},
    {"normBias", false, 1},
    {"x", false, 2},
    {"context", false, 2},
    {"wq", false, 2},
    {"wk", false, 2},
    {"wv", false, 2},
    {"wo", false, 2},
    {"bq", false, 1},
    {"bk", false, 1},
    {"bv", false, 1},
    {"bo", false, 1},
    {"qProjected", true, 2},
    {"kProjected", true, 2},
    {"q", true, 2},
    {"k", true, 2},
    {"v", true, 2},
    {"products", true, 3},
    {"scores", true, 2},
    {"multiplied", true, 2},
    {"capped", true, 2},
    {"positionBias", true, 2},
    {"maskBias", true, 2},
    {"bias", true, 2},
    {"scaled", true, 2},
    {"max", true, 1},
    {"exponentials", true, 2},
    {"total", true, 1},
    {"weights", true, 2},
    {"weighted", true, 3},
    {"z", true, 2},
    {"concat", false, 2},
    {"headOutput", true, 2},
    {"output", false, 2},
    {"contributions", false, 3},
    {"outputByToken", false, 2},
    {"embeddingSimilarity", false, 2},
    {"positionSimilarity", false, 2},
    {"xSimilarity", false, 2},
    {"offsetBias", true, 1},
    {"kTurned", true, 3},
    {"offsetScores", true, 3},
}};

const TensorInfo &info(TensorId tensor) { return kTensors[static_cast<std::size_t>(tensor)]; }

void require(bool present, TensorId tensor, const char *reason) {
  if (!present) {
    refuse(ErrorCode::kUnsupported, {info(tensor).name, ": ", reason});
  }
}

std::array<Index, 3> bias_extents(TensorId tensor, const RowVector &bias) {
  require(bias.size() != 0, tensor, "this layer has no such bias");
  return {bias.size()};
}

std::array<Index, 3> matrix_extents(const Matrix &matrix) { return {matrix.rows(), matrix.cols()}; }

/// Of the tensors that only a model's layer has.
std::array<Index, 3> origin_extents(const Run &run, TensorId tensor) {
  const LayerInput *origin = run.origin();
  require(origin != nullptr, tensor, "this layer stands alone; only a model's layer has it");
  switch (tensor) {
  case TensorId::kPatches:
  case TensorId::kPatchWeight:
  case TensorId::kPatchBias:
    require(origin->projection != nullptr, tensor, "only the first layer of an image model has it");
    if (tensor == TensorId::kPatchBias) {
      return bias_extents(tensor, origin->projection->bias);
    }
    return matrix_extents(tensor == TensorId::kPatches ? origin->patches
                                                       : origin->projection->weight);
  case TensorId::kHidden:
    return matrix_extents(origin->hidden);
  default:
    require(origin->norm != nullptr, tensor, "no layer norm stands before this layer");
    return {tensor == TensorId::kNormMean || tensor == TensorId::kNormDeviation
                ? run.length()
                : origin->hidden.cols()};
  }
}

} // namespace

const char *tensor_name(TensorId tensor) { return info(tensor).name; }

TensorId tensor_from_name(std::string_view name) {
  std::array<const char *, kTensorCount> known{};
  for (std::size_t i = 0; i < kTensorCount; ++i) {
    if (name == kTensors[i].name) {
      return static_cast<TensorId>(i);
    }
    known[i] = kTensors[i].name;
  }
  refuse(ErrorCode::kUnsupported,
         {"tensor: \"", name, "\" is not known; known are ", listed(known)});
}

int tensor_rank(TensorId tensor) { return info(tensor).rank; }

bool tensor_has_heads(TensorId tensor) { return info(tensor).has_heads; }

std::array<Index, 3> tensor_extents(const Run &run, TensorId tensor) {
  const LayerSpec &spec = run.spec();
  const Weights &weights = run.layer().weights();
  const Index n = run.length();
  const Index m = run.context_length();
  switch (tensor) {
  case TensorId::kPatches:
  case TensorId::kPatchWeight:
  case TensorId::kPatchBias:
  case TensorId::kHidden:
  case TensorId::kNormMean:
  case TensorId::kNormDeviation:
  case TensorId::kNormWeight:
  case TensorId::kNormBias:
    return origin_extents(run, tensor);
  case TensorId::kEmbedding:
  case TensorId::kPosition:
    require(run.has_embedding() || (tensor == TensorId::kEmbedding && run.has_bare_embedding()),
            tensor, "no positions are added to x in this layer");
    return {n, spec.d_model};
  case TensorId::kX:
    return {n, spec.d_model};
  case TensorId::kContext:
    require(run.has_context(), tensor, "this run has no context (it is self-attention)");
    return {m, spec.d_model};
  case TensorId::kWq:
    return matrix_extents(weights.wq);
  case TensorId::kWk:
    return matrix_extents(weights.wk);
  case TensorId::kWv:
    return matrix_extents(weights.wv);
  case TensorId::kWo:
    return matrix_extents(weights.wo);
  case TensorId::kBq:
    return bias_extents(tensor, weights.bq);
  case TensorId::kBk:
    return bias_extents(tensor, weights.bk);
  case TensorId::kBv:
    return bias_extents(tensor, weights.bv);
  case TensorId::kBo:
    return bias_extents(tensor, weights.bo);
  case TensorId::kQProjected:
  case TensorId::kKProjected:
    require(run.has_rope(), tensor, "q and k are not rotated in this layer");
    return {tensor == TensorId::kQProjected ? n : m, spec.head_dim};
  case TensorId::kQ:
    return {n, spec.head_dim};
  case TensorId::kK:
    return {m, spec.head_dim};
  case TensorId::kV:
    return {m, spec.value_dim};
  case TensorId::kProducts:
    return {n, m, spec.head_dim};
  case TensorId::kMultiplied:
    require(spec.softcap || run.has_score_bias(), tensor,
            "this layer has neither a softcap nor a score bias; see scaled");
    return {n, m};
  case TensorId::kCapped:
    require(spec.softcap.has_value(), tensor, "this layer has no softcap");
    return {n, m};
  case TensorId::kPositionBias:
  case TensorId::kMaskBias:
    require(has_score_bias(spec.position) && spec.mask.bias, tensor,
            "only where a position bias and an additive mask meet; see bias");
    return {n, m};
  case TensorId::kBias:
    require(run.has_score_bias(), tensor, "this layer adds nothing to its scores");
    return {n, m};
  case TensorId::kScores:
  case TensorId::kScaled:
  case TensorId::kExponentials:
  case TensorId::kWeights:
    return {n, m};
  case TensorId::kMax:
  case TensorId::kTotal:
    return {n};
  case TensorId::kWeighted:
    return {n, m, spec.value_dim};
  case TensorId::kZ:
    return {n, spec.value_dim};
  case TensorId::kConcat:
    return {n, spec.concat_width()};
  case TensorId::kHeadOutput:
  case TensorId::kOutput:
  case TensorId::kOutputByToken:
    return {n, spec.out_dim};
  case TensorId::kContributions:
    return {n, m, spec.out_dim};
  case TensorId::kXSimilarity:
    return {n, n};
  case TensorId::kEmbeddingSimilarity:
  case TensorId::kPositionSimilarity:
    require(run.has_embedding(), tensor, "no positions are added to x in this layer");
    return {n, n};
  case TensorId::kOffsetBias:
    require(has_offset_bias(run), tensor, "this layer adds no bias that depends on the offset");
    return {offset_places(run)};
  case TensorId::kKTurned:
    require(has_offset_turns(run), tensor, "no turn depends on the offset alone in this layer");
    return {m, offset_places(run), spec.head_dim};
  case TensorId::kOffsetScores:
    require(has_offset_turns(run), tensor, "no turn depends on the offset alone in this layer");
    return {n, m, offset_places(run)};
  }
  return {};
}

void check_ref(const Run &run, const TensorRef &ref) {
  const std::string name = info(ref.tensor).name;
  const std::array<Index, 3> extents = tensor_extents(run, ref.tensor);
  if (info(ref.tensor).has_heads) {
    if (ref.head < 0 || ref.head >= run.spec().num_heads) {
      refuse(ErrorCode::kRange,
             {"ref.head: expected 0 to ", run.spec().num_heads - 1, " for ", name, ", got ",
              ref.head < 0 ? std::string("none") : joined({ref.head})});
    }
  } else if (ref.head >= 0) {
    refuse(ErrorCode::kRange, {"ref.head: ", name, " has no heads, got ", ref.head});
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(info(ref.tensor).rank); ++i) {
    if (ref.index[i] < 0 || ref.index[i] >= extents[i]) {
      refuse(ErrorCode::kRange,
             {"ref.index[", i, "]: expected 0 to ", extents[i] - 1, ", got ", ref.index[i]});
    }
  }
}

} // namespace attn
