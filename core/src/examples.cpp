// SPDX-License-Identifier: MIT
#include "attn/examples.hpp"

#include "check.hpp"

namespace attn {

namespace {

LayerSpec small_layer(Index d_model, Index num_heads, std::uint64_t seed) {
  LayerSpec spec;
  spec.d_model = d_model;
  spec.num_heads = num_heads;
  spec.seed = seed;
  return spec;
}

LayerSpec with_order(LayerSpec spec) {
  spec.position = SinusoidalPosition{};
  return spec;
}

LayerSpec with_causal_mask(LayerSpec spec) {
  spec.mask.causal = true;
  return spec;
}

/// The seeds were chosen so that weights are neither flat nor all on one token and heads differ.
std::vector<Example> make_examples() {
  return {
      {"simple",
       "Simple",
       "Four words and two heads: the plainest case, without positions or masks.",
       {"I", "like", "machine", "learning"},
       small_layer(8, 2, 7)},
      {"question",
       "Question",
       "A short question; a position vector is added to every word, so the order matters.",
       {"What", "is", "attention", "?"},
       with_order(small_layer(8, 2, 7))},
      {"pronoun",
       "Pronoun",
       "A sentence whose “it” can mean two things; a trained layer would have to decide which.",
       {"The", "animal", "didn't", "cross", "the", "street", "because", "it", "was", "too",
        "tired"},
       with_order(small_layer(8, 2, 7)),
       7},
      {"repeat",
       "Repeated word",
       "“the” stands twice with the same word vector; position and neighbours make its outputs "
       "differ.",
       {"the", "cat", "saw", "the", "dog"},
       with_order(small_layer(8, 2, 7))},
      {"four-heads",
       "Four heads",
       "Four heads with a causal mask, as in language models: a word sees itself and the words "
       "before it.",
       {"She", "reads", "a", "good", "book"},
       with_causal_mask(with_order(small_layer(16, 4, 7))),
       4},
  };
}

} // namespace

const std::vector<Example> &examples() {
  static const std::vector<Example> all = make_examples();
  return all;
}

const Example &example(std::string_view id) {
  std::string known;
  for (const Example &candidate : examples()) {
    if (candidate.id == id) {
      return candidate;
    }
    known += (known.empty() ? "" : ", ") + candidate.id;
  }
  refuse(ErrorCode::kUnsupported, {"example: \"", id, "\" is not known; known are ", known});
}

Json to_json(const Example &example) {
  Json json;
  json["id"] = example.id;
  json["title"] = example.title;
  json["description"] = example.description;
  json["tokens"] = example.tokens;
  json["query"] = example.query;
  json["dModel"] = example.spec.d_model;
  json["numHeads"] = example.spec.num_heads;
  json["seed"] = example.spec.seed;
  // Examples use only positions and masks whose label is also their JSON form.
  if (!std::holds_alternative<NoPosition>(example.spec.position)) {
    json["position"] = position_label(example.spec.position);
  }
  if (example.spec.mask.causal) {
    json["mask"] = example.spec.mask.label();
  }
  return json;
}

} // namespace attn
