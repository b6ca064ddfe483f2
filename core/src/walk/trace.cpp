// SPDX-License-Identifier: MIT
#include "attn/trace.hpp"

#include "base/check.hpp"
#include "walk/query_walk.hpp"
#include "walk/steps.hpp"
#include "walk/trace_config.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace attn {

namespace {

void check_steps(const std::vector<std::string> &steps) {
  std::vector<const char *> known;
  for (const StepRow &step : step_table()) {
    known.push_back(step.id);
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (std::find(known.begin(), known.end(), steps[i]) == known.end()) {
      refuse(ErrorCode::kUnsupported,
             {"steps[", i, "]: \"", steps[i], "\" is not known; known are ", listed(known)});
    }
  }
}

/// The heads that were asked for, ascending.
std::vector<Index> chosen_heads(const TraceOptions &options, Index num_heads) {
  std::vector<char> chosen(static_cast<std::size_t>(num_heads), options.heads ? 0 : 1);
  for (std::size_t i = 0; options.heads && i < options.heads->size(); ++i) {
    const Index head = (*options.heads)[i];
    if (head < 0 || head >= num_heads) {
      refuse(ErrorCode::kRange, {"heads[", i, "]: expected 0 to ", num_heads - 1, ", got ", head});
    }
    if (std::exchange(chosen[static_cast<std::size_t>(head)], 1) != 0) {
      refuse(ErrorCode::kRange, {"heads[", i, "]: head ", head, " is listed twice"});
    }
  }
  std::vector<Index> heads;
  for (Index head = 0; head < num_heads; ++head) {
    if (chosen[static_cast<std::size_t>(head)] != 0) {
      heads.push_back(head);
    }
  }
  return heads;
}

bool is_wanted(const TraceOptions &options, const char *step) {
  return !options.steps ||
         std::find(options.steps->begin(), options.steps->end(), step) != options.steps->end();
}

void write_step(const StepContext &to, const StepRow &step, Index head) {
  to.out.begin_object();
  to.out.string("id", step.id);
  if (step.per_head) {
    to.out.integer("head", head);
  }
  step.write(to, head);
  to.out.end_object();
}

/// Steps of heads that follow one another are written head by head.
void write_all_steps(const StepContext &to, const TraceOptions &options) {
  const std::span<const StepRow> table = step_table();
  const std::vector<Index> once{-1};
  for (auto first = table.begin(); first != table.end();) {
    const auto last = std::find_if(
        first, table.end(), [&](const StepRow &step) { return step.per_head != first->per_head; });
    for (const Index head : first->per_head ? to.heads : once) {
      for (auto step = first; step != last; ++step) {
        if (is_wanted(options, step->id)) {
          write_step(to, *step, head);
        }
      }
    }
    first = last;
  }
}

void write_weights(JsonWriter &out, const Weights &w) {
  out.begin_object();
  out.matrix("wq", view(w.wq));
  out.matrix("wk", view(w.wk));
  out.matrix("wv", view(w.wv));
  out.matrix("wo", view(w.wo));
  const auto add = [&out](const RowVector &bias, const char *name) {
    if (bias.size() != 0) {
      out.numbers(name, bias.data(), bias.size());
    }
  };
  add(w.bq, "bq");
  add(w.bk, "bk");
  add(w.bv, "bv");
  add(w.bo, "bo");
  out.end_object();
}

} // namespace

void write_trace(JsonWriter &out, const Run &run, const TraceOptions &options) {
  check_query(run, options.query);
  const std::vector<Index> heads = chosen_heads(options, run.spec().num_heads);
  if (options.steps) {
    check_steps(*options.steps);
  }
  out.begin_object();
  out.string("schema", kTraceSchema);
  out.key("config");
  out.begin_object();
  write_config_members(out, run, options.query);
  if (options.heads) {
    out.integers("heads", heads);
  }
  out.end_object();
  out.strings("tokens", run.tokens());
  if (run.has_context()) {
    out.strings("contextTokens", run.key_tokens());
  }
  if (options.weights) {
    out.key("weights");
    write_weights(out, run.layer().weights());
  }
  out.key("steps");
  out.begin_array();
  write_all_steps({out, run, options.query, heads}, options);
  out.end_array();
  out.end_object();
}

} // namespace attn
