// SPDX-License-Identifier: MIT
/// \file
/// Names for every number of a run: which tensor, which head, which place. Values are in
/// explain.hpp.
#pragma once

#include "attn/json_writer.hpp"
#include "attn/run.hpp"

#include <array>
#include <string>
#include <string_view>

namespace attn {

/// Every tensor that explanations know; tensor_name() is what callers see.
enum class TensorId {
  // Before the projections.
  kPatches,
  kPatchWeight,
  kPatchBias,
  kProjected,
  kPatchNormMean,
  kPatchNormDeviation,
  kPatchNormWeight,
  kPatchNormBias,
  kEmbedding,
  kPosition,
  kEmbedded,
  kEmbeddingNormMean,
  kEmbeddingNormDeviation,
  kEmbeddingNormWeight,
  kEmbeddingNormBias,
  kHidden,
  kNormMean,
  kNormDeviation,
  kNormWeight,
  kNormBias,
  kX,
  kContextHidden,
  kContextNormMean,
  kContextNormDeviation,
  kContextNormWeight,
  kContextNormBias,
  kContext,

  // Of the layer.
  kWq,
  kWk,
  kWv,
  kWo,
  kBq,
  kBk,
  kBv,
  kBo,
  kScoreMix,
  kScoreMixBias,
  kWeightMix,
  kWeightMixBias,

  // Of the projections.
  kQProjected,
  kKProjected,
  kQNormMean,
  kQNormDeviation,
  kQNormWeight,
  kQNormBias,
  kQNormalized,
  kQLength,
  kKNormMean,
  kKNormDeviation,
  kKNormWeight,
  kKNormBias,
  kKNormalized,
  kKLength,
  kQ,
  kK,
  kV,

  // From q · k to the attention weights.
  kProducts,
  kScores,
  kMultiplied,
  kScoresMixed,
  kCapped,
  kPositionBias,
  kMaskBias,
  kBias,
  kScaled,
  kMax,
  kExponentials,
  kTotal,
  kUnmixedWeights,
  kWeights,

  // Behind them.
  kWeighted,
  kZ,
  kConcat,
  kHeadOutput,
  kOutput,
  kContributions,
  kHeadContributions,
  kOutputByToken,
  kOutputNormMean,
  kOutputNormDeviation,
  kOutputNormWeight,
  kOutputNormBias,
  kOutputNormalized,
  kLayerScale,
  kOutputScaled,
  kResidual,
  kWordVector,
  kXWordSimilarity,
  kResidualWordSimilarity,

  // What positions do.
  kEmbeddingSimilarity,
  kPositionSimilarity,
  kXSimilarity,
  kOffsetBias,
  kKTurned,
  kOffsetScores,
};

/// How many there are.
inline constexpr std::size_t kTensorCount = static_cast<std::size_t>(TensorId::kOffsetScores) + 1;

/// "x", "wq", …
const char *tensor_name(TensorId tensor);

/// The tensor with this name.
/// Throws Error(kUnsupported) for a name that is not known; the message lists the known ones.
TensorId tensor_from_name(std::string_view name);

/// True when a head is part of the reference.
bool tensor_has_heads(TensorId tensor);

/// How many indexes place one number in it: 1 to 3.
int tensor_rank(TensorId tensor);

/// True when this run has the tensor of this name; false also for a name that is not known.
bool has_tensor(const Run &run, std::string_view name);

/// How many values each of its indexes may take in this run. Throws Error(kUnsupported) when this
/// run has no such tensor (rotation without RoPE, a bias that is absent, …), with the reason.
std::array<Index, 3> tensor_extents(const Run &run, TensorId tensor);

/// One number of a run.
struct TensorRef {
  TensorId tensor = TensorId::kX; ///< which tensor
  Index head = -1;                ///< query head; −1 for tensors without heads
  std::array<Index, 3> index{};   ///< the first tensor_rank() of them count

  /// Member by member.
  bool operator==(const TensorRef &) const = default;
};

/// Throws Error: kUnsupported as tensor_extents() does, kRange (head or index outside the run).
void check_ref(const Run &run, const TensorRef &ref);

/// [{ name, perHead, whole, axes }, …]: all of them. perHead as tensor_has_heads(); whole: tensor()
/// gives it; axes: what its indexes count: "length" and "contextLength" (tokens and keys),
/// "numHeads", "dModel", "headDim", "valueDim", "outDim", "queryWidth", "keyWidth", "valueWidth"
/// and "concatWidth" (columns of all heads), "offsets" (key − query), "patches", "patchNumbers",
/// "normWidth" (columns of the norm of q and k) and "vocabulary".
void write_tensors(JsonWriter &out);

} // namespace attn
