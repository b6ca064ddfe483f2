// SPDX-License-Identifier: MIT
#include "attn/trace.hpp"

#include "attn/query_walk.hpp"
#include "check.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace attn {

namespace {

constexpr std::array<const char *, 10> kSteps{
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

/// Builds one trace; each member function is one kind of step.
class TraceWriter {
public:
  TraceWriter(const Run &run, const TraceOptions &options)
      : run_(run), spec_(run.spec()), options_(options), query_(options.query) {
    if (query_ < 0 || query_ >= run.length()) {
      refuse(ErrorCode::kRange, {"query: expected 0 to ", run.length() - 1, ", got ", query_});
    }
    heads_ = chosen_heads(options, spec_.num_heads);
    if (options.steps) {
      check_steps(*options.steps);
    }
  }

  Json write() {
    Json trace;
    set(trace, "schema", kTraceSchema);
    set(trace, "config", config());
    set(trace, "tokens", run_.tokens());
    if (run_.has_context()) {
      set(trace, "contextTokens", run_.key_tokens());
    }
    if (options_.weights) {
      set(trace, "weights", weights());
    }
    set(trace, "steps", steps());
    return trace;
  }

private:
  Json config() const {
    Json config;
    set(config, "dModel", spec_.d_model);
    set(config, "numHeads", spec_.num_heads);
    set(config, "numKvHeads", spec_.num_kv_heads);
    set(config, "headDim", spec_.head_dim);
    set(config, "valueDim", spec_.value_dim);
    set(config, "outDim", spec_.out_dim);
    set(config, "length", run_.length());
    set(config, "contextLength", run_.context_length());
    set(config, "query", query_);
    set(config, "scale", run_.layer().scale());
    if (spec_.softcap) {
      set(config, "softcap", *spec_.softcap);
    }
    set(config, "mask", spec_.mask.label());
    set(config, "position", position_label(spec_.position));
    const auto *relative = std::get_if<RelativePosition>(&spec_.position);
    const auto *rope = std::get_if<RopePosition>(&spec_.position);
    if (const Index prefix = relative ? relative->prefix : rope ? rope->prefix : 0; prefix > 0) {
      set(config, "positionPrefix", prefix);
    }
    if (relative != nullptr && !relative->origin.empty()) {
      set(config, "positionOrigin", relative->origin);
    }
    set(config, "weights", run_.layer().weights().label);
    set(config, "biases", biases());
    if (options_.heads) {
      set(config, "heads", heads_);
    }
    return config;
  }

  Json biases() const {
    const Weights &w = run_.layer().weights();
    Json present = Json::array();
    const auto add = [&present](const RowVector &bias, const char *name) {
      if (bias.size() != 0) {
        present.push_back(name);
      }
    };
    add(w.bq, "q");
    add(w.bk, "k");
    add(w.bv, "v");
    add(w.bo, "output");
    return present;
  }

  Json weights() const {
    const Weights &w = run_.layer().weights();
    Json all;
    set(all, "wq", to_json(view(w.wq)));
    set(all, "wk", to_json(view(w.wk)));
    set(all, "wv", to_json(view(w.wv)));
    set(all, "wo", to_json(view(w.wo)));
    const auto add = [&all](const RowVector &bias, const char *name) {
      if (bias.size() != 0) {
        set(all, name, to_json(bias.data(), bias.size()));
      }
    };
    add(w.bq, "bq");
    add(w.bk, "bk");
    add(w.bv, "bv");
    add(w.bo, "bo");
    return all;
  }

  bool wanted(const char *step) const {
    return !options_.steps ||
           std::find(options_.steps->begin(), options_.steps->end(), step) != options_.steps->end();
  }

  Json steps() const {
    Json steps = Json::array();
    const auto add = [&](const char *id, auto &&write) {
      if (wanted(id)) {
        Json step;
        set(step, "id", id);
        write(step);
        steps.push_back(std::move(step));
      }
    };
    const auto add_head = [&](const char *id, Index head, auto &&write) {
      add(id, [&](Json &step) {
        set(step, "head", head);
        write(step);
      });
    };
    add("input", [&](Json &step) { input(step); });
    add("project", [&](Json &step) { project(step); });
    for (const Index head : heads_) {
      add_head("scores", head, [&](Json &step) { scores(step, head); });
      add_head("scale", head, [&](Json &step) { scale(step, head); });
      add_head("softmax", head, [&](Json &step) { softmax(step, head); });
      add_head("weight", head, [&](Json &step) { weight(step, head); });
      add_head("sum", head, [&](Json &step) { set(step, "values", query_row(run_.z(head))); });
    }
    add("concat", [&](Json &step) { set(step, "values", query_row(view(run_.concat()))); });
    add("output_projection", [&](Json &step) { output_projection(step); });
    add("output", [&](Json &step) { output(step); });
    return steps;
  }

  Json query_row(const MatrixView &values) const {
    return to_json(values.data() + query_ * values.outerStride(), values.cols());
  }

  /// One value per key.
  Json per_key(float (*value)(const Run &, Index head, Index query, Index key), Index head) const {
    RowVector list(run_.context_length());
    for (Index key = 0; key < list.size(); ++key) {
      list(key) = value(run_, head, query_, key);
    }
    return to_json(list.data(), list.size());
  }

  void input(Json &step) const {
    set(step, "values", to_json(view(run_.x())));
    if (run_.origin() != nullptr) {
      set(step, "hidden", to_json(view(run_.origin()->hidden)));
    }
    if (run_.has_embedding()) {
      set(step, "embedding", to_json(view(run_.embedding())));
      set(step, "position", to_json(view(run_.position())));
    }
  }

  void project(Json &step) const {
    Json heads = Json::array();
    for (const Index head : heads_) {
      Json part;
      set(part, "q", to_json(run_.q(head)));
      set(part, "k", to_json(run_.k(head)));
      set(part, "v", to_json(run_.v(head)));
      if (run_.has_rope()) {
        set(part, "qProjected", to_json(run_.q_projected(head)));
        set(part, "kProjected", to_json(run_.k_projected(head)));
      }
      heads.push_back(std::move(part));
    }
    set(step, "heads", std::move(heads));
  }

  void scores(Json &step, Index head) const {
    set(step, "products", to_json(view(score_products(run_, head, query_))));
    set(step, "values", query_row(run_.scores(head)));
  }

  void scale(Json &step, Index head) const {
    set(step, "factor", run_.layer().scale());
    if (spec_.softcap || run_.has_score_bias()) {
      set(step, "multiplied", per_key(multiplied_score, head));
    }
    if (spec_.softcap) {
      set(step, "softcap", *spec_.softcap);
      set(step, "capped", per_key(capped_score, head));
    }
    if (run_.has_score_bias()) {
      set(step, "bias", per_key(score_bias, head));
    }
    set(step, "values", query_row(run_.scaled(head)));
  }

  void softmax(Json &step, Index head) const {
    const QuerySoftmax softmax = query_softmax(run_, head, query_);
    set(step, "max", number_or_null(softmax.row.max));
    set(step, "exponentials", to_json(softmax.exponentials.data(), run_.context_length()));
    set(step, "total", softmax.row.total);
    set(step, "values", query_row(run_.weights(head)));
  }

  void weight(Json &step, Index head) const {
    set(step, "values", to_json(view(weighted_values(run_, head, query_))));
  }

  void output_projection(Json &step) const {
    Json heads = Json::array();
    for (const Index head : heads_) {
      const RowVector part = head_output(run_, head, query_);
      heads.push_back(to_json(part.data(), part.size()));
    }
    set(step, "heads", std::move(heads));
    const RowVector &bo = run_.layer().weights().bo;
    const RowVector bias = bo.size() != 0 ? bo : RowVector::Zero(spec_.out_dim);
    set(step, "bias", to_json(bias.data(), bias.size()));
    set(step, "values", query_row(view(run_.output())));
  }

  void output(Json &step) const {
    set(step, "input", query_row(view(run_.x())));
    set(step, "values", query_row(view(run_.output())));
    set(step, "contributions", to_json(view(contributions(run_, query_))));
  }

  const Run &run_;
  const LayerSpec &spec_;
  const TraceOptions &options_;
  Index query_;
  std::vector<Index> heads_;
};

} // namespace

Json trace(const Run &run, const TraceOptions &options) {
  return TraceWriter(run, options).write();
}

} // namespace attn
