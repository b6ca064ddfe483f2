// SPDX-License-Identifier: MIT
#include "attn/trace.hpp"

#include "attn/query_walk.hpp"
#include "check.hpp"

#include <algorithm>
#include <array>

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
  std::vector<Index> heads;
  if (!options.heads) {
    for (Index h = 0; h < num_heads; ++h) {
      heads.push_back(h);
    }
    return heads;
  }
  for (std::size_t i = 0; i < options.heads->size(); ++i) {
    const Index head = (*options.heads)[i];
    const std::string path = joined({"heads[", i, "]"});
    if (head < 0 || head >= num_heads) {
      refuse(ErrorCode::kRange, {path, ": expected 0 to ", num_heads - 1, ", got ", head});
    }
    if (std::find(heads.begin(), heads.end(), head) != heads.end()) {
      refuse(ErrorCode::kRange, {path, ": head ", head, " is listed twice"});
    }
    heads.push_back(head);
  }
  std::sort(heads.begin(), heads.end());
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
    trace["schema"] = kTraceSchema;
    trace["config"] = config();
    trace["tokens"] = run_.tokens();
    if (run_.has_context()) {
      trace["contextTokens"] = run_.key_tokens();
    }
    if (options_.weights) {
      trace["weights"] = weights();
    }
    trace["steps"] = steps();
    return trace;
  }

private:
  Json config() const {
    Json config;
    config["dModel"] = spec_.d_model;
    config["numHeads"] = spec_.num_heads;
    config["numKvHeads"] = spec_.num_kv_heads;
    config["headDim"] = spec_.head_dim;
    config["valueDim"] = spec_.value_dim;
    config["outDim"] = spec_.out_dim;
    config["length"] = run_.length();
    config["contextLength"] = run_.context_length();
    config["query"] = query_;
    config["scale"] = run_.layer().scale();
    if (spec_.softcap) {
      config["softcap"] = *spec_.softcap;
    }
    config["mask"] = spec_.mask.label();
    config["position"] = position_label(spec_.position);
    config["weights"] = run_.layer().weights().label;
    config["biases"] = biases();
    if (options_.heads) {
      config["heads"] = heads_;
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
    all["wq"] = to_json(view(w.wq));
    all["wk"] = to_json(view(w.wk));
    all["wv"] = to_json(view(w.wv));
    all["wo"] = to_json(view(w.wo));
    const auto add = [&all](const RowVector &bias, const char *name) {
      if (bias.size() != 0) {
        all[name] = to_json(bias.data(), bias.size());
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
        step["id"] = id;
        write(step);
        steps.push_back(std::move(step));
      }
    };
    const auto add_head = [&](const char *id, Index head, auto &&write) {
      add(id, [&](Json &step) {
        step["head"] = head;
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
      add_head("sum", head, [&](Json &step) { step["values"] = query_row(run_.z(head)); });
    }
    add("concat", [&](Json &step) { step["values"] = query_row(view(run_.concat())); });
    add("output_projection", [&](Json &step) { output_projection(step); });
    add("output", [&](Json &step) { output(step); });
    return steps;
  }

  Json query_row(const MatrixView &values) const {
    return to_json(values.data() + query_ * values.outerStride(), values.cols());
  }

  /// One value per key.
  template <typename Value> Json per_key(Value &&value) const {
    Json list = Json::array();
    for (Index key = 0; key < run_.context_length(); ++key) {
      list.push_back(number_or_null(value(key)));
    }
    return list;
  }

  /// One row per key.
  template <typename Value> Json per_key_rows(Index columns, Value &&value) const {
    Json rows = Json::array();
    for (Index key = 0; key < run_.context_length(); ++key) {
      Json row = Json::array();
      for (Index c = 0; c < columns; ++c) {
        row.push_back(value(key, c));
      }
      rows.push_back(std::move(row));
    }
    return rows;
  }

  void input(Json &step) const {
    step["values"] = to_json(view(run_.x()));
    if (run_.has_additive_position()) {
      step["embedding"] = to_json(view(run_.embedding()));
      step["position"] = to_json(view(run_.position()));
    }
  }

  void project(Json &step) const {
    Json heads = Json::array();
    for (const Index head : heads_) {
      Json part;
      part["q"] = to_json(run_.q(head));
      part["k"] = to_json(run_.k(head));
      part["v"] = to_json(run_.v(head));
      if (run_.has_rope()) {
        part["qProjected"] = to_json(run_.q_projected(head));
        part["kProjected"] = to_json(run_.k_projected(head));
      }
      heads.push_back(std::move(part));
    }
    step["heads"] = std::move(heads);
  }

  void scores(Json &step, Index head) const {
    step["products"] = per_key_rows(spec_.head_dim, [&](Index key, Index c) {
      return score_product(run_, head, query_, key, c);
    });
    step["values"] = query_row(run_.scores(head));
  }

  void scale(Json &step, Index head) const {
    step["factor"] = run_.layer().scale();
    if (spec_.softcap || run_.has_score_bias()) {
      step["multiplied"] =
          per_key([&](Index key) { return multiplied_score(run_, head, query_, key); });
    }
    if (spec_.softcap) {
      step["softcap"] = *spec_.softcap;
      step["capped"] = per_key([&](Index key) { return capped_score(run_, head, query_, key); });
    }
    if (run_.has_score_bias()) {
      step["bias"] = per_key([&](Index key) { return score_bias(run_, head, query_, key); });
    }
    step["values"] = query_row(run_.scaled(head));
  }

  void softmax(Json &step, Index head) const {
    const QuerySoftmax softmax = query_softmax(run_, head, query_);
    step["max"] = number_or_null(softmax.row.max);
    step["exponentials"] = to_json(softmax.exponentials.data(), run_.context_length());
    step["total"] = softmax.row.total;
    step["values"] = query_row(run_.weights(head));
  }

  void weight(Json &step, Index head) const {
    step["values"] = per_key_rows(spec_.value_dim, [&](Index key, Index c) {
      return weighted_value(run_, head, query_, key, c);
    });
  }

  void output_projection(Json &step) const {
    Json heads = Json::array();
    for (const Index head : heads_) {
      const RowVector part = head_output(run_, head, query_);
      heads.push_back(to_json(part.data(), part.size()));
    }
    step["heads"] = std::move(heads);
    const RowVector &bo = run_.layer().weights().bo;
    const RowVector bias = bo.size() != 0 ? bo : RowVector::Zero(spec_.out_dim);
    step["bias"] = to_json(bias.data(), bias.size());
    step["values"] = query_row(view(run_.output()));
  }

  void output(Json &step) const {
    step["input"] = query_row(view(run_.x()));
    step["values"] = query_row(view(run_.output()));
    Json contributions = Json::array();
    for (Index key = 0; key < run_.context_length(); ++key) {
      const RowVector part = key_contribution(run_, query_, key);
      contributions.push_back(to_json(part.data(), part.size()));
    }
    step["contributions"] = std::move(contributions);
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
