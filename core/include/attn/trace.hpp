// SPDX-License-Identifier: MIT
/// \file
/// One query token's walk through a run as the JSON trace "attention-walk/trace/1".
#pragma once

#include "attn/json_writer.hpp"
#include "attn/run.hpp"

#include <optional>
#include <string>
#include <vector>

namespace attn {

/// The `schema` of a trace.
inline constexpr const char *kTraceSchema = "attention-walk/trace/1";

/// [{ id, perHead }, …]: the steps in the order in which they are taught; those of heads once for
/// every head, all of one head before those of the next.
void write_steps(JsonWriter &out);

/// What to write of a run.
struct TraceOptions {
  Index query = 0;                               ///< the token whose walk it is
  std::optional<std::vector<Index>> heads;       ///< none = all
  std::optional<std::vector<std::string>> steps; ///< step ids; none = all
  bool weights = false;                          ///< also the weight matrices
};

/// Every step that was asked for, in the order it is taught; schema/trace.schema.json describes it.
/// Throws Error: kRange (query, heads), kUnsupported (unknown step id).
///
/// \code{.cpp}
/// #include <attn/examples.hpp>
/// #include <attn/trace.hpp>
/// #include <iostream>
///
/// const attn::Example example = attn::example("simple");
/// const auto layer = std::make_shared<const attn::AttentionLayer>(example.spec);
/// const attn::Run run(layer, attn::sequence_of_words(example.tokens, layer->spec()));
/// attn::JsonWriter out;
/// attn::write_trace(out, run, {.query = 1, .heads = {{0}}, .steps = {{"sum"}}});
/// std::cout << out.text().substr(0, 35) << '\n'; // {"schema":"attention-walk/trace/1",
/// \endcode
void write_trace(JsonWriter &out, const Run &run, const TraceOptions &options);

} // namespace attn
