// SPDX-License-Identifier: MIT
#include "attn/trace.hpp"

#include "base/check.hpp"
#include "walk/query_walk.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace attn {

namespace {

constexpr std::array kSteps{
    "input",  "project",           "scores", "scale", "softmax", "weight", "sum",
    "concat", "output_projection", "output"};

void check_steps(const std::vector<std::string> &steps) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto same = [&](const char *known) { return steps[i] == known; };
    if (std::none_of(kSteps.begin(), kSteps.end(), same)) {
      refuse(ErrorCode::kUnsupported,
             {"steps[", i, "]: \"", steps[i], "\" is not known; known are ", listed(kSteps)});
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

/// Writes one trace; each member function is one kind of step.
class TraceWriter {
public:
  TraceWriter(JsonWriter &out, const Run &run, const TraceOptions &options)
      : out_(out), run_(run), spec_(run.spec()), options_(options), query_(options.query) {
    check_query(run, query_);
    heads_ = chosen_heads(options, spec_.num_heads);
    if (options.steps) {
      check_steps(*options.steps);
    }
  }

  void write() const {
    out_.begin_object();
    out_.string("schema", kTraceSchema);
    out_.key("config");
    config();
    out_.strings("tokens", run_.tokens());
    if (run_.has_context()) {
      out_.strings("contextTokens", run_.key_tokens());
    }
    if (options_.weights) {
      out_.key("weights");
      weights();
    }
    out_.key("steps");
    steps();
    out_.end_object();
  }

private:
  void config() const {
    out_.begin_object();
    out_.integer("dModel", spec_.d_model);
    out_.integer("numHeads", spec_.num_heads);
    out_.integer("numKvHeads", spec_.num_kv_heads);
    out_.integer("headDim", spec_.head_dim);
    out_.integer("valueDim", spec_.value_dim);
    out_.integer("outDim", spec_.out_dim);
    out_.integer("length", run_.length());
    out_.integer("contextLength", run_.context_length());
    out_.integer("query", query_);
    out_.number("scale", run_.layer().scale());
    if (spec_.softcap) {
      out_.number("softcap", *spec_.softcap);
    }
    out_.string("mask", spec_.mask.label());
    out_.string("position", position_label(spec_.position));
    const auto *relative = std::get_if<RelativePosition>(&spec_.position);
    const auto *rope = std::get_if<RopePosition>(&spec_.position);
    if (const Index prefix = relative ? relative->prefix : rope ? rope->prefix : 0; prefix > 0) {
      out_.integer("positionPrefix", prefix);
    }
    if (relative != nullptr && !relative->origin.empty()) {
      out_.string("positionOrigin", relative->origin);
    }
    out_.string("weights", run_.layer().weights().label);
    out_.key("biases");
    biases();
    if (options_.heads) {
      out_.integers("heads", heads_);
    }
    out_.end_object();
  }

  void biases() const {
    const Weights &w = run_.layer().weights();
    out_.begin_array();
    const auto add = [this](const RowVector &bias, const char *name) {
      if (bias.size() != 0) {
        out_.string(name);
      }
    };
    add(w.bq, "q");
    add(w.bk, "k");
    add(w.bv, "v");
    add(w.bo, "output");
    out_.end_array();
  }

  void weights() const {
    const Weights &w = run_.layer().weights();
    out_.begin_object();
    out_.matrix("wq", view(w.wq));
    out_.matrix("wk", view(w.wk));
    out_.matrix("wv", view(w.wv));
    out_.matrix("wo", view(w.wo));
    const auto add = [this](const RowVector &bias, const char *name) {
      if (bias.size() != 0) {
        out_.numbers(name, bias.data(), bias.size());
      }
    };
    add(w.bq, "bq");
    add(w.bk, "bk");
    add(w.bv, "bv");
    add(w.bo, "bo");
    out_.end_object();
  }

  bool wanted(const char *step) const {
    return !options_.steps ||
           std::find(options_.steps->begin(), options_.steps->end(), step) != options_.steps->end();
  }

  void steps() const {
    out_.begin_array();
    const auto add = [this](const char *id, void (TraceWriter::*step)() const) {
      if (wanted(id)) {
        out_.begin_object();
        out_.string("id", id);
        (this->*step)();
        out_.end_object();
      }
    };
    const auto add_of_head = [this](const char *id, Index head,
                                    void (TraceWriter::*step)(Index head) const) {
      if (wanted(id)) {
        out_.begin_object();
        out_.string("id", id);
        out_.integer("head", head);
        (this->*step)(head);
        out_.end_object();
      }
    };
    add("input", &TraceWriter::input);
    add("project", &TraceWriter::project);
    for (const Index head : heads_) {
      add_of_head("scores", head, &TraceWriter::scores);
      add_of_head("scale", head, &TraceWriter::scale);
      add_of_head("softmax", head, &TraceWriter::softmax);
      add_of_head("weight", head, &TraceWriter::weight);
      add_of_head("sum", head, &TraceWriter::sum);
    }
    add("concat", &TraceWriter::concat);
    add("output_projection", &TraceWriter::output_projection);
    add("output", &TraceWriter::output);
    out_.end_array();
  }

  void query_row(const char *key, const MatrixView &values) const {
    out_.numbers(key, values.data() + query_ * values.outerStride(), values.cols());
  }

  /// One value per key.
  void per_key(const char *name, float (*value)(const Run &, Index head, Index query, Index key),
               Index head) const {
    RowVector list(run_.context_length());
    for (Index key = 0; key < list.size(); ++key) {
      list(key) = value(run_, head, query_, key);
    }
    out_.numbers(name, list.data(), list.size());
  }

  void input() const {
    out_.matrix("values", view(run_.x()));
    if (run_.origin() != nullptr) {
      out_.matrix("hidden", view(run_.origin()->hidden));
    }
    if (run_.has_embedding()) {
      out_.matrix("embedding", view(run_.embedding()));
      out_.matrix("position", view(run_.position()));
    }
  }

  void project() const {
    out_.key("heads");
    out_.begin_array();
    for (const Index head : heads_) {
      out_.begin_object();
      out_.matrix("q", run_.q(head));
      out_.matrix("k", run_.k(head));
      out_.matrix("v", run_.v(head));
      if (run_.has_rope()) {
        out_.matrix("qProjected", run_.q_projected(head));
        out_.matrix("kProjected", run_.k_projected(head));
      }
      out_.end_object();
    }
    out_.end_array();
  }

  void scores(Index head) const {
    out_.matrix("products", view(score_products(run_, head, query_)));
    query_row("values", run_.scores(head));
  }

  void scale(Index head) const {
    out_.number("factor", run_.layer().scale());
    if (spec_.softcap || run_.has_score_bias()) {
      per_key("multiplied", multiplied_score, head);
    }
    if (spec_.softcap) {
      out_.number("softcap", *spec_.softcap);
      per_key("capped", capped_score, head);
    }
    if (run_.has_score_bias()) {
      per_key("bias", score_bias, head);
    }
    query_row("values", run_.scaled(head));
  }

  void softmax(Index head) const {
    const QuerySoftmax softmax = query_softmax(run_, head, query_);
    out_.number("max", softmax.row.max);
    out_.numbers("exponentials", softmax.exponentials.data(), run_.context_length());
    out_.number("total", softmax.row.total);
    query_row("values", run_.weights(head));
  }

  void weight(Index head) const {
    out_.matrix("values", view(weighted_values(run_, head, query_)));
  }
  void sum(Index head) const { query_row("values", run_.z(head)); }
  void concat() const { query_row("values", view(run_.concat())); }

  void output_projection() const {
    out_.key("heads");
    out_.begin_array();
    for (const Index head : heads_) {
      const RowVector part = head_output(run_, head, query_);
      out_.numbers(part.data(), part.size());
    }
    out_.end_array();
    const RowVector &bo = run_.layer().weights().bo;
    const RowVector bias = bo.size() != 0 ? bo : RowVector::Zero(spec_.out_dim);
    out_.numbers("bias", bias.data(), bias.size());
    query_row("values", view(run_.output()));
  }

  void output() const {
    query_row("input", view(run_.x()));
    query_row("values", view(run_.output()));
    out_.matrix("contributions", view(contributions(run_, query_)));
  }

  JsonWriter &out_;
  const Run &run_;
  const LayerSpec &spec_;
  const TraceOptions &options_;
  Index query_;
  std::vector<Index> heads_;
};

} // namespace

void write_trace(JsonWriter &out, const Run &run, const TraceOptions &options) {
  TraceWriter(out, run, options).write();
}

} // namespace attn
