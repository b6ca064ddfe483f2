// SPDX-License-Identifier: MIT
#include "attn/changes.hpp"

#include "base/check.hpp"
#include "math/softmax.hpp"
#include "json/float_text.hpp"

#include <cmath>
#include <utility>

namespace attn {

namespace {

/// Where one change is put in. Weights, norms and what a model made of x are shared with others, so
/// each is copied before it is written to.
class Draft {
public:
  Draft(const std::string &change, RunParts &run) : name(change), parts(run) {}

  const std::string &name; ///< of the change
  RunParts &parts;

  const LayerSpec &spec() const { return parts.layer->spec(); }
  Index queries() const { return parts.x.values.rows(); }
  Index keys() const { return parts.context ? parts.context->values.rows() : queries(); }

  void set_spec(LayerSpec spec) { parts.layer = parts.layer->with_spec(std::move(spec)); }

  void set_weights(Weights weights) {
    const Packing packing = parts.layer->packed() != nullptr ? Packing::kOnce : Packing::kNever;
    parts.layer = std::make_shared<const AttentionLayer>(spec(), std::move(weights), packing);
  }

  /// Null where no model made x.
  std::shared_ptr<LayerInput> copy_of_origin() const {
    return parts.x.origin ? std::make_shared<LayerInput>(*parts.x.origin) : nullptr;
  }

  /// Computes again what follows from the origin's given rows.
  void set_origin(std::shared_ptr<LayerInput> origin) {
    if (origin->embedding.size() != 0) {
      origin->hidden = origin->embedding;
      if (origin->position.size() != 0) {
        origin->hidden += origin->position;
      }
      if (origin->embedding_norm != nullptr) {
        origin->embedded =
            std::exchange(origin->hidden, normalize(*origin->embedding_norm, origin->hidden));
      }
    }
    parts.x.values = origin->norm != nullptr
                         ? normalize(*origin->norm, origin->hidden, origin->scales)
                         : origin->hidden;
    parts.x.origin = std::move(origin);
  }

  void check_head(Index head) const {
    if (head < 0 || head >= spec().num_heads) {
      refuse(ErrorCode::kRange,
             {name, ".head: expected 0 to ", spec().num_heads - 1, ", got ", head});
    }
  }

