// SPDX-License-Identifier: MIT
/// \file
/// Whole tensors of a run by name, without a copy where they stand as they are asked for.
#pragma once

#include "attn/run.hpp"
#include "attn/tensor_ref.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace attn {

/// Numbers row-major; −infinity in `scaled` = masked.
struct Tensor {
  std::vector<Index> shape;      ///< extents, the last one innermost
  std::vector<float> made;       ///< what does not stand side by side in the run
  const float *stored = nullptr; ///< what does: in the run, for as long as that is as it was

  /// All of them, wherever they stand.
  std::span<const float> numbers() const {
    if (stored == nullptr) {
      return made;
    }
    std::size_t count = 1;
    for (const Index extent : shape) {
      count *= static_cast<std::size_t>(extent);
    }
    return {stored, count};
  }
};

/// A tensor by its name.
///
/// Names: of a model's layer only hidden, normWeight, normBias, patches, patchWeight, patchBias;
/// embedding and position (where positions are added), x, qProjected, kProjected (RoPE only), q, k,
/// v, scores, scaled, weights, z, concat, output; of the layer wq, wk, wv, wo, bq, bk, bv, bo. With
/// a (query) head: its [rows, columns] part; of wq, wk and wv that is [d_model, width], of wo
/// [value_dim, out_dim], of bq, bk and bv [width]. Without one: q, k, v and z with the heads side
/// by side in the columns ([n, heads · width]), scores, scaled and weights as [heads, n, m], and
/// weights and biases whole. Those of a model's layer only, x, embedding, position, concat, output
/// and bo have no heads. How alike tokens are: embeddingSimilarity, positionSimilarity (where
/// positions are added) and xSimilarity [n, n]. What an offset does: offsetBias [heads, n + m − 1]
/// and offsetScores [heads, n, m, n + m − 1], at offset = key − query from −(n − 1) on, without
/// the first extent for one head.
/// Throws Error: kUnsupported (unknown name, or not part of this run), kRange (head).
Tensor tensor(const Run &run, std::string_view name, std::optional<Index> head = std::nullopt);

/// All numbers that a tensor has for one query, place.index[0], and place.head, whose other indexes
/// do not count: of products [m, head_dim], of weighted [m, value_dim], of contributions
/// [m, out_dim], of headOutput every head's [heads, out_dim].
/// Throws Error: kRange (query, head), kUnsupported (other tensors).
Matrix query_numbers(const Run &run, const TensorRef &place);

} // namespace attn
