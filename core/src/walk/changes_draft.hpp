// SPDX-License-Identifier: MIT
/// Where one change is put in: what a run is made of, each part copied before it is written to.
#pragma once

#include "attn/changes.hpp"
#include "base/check.hpp"

#include <memory>
#include <string>
#include <utility>

namespace attn {

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

/// A table for every head by itself, from one for all or from none.
HeadTable of_heads(const Draft &draft, const std::optional<HeadTable> &given, float absent);

/// Throws Error: kUnsupported (a layer with windows), kShape (a mask that does not fit).
void refuse_windows(const Draft &draft);

/// One given number. Throws Error as apply_change() does.
void apply(const NumberChange &change, Draft &draft);

} // namespace attn
