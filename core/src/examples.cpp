// SPDX-License-Identifier: MIT
#include "attn/examples.hpp"

#include "check.hpp"

#include <algorithm>
#include <array>

namespace attn {

namespace {

/// One line of the table below. `words` are split at spaces.
struct Line {
  const char *id;
  const char *title;
  const char *description;
  const char *words;
  Index d_model;
  Index num_heads;
  std::uint64_t seed;
  bool ordered; ///< sinusoidal positions
  bool causal;
  Index query; ///< the token that the walk starts with
};

constexpr std::array kLines{
    Line{"simple", "Simple",
         "Four words and two heads: the plainest case, without positions or masks.",
         "I like machine learning", 8, 2, 7, false, false, 0},
    Line{"question", "Question",
         "A short question; a position vector is added to every word, so the order matters.",
         "What is attention ?", 8, 2, 7, true, false, 0},
    Line{"pronoun", "Pronoun",
         "A sentence whose “it” can mean two things; a trained layer would have to decide which.",
         "The animal didn't cross the street because it was too tired", 8, 2, 7, true, false, 7},
    Line{"repeat", "Repeated word",
         "“the” stands twice with the same word vector; only its place differs, and so does its "
         "output.",
         "the cat saw the dog", 8, 2, 7, true, false, 3},
    Line{"four-heads", "Four heads",
         "Four heads with a causal mask, as in language models: a word sees itself and the words "
         "before it.",
         "She reads a good book", 16, 4, 7, true, true, 4},
};

std::vector<std::string> split(std::string_view words) {
  std::vector<std::string> tokens;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    tokens.emplace_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return tokens;
}

Example made_from(const Line &line) {
  Example example{line.id, line.title, line.description, split(line.words), {}, line.query};
  example.spec.d_model = line.d_model;
  example.spec.num_heads = line.num_heads;
  example.spec.seed = line.seed;
  example.spec.mask.causal = line.causal;
  if (line.ordered) {
    example.spec.position = SinusoidalPosition{};
  }
  return example;
}

} // namespace

std::vector<Example> examples() {
  std::vector<Example> all;
  for (const Line &line : kLines) {
    all.push_back(made_from(line));
  }
  return all;
}

Example example(std::string_view id) {
  std::array<const char *, kLines.size()> known{};
  for (std::size_t i = 0; i < kLines.size(); ++i) {
    if (id == kLines[i].id) {
      return made_from(kLines[i]);
    }
    known[i] = kLines[i].id;
  }
  refuse(ErrorCode::kUnsupported,
         {"example: \"", id, "\" is not known; known are ", listed(known)});
}

Json to_json(const Example &example) {
  Json json;
  set(json, "id", example.id);
  set(json, "title", example.title);
  set(json, "description", example.description);
  set(json, "tokens", example.tokens);
  set(json, "query", example.query);
  set(json, "dModel", example.spec.d_model);
  set(json, "numHeads", example.spec.num_heads);
  set(json, "seed", example.spec.seed);
  // Examples use only positions and masks whose label is also their JSON form.
  if (!std::holds_alternative<NoPosition>(example.spec.position)) {
    set(json, "position", position_label(example.spec.position));
  }
  if (example.spec.mask.causal) {
    set(json, "mask", example.spec.mask.label());
  }
  return json;
}

} // namespace attn
