// SPDX-License-Identifier: MIT
/// \file
/// Which known words a vector lies nearest to.
#pragma once

#include "attn/model_run.hpp"

#include <string>
#include <vector>

namespace attn {

/// A word and how near it is.
struct NearWord {
  std::string token; ///< as in the vocabulary
  float cosine = 0;  ///< −1 to 1
  Index id = 0;      ///< its row in the word embedding
};

/// The words whose embeddings have the largest cosine with x of this token (before attention), and
/// with x + output (after), nearest first.
struct Readout {
  std::vector<NearWord> before; ///< to x
  std::vector<NearWord> after;  ///< to x + output
};

/// Whether a model was trained to end near a word's embedding: `readout` in its config, words,
/// and outputs as wide as they are.
bool can_read_out(const Model &model);

/// The `count` nearest words of a token, before and after attention.
/// Throws Error: kUnsupported (a model that was not trained for it: no `readout` in its config),
/// kRange.
Readout readout(const ModelRun &run, Index token, Index count);

} // namespace attn
