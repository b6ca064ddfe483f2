// SPDX-License-Identifier: MIT
/// Changes of given numbers: a row for every tensor that has them.
#include "walk/changes_draft.hpp"

#include "math/softmax.hpp"

#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace attn {

namespace {

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
    draft.refuse_number(tensor_name(change.ref.tensor),
                        "of a layer with windows cannot be changed");
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

} // namespace

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

} // namespace attn
