// SPDX-License-Identifier: MIT
/// The parts of a logit add up to it, and each is what its vector adds when the norm's scale stays.
#include "layers.hpp"
#include "tiny_models.hpp"

#include "attn/logit_contributions.hpp"

using namespace attn;
using namespace attn::test;

namespace {

void require_sums(const ModelRun &run) {
  for (Index label = 0; label < run.logits().size(); ++label) {
    const LogitContributions parts = logit_contributions(run, label);
    CAPTURE(label);
    const float sum = parts.heads.sum() + parts.attention_biases.sum() + parts.mlps.sum() +
                      parts.embedding + parts.constant;
    CHECK(parts.logit == run.logits()(label));
    CHECK(sum == Approx(parts.logit).margin(2e-5));
  }
}

ModelRun gpt_run() { return finished(ModelRun::of_tokens(loaded_gpt(), {1, 0, 3})); }

} // namespace

TEST_CASE("a logit is the sum of what heads, MLPs, embedding and biases add to it") {
  require_sums(gpt_run());
  require_sums(finished(ModelRun::of_pixels(loaded_vit(), input_of(4, 4))));
}

TEST_CASE("a head's part is its vector through the held norm and the word's own") {
  const ModelRun run = gpt_run();
  const Index layer = run.num_layers() - 1;
  const auto attention = run.layer(layer);
  const Model &model = run.model();
  const Matrix &last = run.hidden();
  const Index d = last.cols();
  const Index row = last.rows() - 1;
  double mean = 0;
  for (Index c = 0; c < d; ++c) {
    mean += double{last(row, c)} / static_cast<double>(d);
  }
  double variance = 0;
  for (Index c = 0; c < d; ++c) {
    variance += (last(row, c) - mean) * (last(row, c) - mean) / static_cast<double>(d);
  }
  const double deviation = std::sqrt(variance + double{model.top.norm->epsilon});
  const Index width = attention->spec().value_dim;
  for (Index head = 0; head < run.num_heads(); ++head) {
    std::vector<double> added(static_cast<std::size_t>(d));
    double added_mean = 0;
    for (Index c = 0; c < d; ++c) {
      for (Index k = 0; k < width; ++k) {
        added[static_cast<std::size_t>(c)] += double{attention->concat()(row, head * width + k)} *
                                              attention->layer().weights().wo(head * width + k, c);
      }
      added_mean += added[static_cast<std::size_t>(c)] / static_cast<double>(d);
    }
    for (Index word = 0; word < run.logits().size(); ++word) {
      double share = 0;
      for (Index c = 0; c < d; ++c) {
        const double scaled = (added[static_cast<std::size_t>(c)] - added_mean) / deviation *
                              double{model.top.norm->weight(c)};
        share += scaled * model.words->word(word, c);
      }
      CHECK(logit_contributions(run, word).heads(layer, head) == Approx(share).margin(1e-5));
    }
  }
}

TEST_CASE("where a logit is no such sum, it is said why") {
  const ModelRun run = gpt_run();
  CHECK(
      refusal_of([&] { logit_contributions(run, 99); }).starts_with("range: label: expected 0 to"));
}
