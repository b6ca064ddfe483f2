// SPDX-License-Identifier: MIT
/// What a causal model says comes next: the softmax of its logits, and draws from it.
#include "golden.hpp"
#include "models.hpp"
#include "tiny_models.hpp"

#include "attn/model_loader.hpp"
#include "attn/next_token.hpp"

#include "catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

using namespace attn;
using namespace attn::test;

namespace {

std::shared_ptr<const Model> model_of(const FileWriter &file, const std::string &config) {
  return load_model(file.file(), attn::parse_json(config));
}

ModelRun run_of(const std::shared_ptr<const Model> &model, const std::vector<Index> &ids) {
  ModelRun run = ModelRun::of_tokens(model, ids);
  while (run.advance()) {
  }
  return run;
}

ModelRun gpt_run(const std::vector<Index> &ids = {1, 4, 2}) {
  return run_of(model_of(tiny_gpt(), R"({"n_head": 2})"), ids);
}

/// In double and by the definition, of nothing but the logits.
std::vector<double> softmax_of(const std::vector<double> &logits, double temperature) {
  double total = 0;
  std::vector<double> shares;
  const double most = *std::max_element(logits.begin(), logits.end());
  for (const double logit : logits) {
    shares.push_back(std::exp((logit - most) / temperature));
    total += shares.back();
  }
  for (double &share : shares) {
    share /= total;
  }
  return shares;
}

std::vector<double> doubles(const ModelRun &run) {
  return {run.logits().data(), run.logits().data() + run.logits().size()};
}

} // namespace

TEST_CASE("next tokens are the softmax of logit / temperature, likeliest first") {
  const ModelRun run = gpt_run();
  for (const double temperature : {0.25, 1.0, 2.0}) {
    const std::vector<double> expected = softmax_of(doubles(run), temperature);
    const std::vector<NextToken> next = next_tokens(run, 10, {temperature, 0});
    REQUIRE(next.size() == 6);
    for (std::size_t at = 0; at < next.size(); ++at) {
      const auto [id, token, probability, logit] = next[at];
      CHECK(std::abs(probability - expected[static_cast<std::size_t>(id)]) < 1e-6);
      CHECK(logit == run.logits()(id));
      CHECK(token == std::to_string(id));
      CHECK((at == 0 || probability <= next[at - 1].probability));
    }
  }
}

TEST_CASE("top_k and temperature 0 leave some tokens, which share everything") {
  const ModelRun run = gpt_run();
  const std::vector<NextToken> all = next_tokens(run, 6, {});
  const std::vector<NextToken> two = next_tokens(run, 6, {1, 2});
  REQUIRE(two.size() == 2);
  CHECK(two[0].id == all[0].id);
  CHECK(two[1].id == all[1].id);
  CHECK(two[0].probability + two[1].probability == Approx(1));
  const double ratio =
      static_cast<double>(all[0].probability) / static_cast<double>(all[1].probability);
  CHECK(two[0].probability / two[1].probability == Approx(ratio));
  const std::vector<NextToken> greedy = next_tokens(run, 6, {0, 0});
  REQUIRE(greedy.size() == 1);
  CHECK(greedy[0].id == all[0].id);
  CHECK(greedy[0].probability == 1);
  CHECK(next_tokens(run, 6, {1e-300, 0})[0].probability == 1);
}

TEST_CASE("a draw follows the probabilities, and its seed and length alone") {
  const ModelRun run = gpt_run();
  std::map<Index, int> counts;
  constexpr int kDraws = 4000;
  for (int seed = 0; seed < kDraws; ++seed) {
    ++counts[pick_next_token(run, {1.5, 0}, static_cast<std::uint64_t>(seed)).id];
  }
  for (const NextToken &token : next_tokens(run, 6, {1.5, 0})) {
    // Five standard deviations of a share of 4000 draws, at most.
    CHECK(std::abs(counts[token.id] / double{kDraws} - token.probability) < 0.04);
  }
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CHECK(pick_next_token(run, {0, 0}, seed).id == next_tokens(run, 1, {})[0].id);
    CHECK(pick_next_token(run, {1, 0}, seed).id == pick_next_token(gpt_run(), {1, 0}, seed).id);
  }
}

TEST_CASE("what says no next token, or cannot be asked so, is refused") {
  const ModelRun run = gpt_run();
  const auto code = [](const ModelRun &of, Index count,
                       Sampling sampling) -> std::optional<ErrorCode> {
    try {
      next_tokens(of, count, sampling);
    } catch (const Error &error) {
      return error.code();
    }
    return std::optional<ErrorCode>();
  };
  CHECK(code(run, 0, {}) == ErrorCode::kRange);
  CHECK(code(run, 1, {-1, 0}) == ErrorCode::kRange);
  CHECK(code(run, 1, {std::nan(""), 0}) == ErrorCode::kRange);
  CHECK(code(run, 1, {1, -2}) == ErrorCode::kRange);
  CHECK(code(run_of(model_of(tiny_pack(), R"({"num_heads": 2})"), {1, 2}), 1, {}) ==
        ErrorCode::kUnsupported);
  const auto untied = model_of(tiny_gpt(), R"({"n_head": 2, "tie_word_embeddings": false})");
  CHECK_FALSE(has_next_token(*untied));
  CHECK(run_of(untied, {1}).logits().size() == 0);
  CHECK(code(ModelRun::of_tokens(model_of(tiny_gpt(), R"({"n_head": 2})"), {1}), 1, {}) ==
        ErrorCode::kUnsupported);
}

TEST_CASE("next tokens of each family are the softmax of its library's logits",
          "[golden][models]") {
  const std::filesystem::path folder = golden::folder() / "families";
  if (!std::filesystem::is_directory(folder)) {
    WARN(golden::absent_message());
    return;
  }
  const std::map<std::string, bool> causal = {
      {"text-gpt2-prefixed", true}, {"text-llama-smollm", true}, {"text-llama3-rope", true},
      {"text-qwen2", true},         {"text-gemma2", true},       {"text-bert-mlm", false},
      {"text-modernbert", false},   {"text-t5-encoder", false}};
  for (const auto &[name, is_causal] : causal) {
    DYNAMIC_SECTION(name) {
      const auto bytes = [&](const std::string &end) {
        std::ifstream file(folder / (name + end), std::ios::binary);
        return std::string{std::istreambuf_iterator<char>(file), {}};
      };
      const LibraryJson expected = golden::read_json(folder / (name + ".expected.json"));
      const auto model = load_model(bytes(".safetensors"), attn::parse_json(bytes(".config.json")));
      CHECK(has_next_token(*model) == is_causal);
      if (is_causal) {
        const ModelRun run = run_of(model, expected.at("token_ids").get<std::vector<Index>>());
        const std::string data =
            golden::decode_bytes(expected.at("logits").at("data").get<std::string>());
        std::vector<float> stored(data.size() / sizeof(float));
        std::memcpy(stored.data(), data.data(), data.size());
        const std::vector<double> shares =
            softmax_of(std::vector<double>(stored.begin(), stored.end()), 0.7);
        for (const NextToken &token : next_tokens(run, 1000, {0.7, 0})) {
          CHECK(std::abs(token.probability - shares[static_cast<std::size_t>(token.id)]) < 1e-5);
        }
      }
    }
  }
}
