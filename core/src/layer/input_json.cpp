// SPDX-License-Identifier: MIT
#include "attn/layer_json.hpp"

#include "attn/layer_input.hpp"
#include "base/check.hpp"
#include "json/float_text.hpp"
#include "json/json_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace attn {

namespace {

/// What the pointers of a LayerInput lead to when no model is there to own it.
struct OriginParts {
  Norm norm;
  Linear projection;
};

/// Token rows of an origin: at least one, `rows` of them where that is known.
Matrix read_rows_of(const Json &origin, const char *key, Extents expected, const Blobs &blobs) {
  const std::string path = joined({"origin.", key});
  const Json &given = required(origin, key, path, "rows of numbers");
  Matrix rows = read_matrix(given, path, expected, blobs);
  if (rows.size() == 0) {
    refuse(ErrorCode::kShape, {path, ": expected at least one row, got none"});
  }
  check_finite_input(path, rows);
  return rows;
}

RowVector read_entries_of(const Json &json, const char *key, const char *parent, Index count,
                          const Blobs &blobs) {
  const std::string path = joined({parent, ".", key});
  const std::string expected = joined({count, " values"});
  RowVector entries = read_vector(required(json, key, path, expected.c_str()), path, count, blobs);
  check_finite_input(path, entries);
  return entries;
}

NormKind read_norm_kind(const Json &json, const char *path) {
  const Json *kind = find(json, "kind");
  const std::string name = kind == nullptr ? "layer" : read_string(*kind, joined({path, ".kind"}));
  if (name != "layer" && name != "rms") {
    refuse(ErrorCode::kUnsupported,
           {path, ".kind: \"", name, "\" is not known; known are layer, rms"});
  }
  return name == "rms" ? NormKind::kRms : NormKind::kLayer;
}

Norm read_norm(const Json &json, Index size, const Blobs &blobs) {
  constexpr const char *path = "origin.norm";
  check_keys(json, path, {"kind", "weight", "bias", "epsilon"});
  Norm norm;
  norm.kind = read_norm_kind(json, path);
  norm.weight = read_entries_of(json, "weight", path, size, blobs);
  if (find(json, "bias") != nullptr) {
    norm.bias = read_entries_of(json, "bias", path, size, blobs);
  }
  norm.epsilon = read_float(required(json, "epsilon", "origin.norm.epsilon", "a number"),
                            "origin.norm.epsilon");
  if (norm.epsilon < 0) {
    refuse(ErrorCode::kRange,
           {"origin.norm.epsilon: expected a number from 0 on, got ", float_text(norm.epsilon)});
  }
  return norm;
}

Linear read_projection(const Json &json, Index out, const Blobs &blobs) {
  constexpr const char *path = "origin.projection";
  check_keys(json, path, {"weight", "bias"});
  Linear projection;
  constexpr const char *weight = "origin.projection.weight";
  projection.weight = read_matrix(required(json, "weight", weight, "rows of numbers"), weight,
                                  {std::nullopt, out}, blobs);
  check_finite_input(weight, projection.weight);
  if (find(json, "bias") != nullptr) {
    projection.bias = read_entries_of(json, "bias", path, out, blobs);
  }
  return projection;
}

/// A layer's input as a model makes it: x is the norm of the hidden rows, in the same operations.
void read_origin(const Json &json, Sequence &x, const LayerSpec &spec, const Blobs &blobs) {
  check_keys(
      json, "origin",
      {"layer", "hidden", "embedding", "position", "norm", "patches", "projection", "addsHidden"});
  auto parts = std::make_shared<OriginParts>();
  auto origin = std::make_shared<LayerInput>();
  if (const Json *layer = find(json, "layer")) {
    origin->layer = read_index(*layer, "origin.layer", 0, kMaxDimension);
  }
  if (find(json, "embedding") != nullptr) {
    if (find(json, "hidden") != nullptr) {
      refuse(ErrorCode::kUnsupported, {"origin.hidden: with an embedding it is embedding + "
                                       "position; give only one of the two"});
    }
    origin->embedding = read_rows_of(json, "embedding", {std::nullopt, spec.d_model}, blobs);
    origin->position =
        read_rows_of(json, "position", {origin->embedding.rows(), spec.d_model}, blobs);
    origin->hidden = origin->embedding + origin->position;
  } else {
    origin->hidden = read_rows_of(json, "hidden", {std::nullopt, spec.d_model}, blobs);
  }
  if (const Json *projection = find(json, "projection")) {
    parts->projection = read_projection(*projection, spec.d_model, blobs);
    origin->projection = &parts->projection;
    origin->patches =
        read_rows_of(json, "patches", {std::nullopt, parts->projection.weight.rows()}, blobs);
    origin->prefix = origin->hidden.rows() - origin->patches.rows();
    if (origin->embedding.size() == 0 || origin->prefix < 0) {
      refuse(ErrorCode::kShape, {"origin.patches: expected at most one for each row of embedding, "
                                 "got ",
                                 origin->patches.rows(), " for ", origin->embedding.rows()});
    }
  }
  x.values = origin->hidden;
  if (const Json *norm = find(json, "norm")) {
    parts->norm = read_norm(*norm, spec.d_model, blobs);
    origin->norm = &parts->norm;
    const Json *adds = find(json, "addsHidden");
    origin->adds_hidden = adds == nullptr || read_bool(*adds, "origin.addsHidden");
    x.values = normalize(parts->norm, origin->hidden, origin->scales);
  }
  x.source = InputSource::kTrainedVectors;
  origin->owner = std::move(parts);
  x.origin = std::move(origin);
}

Sequence read_sequence(const Json &json, const char *prefix, const LayerSpec &spec,
                       const Blobs &blobs) {
  Sequence sequence;
  const Json *x = find(json, "x");
  const Json *origin = find(json, "origin");
  const Json *tokens = find(json, "tokens");
  if (tokens != nullptr) {
    sequence.tokens = read_strings(*tokens, joined({prefix, "tokens"}));
    if (sequence.tokens.empty()) {
      refuse(ErrorCode::kShape, {prefix, "tokens: expected at least one, got none"});
    }
  }
  if (origin != nullptr) {
    if (x != nullptr) {
      refuse(ErrorCode::kUnsupported,
             {prefix, "x: it is made from origin; give only one of the two"});
    }
    read_origin(*origin, sequence, spec, blobs);
    return sequence;
  }
  if (x == nullptr && tokens == nullptr) {
    refuse(ErrorCode::kShape, {prefix, "x: expected rows of dModel = ", spec.d_model,
                               " values, or tokens to make them of, got neither"});
  }
  if (x == nullptr) {
    return sequence_of_words(std::move(sequence.tokens), spec);
  }
  sequence.values = read_matrix(*x, joined({prefix, "x"}), {std::nullopt, spec.d_model}, blobs);
  return sequence;
}

} // namespace

std::span<const char *const> run_input_keys() {
  static constexpr std::array keys{"x", "origin", "tokens", "context"};
  return keys;
}

RunInput read_run_input(const Json &json, const LayerSpec &spec, const Blobs &blobs) {
  check_keys(json, "input", run_input_keys());
  RunInput input{read_sequence(json, "", spec, blobs), std::nullopt};
  if (const Json *context = find(json, "context")) {
    check_keys(*context, "context", {"x", "tokens"});
    input.context = read_sequence(*context, "context.", spec, blobs);
  }
  return input;
}

} // namespace attn
