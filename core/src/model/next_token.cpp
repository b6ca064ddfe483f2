// SPDX-License-Identifier: MIT
#include "attn/next_token.hpp"

#include "base/check.hpp"
#include "math/random.hpp"
#include "math/softmax.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace attn {

namespace {

/// What Sampling leaves of the words.
struct Distribution {
  std::vector<Index> ids;           ///< those that count, likeliest first
  std::vector<float> probabilities; ///< of each of them
};

void check(const ModelRun &run, const Sampling &sampling) {
  if (!has_next_token(run.model())) {
    refuse(ErrorCode::kUnsupported,
           {"next token: only a causal language model with an output head says what comes next; "
            "this one (",
            run.model().family, ") does not"});
  }
  if (!run.is_done()) {
    refuse(ErrorCode::kUnsupported,
           {"next token: the run has layers left; advance() it to its end"});
  }
  if (!std::isfinite(sampling.temperature) || sampling.temperature < 0) {
    refuse(ErrorCode::kRange, {"temperature: expected a finite number from 0 on"});
  }
  if (sampling.top_k < 0) {
    refuse(ErrorCode::kRange, {"topK: expected at least 1, or 0 for all, got ", sampling.top_k});
  }
}

/// The `most` largest logits, largest first.
std::vector<Index> largest(const RowVector &logits, Index most) {
  std::vector<Index> ids(static_cast<std::size_t>(logits.size()));
  std::iota(ids.begin(), ids.end(), Index{0});
  const auto end = ids.begin() + std::min(most, static_cast<Index>(logits.size()));
  std::partial_sort(ids.begin(), end, ids.end(), [&](Index a, Index b) {
    return logits(a) != logits(b) ? logits(a) > logits(b) : a < b;
  });
  ids.erase(end, ids.end());
  return ids;
}

/// Sorted no further than `most`, which is all that anybody asks for.
Distribution distribution_of(const ModelRun &run, const Sampling &sampling, Index most) {
  const RowVector &logits = run.logits();
  const Index kept = sampling.temperature == 0 ? 1 : sampling.top_k;
  Distribution all;
  all.ids = largest(logits, kept == 0 ? most : kept);
  if (kept == 0 && all.ids.size() < static_cast<std::size_t>(logits.size())) {
    // The others count in the total.
    std::vector<bool> is_there(static_cast<std::size_t>(logits.size()));
    for (const Index id : all.ids) {
      is_there[static_cast<std::size_t>(id)] = true;
    }
    for (Index id = 0; id < logits.size(); ++id) {
      if (!is_there[static_cast<std::size_t>(id)]) {
        all.ids.push_back(id);
      }
    }
  }
  const float first = logits(all.ids.front());
  const double temperature = sampling.temperature == 0 ? 1 : sampling.temperature;
  std::vector<float> scaled;
  for (const Index id : all.ids) {
    // From the largest: a tiny temperature leaves 0 and very small numbers, and never a NaN.
    const double below = static_cast<double>(logits(id)) - static_cast<double>(first);
    scaled.push_back(below == 0 ? 0.0F : static_cast<float>(std::max(below / temperature, -1e30)));
  }
  all.probabilities.resize(scaled.size());
  softmax_row(scaled, all.probabilities, all.probabilities);
  return all;
}

NextToken token_of(const ModelRun &run, const Distribution &all, std::size_t at) {
  const Index id = all.ids[at];
  const Tokenizer *tokenizer = run.model().tokenizer.get();
  return {id, tokenizer != nullptr ? tokenizer->shown(id) : joined({id}), all.probabilities[at],
          run.logits()(id)};
}

/// In [0, 1), of 53 bits.
double draw(std::uint64_t seed, Index length) {
  // Mixing the seed first: neighbouring seeds must not give shifted copies of one stream.
  SplitMix64 random(SplitMix64(seed).next() + static_cast<std::uint64_t>(length));
  return static_cast<double>(random.next() >> 11U) * 0x1p-53;
}

} // namespace

bool has_next_token(const Model &model) {
  return model.words && model.blocks.front().attention->spec().mask.causal &&
         (model.top.head || model.top.tied_head);
}

std::vector<NextToken> next_tokens(const ModelRun &run, Index count, const Sampling &sampling) {
  check(run, sampling);
  if (count < 1) {
    refuse(ErrorCode::kRange, {"count: expected at least 1, got ", count});
  }
  const Distribution all = distribution_of(run, sampling, count);
  const std::size_t shown = std::min(static_cast<std::size_t>(count), all.ids.size());
  std::vector<NextToken> tokens;
  for (std::size_t at = 0; at < shown; ++at) {
    tokens.push_back(token_of(run, all, at));
  }
  return tokens;
}

NextToken pick_next_token(const ModelRun &run, const Sampling &sampling, std::uint64_t seed) {
  check(run, sampling);
  const Distribution all = distribution_of(run, sampling, 1);
  double total = 0;
  for (const float probability : all.probabilities) {
    total += static_cast<double>(probability);
  }
  const double mark = draw(seed, run.length()) * total;
  double sum = 0;
  for (std::size_t at = 0; at < all.ids.size(); ++at) {
    sum += static_cast<double>(all.probabilities[at]);
    if (mark < sum) {
      return token_of(run, all, at);
    }
  }
  return token_of(run, all, 0); // rounding left nothing
}

} // namespace attn
