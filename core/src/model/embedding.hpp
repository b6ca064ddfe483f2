// SPDX-License-Identifier: MIT
/// From an image or from token numbers to the rows that enter the first block.
#pragma once

#include "attn/model.hpp"
#include "model/input_changes.hpp"

#include <string>
#include <vector>

namespace attn {

/// n rows, d columns.
struct Embedded {
  std::vector<std::string> tokens; ///< their names
  Grid grid;                       ///< of the patches; 0 × 0 for words
  Matrix patches;                  ///< [rows · cols, numbers of a patch], normalised pixels
  Matrix projected;                ///< [patches, d] before a norm of theirs; else 0 rows
  Matrix embedding;                ///< [n, d] before positions
  Matrix position;                 ///< [n, d]; 0 rows = none are added here
  Matrix hidden;                   ///< [n, d]: the sum, behind the norm where there is one
};

/// pixels: [channels · height, width]. Throws Error: kShape, kNotFinite.
Embedded embed_pixels(const PatchEmbedding &embedding, const Matrix &pixels,
                      const InputChanges &changes);

/// Throws Error: kShape (none, or more than there are positions), kRange (no such word).
Embedded embed_words(const WordEmbedding &embedding, const std::vector<Index> &token_ids,
                     bool positions);

/// A layer that turns by the places of patches, for another number of them than it was trained for.
Position placed(RopePosition rope, const PatchEmbedding &embedding, const Grid &grid);

} // namespace attn
