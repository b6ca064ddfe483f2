// SPDX-License-Identifier: MIT
#include "walk/steps.hpp"

#include "attn/trace.hpp"
#include "walk/query_walk.hpp"

#include <array>

namespace attn {

namespace {

/// The query's row of a matrix.
void write_query_row(const StepContext &to, const char *key, const MatrixView &values) {
  to.out.numbers(key, values.data() + to.query * values.outerStride(), values.cols());
}

/// One value per key.
void write_per_key(const StepContext &to, const char *name,
                   float (*value)(const Run &, Index head, Index query, Index key), Index head) {
  RowVector list(to.run.context_length());
  for (Index key = 0; key < list.size(); ++key) {
    list(key) = value(to.run, head, to.query, key);
  }
  to.out.numbers(name, list.data(), list.size());
}

void write_input(const StepContext &to, Index) {
  const Run &run = to.run;
  to.out.matrix("values", view(run.x()));
  if (run.origin() != nullptr) {
    to.out.matrix("hidden", view(run.origin()->hidden));
  }
  if (run.has_embedding()) {
    to.out.matrix("embedding", view(run.embedding()));
    to.out.matrix("position", view(run.position()));
  }
}

void write_project(const StepContext &to, Index) {
  const Run &run = to.run;
  to.out.key("heads");
  to.out.begin_array();
  for (const Index head : to.heads) {
    to.out.begin_object();
    to.out.matrix("q", run.q(head));
    to.out.matrix("k", run.k(head));
    to.out.matrix("v", run.v(head));
    if (run.has_rope()) {
      to.out.matrix("qProjected", run.q_projected(head));
      to.out.matrix("kProjected", run.k_projected(head));
    }
    if (run.has_rope() && run.q_norm() != nullptr) {
      to.out.matrix("qNormalized", run.q_unturned(head));
      to.out.matrix("kNormalized", run.k_unturned(head));
    }
    to.out.end_object();
  }
  to.out.end_array();
}

void write_scores(const StepContext &to, Index head) {
  to.out.matrix("products", view(score_products(to.run, head, to.query)));
  write_query_row(to, "values", to.run.scores(head));
}

void write_scale(const StepContext &to, Index head) {
  const LayerSpec &spec = to.run.spec();
  const bool is_biased = to.run.has_score_bias();
  to.out.number("factor", to.run.layer().scale(head));
  const bool is_mixed = to.run.score_mix() != nullptr;
  if (spec.softcap || is_biased || is_mixed) {
    write_per_key(to, "multiplied", multiplied_score, head);
  }
  if (is_mixed) {
    write_per_key(to, "mixed", mixed_score, head);
  }
  if (spec.softcap) {
    to.out.number("softcap", *spec.softcap);
    write_per_key(to, "capped", capped_score, head);
  }
  if (is_biased) {
    write_per_key(to, "bias", score_bias, head);
  }
  write_query_row(to, "values", to.run.scaled(head));
}

void write_softmax(const StepContext &to, Index head) {
  const QuerySoftmax softmax = query_softmax(to.run, head, to.query);
  to.out.number("max", softmax.row.max);
  to.out.numbers("exponentials", softmax.exponentials.data(), to.run.context_length());
  to.out.number("total", softmax.row.total);
  if (to.run.weight_mix() != nullptr) {
    const Index n = to.run.length();
    write_query_row(to, "unmixed", row_block(to.run.unmixed_weights(), head * n, n));
  }
  write_query_row(to, "values", to.run.weights(head));
}

void write_weight(const StepContext &to, Index head) {
  to.out.matrix("values", view(weighted_values(to.run, head, to.query)));
}

void write_sum(const StepContext &to, Index head) { write_query_row(to, "values", to.run.z(head)); }

void write_concat(const StepContext &to, Index) {
  write_query_row(to, "values", view(to.run.concat()));
}

void write_output_projection(const StepContext &to, Index) {
  to.out.key("heads");
  to.out.begin_array();
  for (const Index head : to.heads) {
    const RowVector part = head_output(to.run, head, to.query);
    to.out.numbers(part.data(), part.size());
  }
  to.out.end_array();
  const RowVector &bo = to.run.layer().weights().bo;
  const RowVector bias = bo.size() != 0 ? bo : RowVector::Zero(to.run.spec().out_dim);
  to.out.numbers("bias", bias.data(), bias.size());
  write_query_row(to, "values", view(to.run.output()));
}

void write_output(const StepContext &to, Index) {
  write_query_row(to, "input", view(to.run.x()));
  write_query_row(to, "values", view(to.run.output()));
  to.out.matrix("contributions", view(contributions(to.run, to.query)));
}

constexpr std::array kSteps{
    StepRow{"input", false, write_input},
    StepRow{"project", false, write_project},
    StepRow{"scores", true, write_scores},
    StepRow{"scale", true, write_scale},
    StepRow{"softmax", true, write_softmax},
    StepRow{"weight", true, write_weight},
    StepRow{"sum", true, write_sum},
    StepRow{"concat", false, write_concat},
    StepRow{"output_projection", false, write_output_projection},
    StepRow{"output", false, write_output},
};

} // namespace

std::span<const StepRow> step_table() { return kSteps; }

void write_steps(JsonWriter &out) {
  out.begin_array();
  for (const StepRow &step : kSteps) {
    out.begin_object();
    out.string("id", step.id);
    out.key("perHead");
    out.boolean(step.per_head);
    out.end_object();
  }
  out.end_array();
}

} // namespace attn
