// SPDX-License-Identifier: MIT
#include "attn/examples.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <array>

namespace attn {

namespace {

/// Made by hand, one row per head, for offsets of −5 to 5 places: the first prefers near words, the
/// second the words before.
constexpr std::array<std::array<float, 11>, 2> kHandMadeBias{{
    {-1.6F, -1.4F, -1.1F, -0.5F, 0.5F, 1.2F, 0.5F, -0.5F, -1.1F, -1.4F, -1.6F},
    {-0.6F, -0.1F, 0.5F, 1.2F, 1.8F, 0.4F, -0.8F, -1.3F, -1.5F, -1.6F, -1.6F},
}};

Position none() { return NoPosition{}; }
Position sinusoidal() { return SinusoidalPosition{}; }
Position hand_made_bias() {
  RelativePosition relative;
  relative.table.resize(kHandMadeBias.size(), kHandMadeBias[0].size());
  for (std::size_t head = 0; head < kHandMadeBias.size(); ++head) {
    std::copy(kHandMadeBias[head].begin(), kHandMadeBias[head].end(),
              relative.table.row(static_cast<Index>(head)).begin());
  }
  relative.origin = "made by hand";
  return relative;
}
/// The paper's base of 10 000 would hardly turn the second pair of columns within six words.
Position rotation() {
  RopePosition rope;
  rope.base = 100;
  return rope;
}

/// One line of the table below. `words` are split at spaces.
struct Line {
  const char *id;
  const char *title;
  const char *description;
  const char *words;
  Index d_model;
  Index num_heads;
  std::uint64_t seed;
  Position (*position)();
  bool causal;
  Index query; ///< the token that the walk starts with
};

constexpr std::array kLines{
    Line{"simple", "Simple",
         "Four words and two heads: the plainest case, without positions or masks.",
         "I like machine learning", 8, 2, 7, none, false, 0},
    Line{"question", "Question",
         "A short question; a position vector is added to every word, so the order matters.",
         "What is attention ?", 8, 2, 7, sinusoidal, false, 0},
    Line{"pronoun", "Pronoun",
         "A sentence whose “it” could mean the animal or the street: which one gets more weight?",
         "The animal didn't cross the street because it was too tired", 8, 2, 7, sinusoidal, false,
         7},
    Line{"repeat", "Repeated word",
         "“the” stands twice with the same word vector; only its place differs, and so does its "
         "output.",
         "the cat saw the dog", 8, 2, 7, sinusoidal, false, 3},
    Line{"four-heads", "Four heads",
         "Four heads with a causal mask, as in language models: a word sees itself and the words "
         "before it.",
         "She reads a good book", 16, 4, 7, sinusoidal, true, 4},
    Line{"bias", "Distance bias",
         "Nothing is added to the words; a number for every distance is added to the scores. The "
         "numbers are made by hand: one head prefers near words, the other the words before.",
         "to be or not to be", 8, 2, 7, hand_made_bias, false, 4},
    Line{"rope", "RoPE",
         "Nothing is added to the words; queries and keys are turned by their place (RoPE), so "
         "of their places only the distance counts. Turns of base 100 instead of 10,000 suit six "
         "words.",
         "to be or not to be", 8, 2, 7, rotation, false, 4},
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

/// Only what the examples use.
void write_position(JsonWriter &out, const Position &position) {
  const auto *rope = std::get_if<RopePosition>(&position);
  const auto *relative = std::get_if<RelativePosition>(&position);
  if (rope == nullptr && relative == nullptr) {
    out.string(position_label(position));
    return;
  }
  out.begin_object();
  if (rope != nullptr) {
    out.string("type", "rope");
    out.number("base", static_cast<float>(rope->base));
  } else {
    out.string("type", "relative");
    out.matrix("table", view(relative->table));
    out.string("origin", relative->origin);
  }
  out.end_object();
}

Example made_from(const Line &line) {
  Example example{line.id, line.title, line.description, split(line.words), {}, line.query};
  example.spec.d_model = line.d_model;
  example.spec.num_heads = line.num_heads;
  example.spec.seed = line.seed;
  example.spec.mask.causal = line.causal;
  example.spec.position = line.position();
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

void write_json(JsonWriter &out, const Example &example) {
  out.begin_object();
  out.string("id", example.id);
  out.string("title", example.title);
  out.string("description", example.description);
  out.strings("tokens", example.tokens);
  out.integer("query", example.query);
  out.integer("dModel", example.spec.d_model);
  out.integer("numHeads", example.spec.num_heads);
  out.integer("seed", static_cast<std::int64_t>(example.spec.seed));
  if (!std::holds_alternative<NoPosition>(example.spec.position)) {
    out.key("position");
    write_position(out, example.spec.position);
  }
  // Examples use only masks whose label is also their JSON form.
  if (example.spec.mask.causal) {
    out.string("mask", example.spec.mask.label());
  }
  out.end_object();
}

void write_examples(JsonWriter &out) {
  out.begin_array();
  for (const Line &line : kLines) {
    write_json(out, made_from(line));
  }
  out.end_array();
}

} // namespace attn
