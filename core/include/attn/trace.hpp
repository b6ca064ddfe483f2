// SPDX-License-Identifier: MIT
/// One query token's walk through a run as the JSON trace "attention-walk/trace/1".
#pragma once

#include "attn/json_writer.hpp"
#include "attn/run.hpp"

#include <optional>
#include <string>
#include <vector>

namespace attn {

inline constexpr const char *kTraceSchema = "attention-walk/trace/1";

struct TraceOptions {
  Index query = 0;
  std::optional<std::vector<Index>> heads;       ///< none = all
  std::optional<std::vector<std::string>> steps; ///< step ids; none = all
  bool weights = false;                          ///< also the weight matrices
};

/// Every step that was asked for, in the order it is taught; schema/trace.schema.json describes it.
/// Throws Error: kRange (query, heads), kUnsupported (unknown step id).
void write_trace(JsonWriter &out, const Run &run, const TraceOptions &options);

} // namespace attn
