// SPDX-License-Identifier: MIT
/// \file
/// The built-in examples: sentences with a small seeded layer each.
#pragma once

#include "attn/json_writer.hpp"
#include "attn/layer_spec.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace attn {

/// A sentence and the layer that reads it.
struct Example {
  std::string id;                  ///< what example() takes
  std::string title;               ///< for readers
  std::string description;         ///< one sentence for readers
  std::vector<std::string> tokens; ///< the sentence
  LayerSpec spec;                  ///< of a seeded layer
  Index query = 0;                 ///< the token that a walk starts with
};

/// All of them.
std::vector<Example> examples();

/// The one with this id.
/// Throws Error(kUnsupported) for an id that is not known; the message lists the known ones.
Example example(std::string_view id);

/// A walk input: { id, title, description, tokens, query, dModel, numHeads, seed, position?, mask?
/// }.
void write_json(JsonWriter &out, const Example &example);
/// [walk input, …]: all of them.
void write_examples(JsonWriter &out);

} // namespace attn
