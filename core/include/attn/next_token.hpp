// SPDX-License-Identifier: MIT
/// \file
/// How a causal model goes on: the probabilities of what comes behind its last token.
#pragma once

#include "attn/model_run.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace attn {

/// A token that may come next.
struct NextToken {
  Index id = 0;          ///< its row in the word embedding
  std::string token;     ///< as in the vocabulary; its number where the model brings none
  float probability = 0; ///< of all that Sampling leaves
  float logit = 0;       ///< as the model gives it, behind its softcap
};

/// What is made of the logits before one is drawn.
struct Sampling {
  /// The logits are divided by it: below 1 the likeliest get more, above 1 less; 0 leaves the
  /// likeliest alone (greedy).
  double temperature = 1;
  Index top_k = 0; ///< only so many of the largest logits count; 0 = all
};

/// Whether a model says what comes next: its layers are causal, and it has an output head over its
/// words, of its own or tied to the embedding.
bool has_next_token(const Model &model);

/// The `count` likeliest next tokens, likeliest first (of equal ones the smaller id), with the
/// softmax of logit / temperature; fewer where the vocabulary or top_k is smaller.
/// Throws Error: kUnsupported (a model that has none, or a run that is not done), kRange (count <
/// 1, temperature or top_k below 0).
std::vector<NextToken> next_tokens(const ModelRun &run, Index count, const Sampling &sampling);

/// One of them, drawn by its probability: the same run, sampling and seed give the same one, on
/// every platform. The draw also depends on the length of the run, so that one seed serves a whole
/// text. Throws Error as next_tokens() does.
NextToken pick_next_token(const ModelRun &run, const Sampling &sampling, std::uint64_t seed);

} // namespace attn
