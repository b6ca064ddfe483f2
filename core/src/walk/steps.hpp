// SPDX-License-Identifier: MIT
/// The table of steps: in which order a walk is taught, and which numbers each stop carries in a
/// trace. To add one: a function that writes it and a row, both in steps.cpp.
#pragma once

#include "attn/json_writer.hpp"
#include "attn/run.hpp"

#include <span>
#include <vector>

namespace attn {

/// Whose numbers are written, and where to.
struct StepContext {
  JsonWriter &out;
  const Run &run;
  Index query;                     ///< the token whose walk it is
  const std::vector<Index> &heads; ///< of the trace, ascending
};

struct StepRow {
  const char *id;
  bool per_head; ///< once for every head, with those before and behind it that are too
  /// The members of the step behind id and head. `head` counts for steps of heads only.
  void (*write)(const StepContext &to, Index head);
};

/// In the order in which they are taught.
std::span<const StepRow> step_table();

} // namespace attn