  [[noreturn]] void refuse_number(const char *tensor, const char *reason) const {
    refuse(ErrorCode::kUnsupported, {name, ".ref: ", tensor, " ", reason});
  }
};

void check_place(const Draft &draft, const TensorRef &ref, Index rows, Index columns) {
  const std::array<Index, 2> extents{rows, columns};
  for (std::size_t i = 0; i < static_cast<std::size_t>(tensor_rank(ref.tensor)); ++i) {
    if (ref.index[i] < 0 || ref.index[i] >= extents[i]) {
      refuse(ErrorCode::kRange, {draft.name, ".ref.index[", i, "]: expected 0 to ", extents[i] - 1,
                                 ", got ", ref.index[i]});
    }
  }
}

void set_in(const Draft &draft, const NumberChange &change, Matrix &rows) {
  check_place(draft, change.ref, rows.rows(), rows.cols());
  rows(change.ref.index[0], change.ref.index[1]) = change.value;
}

void set_in(const Draft &draft, const NumberChange &change, RowVector &entries) {
  if (entries.size() == 0) {
    draft.refuse_number(tensor_name(change.ref.tensor), "is not in this layer");
  }
  check_place(draft, change.ref, entries.size(), 0);
  entries(change.ref.index[0]) = change.value;
}

template <auto member> void set_weight(Draft &draft, const NumberChange &change) {
  Weights weights = draft.parts.layer->weights();
  set_in(draft, change, weights.*member);
  draft.set_weights(std::move(weights));
}

/// A norm of queries or keys.
template <auto member, auto entries> void set_norm(Draft &draft, const NumberChange &change) {
  Weights weights = draft.parts.layer->weights();
  if (!(weights.*member)) {
    draft.refuse_number(tensor_name(change.ref.tensor), "is not in this layer");
  }
  set_in(draft, change, *(weights.*member).*entries);
  draft.set_weights(std::move(weights));
}

/// The norm before a model's layer.
template <auto entries> void set_input_norm(Draft &draft, const NumberChange &change) {
  struct Owner {
    Norm norm;
    std::shared_ptr<const void> before;
  };
  const std::shared_ptr<LayerInput> origin = draft.copy_of_origin();
  if (origin == nullptr || origin->norm == nullptr) {
    draft.refuse_number(tensor_name(change.ref.tensor), "is not in this layer");
  }
  auto owner = std::make_shared<Owner>(Owner{*origin->norm, origin->owner});
  set_in(draft, change, owner->norm.*entries);
  origin->norm = &owner->norm;
  origin->owner = std::move(owner);
  draft.set_origin(origin);
}

void set_x(Draft &draft, const NumberChange &change) {
  if (draft.parts.x.origin != nullptr || is_additive(draft.spec().position)) {
    draft.refuse_number("x", "is computed here; change embedding, position or hidden");
  }
  set_in(draft, change, draft.parts.x.values);
}

void set_context(Draft &draft, const NumberChange &change) {
  if (!draft.parts.context) {
    draft.refuse_number("context", "is not in this run");
  }
  if (draft.parts.context->origin != nullptr) {
    draft.refuse_number("context", "is computed here; change hidden");
  }
  set_in(draft, change, draft.parts.context->values);
}

/// Their rows stand in the order of the windows, not of the picture.
void refuse_windowed_rows(const Draft &draft, const NumberChange &change) {
  if (draft.spec().window != 0) {
    draft.refuse_number(tensor_name(change.ref.tensor), "of a layer with windows cannot be changed");
  }
}

void set_hidden(Draft &draft, const NumberChange &change) {
  refuse_windowed_rows(draft, change);
  const std::shared_ptr<LayerInput> origin = draft.copy_of_origin();
  if (origin == nullptr || origin->embedding.size() != 0) {
    draft.refuse_number("hidden", origin == nullptr
                                      ? "is not in this run"
                                      : "is computed here; change embedding or position");
  }
  set_in(draft, change, origin->hidden);
  draft.set_origin(origin);
}

void set_embedding(Draft &draft, const NumberChange &change) {
  refuse_windowed_rows(draft, change);
  if (is_additive(draft.spec().position)) {
    set_in(draft, change, draft.parts.x.values);
    return;
  }
  const std::shared_ptr<LayerInput> origin = draft.copy_of_origin();
  if (origin == nullptr || origin->embedding.size() == 0) {
    draft.refuse_number("embedding", "is not in this run; change x");
  }
  if (origin->projection != nullptr && change.ref.index[0] >= origin->prefix) {
    draft.refuse_number("embedding", "of a patch is computed from its pixels");
  }
  set_in(draft, change, origin->embedding);
  draft.set_origin(origin);
}

void set_position(Draft &draft, const NumberChange &change) {
  refuse_windowed_rows(draft, change);
  const LayerSpec &before = draft.spec();
  if (is_additive(before.position)) {
    LayerSpec spec = before;
    LearnedPosition learned{additive_position(before.position, draft.queries(), before.d_model)};
    set_in(draft, change, learned.table);
    spec.position = std::move(learned);
    draft.set_spec(std::move(spec));
    return;
  }
  const std::shared_ptr<LayerInput> origin = draft.copy_of_origin();
  if (origin == nullptr || origin->position.size() == 0) {
    draft.refuse_number("position", "is not added in this run");
  }
  set_in(draft, change, origin->position);
  draft.set_origin(origin);
}

/// A table for every head by itself, from one for all or from none.
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

void set_mask_bias(Draft &draft, const NumberChange &change) {
  refuse_windows(draft);
  draft.check_head(change.ref.head);
  check_place(draft, change.ref, draft.queries(), draft.keys());
  LayerSpec spec = draft.spec();
  HeadTable table = of_heads(draft, spec.mask.bias, 0);
  table.values(change.ref.head * draft.queries() + change.ref.index[0], change.ref.index[1]) =
      change.value;
  spec.mask.bias = std::move(table);
  draft.set_spec(std::move(spec));
}

/// A kind of number that can be changed.
struct Changeable {
  TensorId tensor;
  void (*set)(Draft &draft, const NumberChange &change);
};

constexpr std::array kChangeable{
    Changeable{TensorId::kEmbedding, set_embedding},
    Changeable{TensorId::kPosition, set_position},
    Changeable{TensorId::kHidden, set_hidden},
    Changeable{TensorId::kNormWeight, set_input_norm<&Norm::weight>},
    Changeable{TensorId::kNormBias, set_input_norm<&Norm::bias>},
    Changeable{TensorId::kX, set_x},
    Changeable{TensorId::kContext, set_context},
    Changeable{TensorId::kWq, set_weight<&Weights::wq>},
    Changeable{TensorId::kWk, set_weight<&Weights::wk>},
    Changeable{TensorId::kWv, set_weight<&Weights::wv>},
    Changeable{TensorId::kWo, set_weight<&Weights::wo>},
    Changeable{TensorId::kBq, set_weight<&Weights::bq>},
    Changeable{TensorId::kBk, set_weight<&Weights::bk>},
    Changeable{TensorId::kBv, set_weight<&Weights::bv>},
    Changeable{TensorId::kBo, set_weight<&Weights::bo>},
    Changeable{TensorId::kQNormWeight, set_norm<&Weights::q_norm, &Norm::weight>},
    Changeable{TensorId::kQNormBias, set_norm<&Weights::q_norm, &Norm::bias>},
    Changeable{TensorId::kKNormWeight, set_norm<&Weights::k_norm, &Norm::weight>},
    Changeable{TensorId::kKNormBias, set_norm<&Weights::k_norm, &Norm::bias>},
    Changeable{TensorId::kMaskBias, set_mask_bias},
};

void apply(const NumberChange &change, Draft &draft) {
  const bool masks = change.ref.tensor == TensorId::kMaskBias && change.value == kMasked;
  if (!std::isfinite(change.value) && !masks) {
    refuse(ErrorCode::kNotFinite,
           {draft.name, ".value: expected a finite number, got ", not_finite_text(change.value)});
  }
  std::vector<const char *> known;
  for (const Changeable &kind : kChangeable) {
    if (kind.tensor == change.ref.tensor) {
      if (!tensor_has_heads(kind.tensor) && change.ref.head >= 0) {
        refuse(ErrorCode::kRange, {draft.name, ".ref.head: ", tensor_name(kind.tensor),
                                   " has no heads, got ", change.ref.head});
      }
      kind.set(draft, change);
      return;
    }
    known.push_back(tensor_name(kind.tensor));
  }
  refuse(ErrorCode::kUnsupported,
         {draft.name, ".ref: ", tensor_name(change.ref.tensor),
          " is not given but computed, or cannot be changed; what can be is ", listed(known)});
}

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
