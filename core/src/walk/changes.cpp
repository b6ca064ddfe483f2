// SPDX-License-Identifier: MIT
#include "attn/changes.hpp"

#include "math/softmax.hpp"
#include "walk/changes_draft.hpp"
#include "json/float_text.hpp"

#include <cmath>
#include <utility>

namespace attn {

HeadTable of_heads(const Draft &draft, const std::optional<HeadTable> &given, float absent) {
  const Index n = draft.queries();
  HeadTable table{draft.spec().num_heads, {}};
  check_size("mask", {table.heads, n, draft.keys()});
  table.values = Matrix::Constant(table.heads * n, draft.keys(), absent);
  if (given) {
    for (Index head = 0; head < table.heads; ++head) {
      table.values.middleRows(head * n, n) =
          given->values.middleRows(given->heads == 1 ? 0 : head * n, n);
    }
  }
  return table;
}

void refuse_windows(const Draft &draft) {
  if (draft.spec().window != 0) {
    refuse(ErrorCode::kUnsupported, {draft.name, ": masks of windows cannot be changed"});
  }
  draft.spec().mask.check(draft.spec().num_heads, draft.queries(), draft.keys());
}

namespace {

void apply(const ScaleChange &change, Draft &draft) {
  LayerSpec spec = draft.spec();
  spec.scale = change.scale;
  spec.scales.clear();
  draft.set_spec(std::move(spec));
}

void apply(const TemperatureChange &change, Draft &draft) {
  if (!(change.temperature > 0) || !std::isfinite(change.temperature)) {
    refuse(ErrorCode::kRange,
           {draft.name, ".temperature: expected a number above 0, got ",
            std::isfinite(change.temperature) ? float_text(change.temperature)
                                              : std::string(not_finite_text(change.temperature))});
  }
  LayerSpec spec = draft.spec();
  spec.scale = *spec.scale / change.temperature;
  for (float &scale : spec.scales) {
    scale /= change.temperature;
  }
  draft.set_spec(std::move(spec));
}

void apply(const MaskChange &change, Draft &draft) {
  refuse_windows(draft);
  LayerSpec spec = draft.spec();
  spec.mask = change.mask;
  draft.set_spec(std::move(spec));
}

void apply(const CellChange &change, Draft &draft) {
  refuse_windows(draft);
  if (change.head) {
    draft.check_head(*change.head);
  }
  const auto check = [&](const char *key, Index got, Index count) {
    if (got < 0 || got >= count) {
      refuse(ErrorCode::kRange,
             {draft.name, ".mask.", key, ": expected 0 to ", count - 1, ", got ", got});
    }
  };
  check("query", change.query, draft.queries());
  check("key", change.key, draft.keys());
  LayerSpec spec = draft.spec();
  HeadTable table = of_heads(draft, spec.mask.allow, 1);
  const Index n = draft.queries();
  Mask &mask = spec.mask;
  // A key behind the query is seen by this one only, so the rule becomes a table.
  if (change.allowed && (mask.causal || mask.reach)) {
    Mask rule;
    rule.causal = mask.causal;
    rule.offset = mask.offset;
    rule.reach = mask.reach;
    for (Index row = 0; row < table.values.rows(); ++row) {
      for (Index key = 0; key < table.values.cols(); ++key) {
        if (!rule.allows(0, row % n, key)) {
          table.values(row, key) = 0;
        }
      }
    }
    mask.causal = false;
    mask.offset = 0;
    mask.reach.reset();
  }
  if (change.allowed && mask.bias) {
    HeadTable bias = of_heads(draft, mask.bias, 0);
    for (Index head = 0; head < bias.heads; ++head) {
      float &added = bias.values(head * n + change.query, change.key);
      if ((!change.head || *change.head == head) && added == kMasked) {
        added = 0;
      }
    }
    mask.bias = std::move(bias);
  }
  for (Index head = 0; head < table.heads; ++head) {
    if (!change.head || *change.head == head) {
      table.values(head * n + change.query, change.key) = change.allowed ? 1.0F : 0.0F;
    }
  }
  spec.mask.allow = std::move(table);
  draft.set_spec(std::move(spec));
}

void apply(const GateChange &change, Draft &draft) {
  draft.check_head(change.head);
  if (!std::isfinite(change.gate)) {
    refuse(ErrorCode::kNotFinite,
           {draft.name, ".gate: expected a finite number, got ", not_finite_text(change.gate)});
  }
  Weights weights = draft.parts.layer->weights();
  const Index width = draft.spec().value_dim;
  weights.wo.middleRows(change.head * width, width) *= change.gate;
  draft.set_weights(std::move(weights));
}

void apply(const OrderChange &change, Draft &draft) {
  Sequence &x = draft.parts.x;
  if (x.origin != nullptr) {
    refuse(ErrorCode::kUnsupported,
           {draft.name, ".tokens: the order of a model's tokens is changed at its input"});
  }
  check_order(change, draft.name, x.values.rows());
  const Matrix given = x.values;
  std::vector<std::string> names;
  x.values.resize(static_cast<Index>(change.tokens.size()), given.cols());
  for (Index place = 0; place < x.values.rows(); ++place) {
    const Index token = change.tokens[static_cast<std::size_t>(place)];
    x.values.row(place) = given.row(token);
    names.push_back(x.tokens.empty() ? joined({token}) : x.tokens[static_cast<std::size_t>(token)]);
  }
  x.tokens = std::move(names);
}

void apply(const PositionsChange & /*change*/, Draft &draft) {
  LayerSpec spec = draft.spec();
  spec.position = NoPosition{};
  draft.set_spec(std::move(spec));
  const std::shared_ptr<LayerInput> origin = draft.copy_of_origin();
  if (origin != nullptr && origin->position.size() != 0) {
    origin->position.resize(0, 0);
    draft.set_origin(origin);
  }
}

} // namespace

void check_order(const OrderChange &order, const std::string &name, Index length) {
  if (order.tokens.empty()) {
    refuse(ErrorCode::kShape, {name, ".tokens: expected at least one token, got none"});
  }
  for (std::size_t place = 0; place < order.tokens.size(); ++place) {
    if (order.tokens[place] < 0 || order.tokens[place] >= length) {
      refuse(ErrorCode::kRange, {name, ".tokens[", place, "]: expected 0 to ", length - 1, ", got ",
                                 order.tokens[place]});
    }
  }
}

void apply_change(const Change &change, const std::string &name, RunParts &parts) {
  Draft draft(name, parts);
  std::visit([&](const auto &what) { apply(what, draft); }, change.what);
}

void apply_changes(const Changes &changes, RunParts &parts) {
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const std::string name = joined({"changes[", i, "]"});
    if (changes[i].layer) {
      refuse(ErrorCode::kUnsupported,
             {name, ".layer: only a model has several; leave it out for a single layer"});
    }
    apply_change(changes[i], name, parts);
  }
}

} // namespace attn
