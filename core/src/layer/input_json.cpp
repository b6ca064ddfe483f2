// SPDX-License-Identifier: MIT
#include "attn/layer_json.hpp"

#include "attn/layer_input.hpp"
#include "base/check.hpp"
#include "layer/layer_parts_json.hpp"
#include "layer/norm_json.hpp"
#include "json/json_reader.hpp"

#include <array>
#include <utility>

namespace attn {

namespace {

/// What the pointers of a LayerInput lead to when no model is there to own it.
struct OriginParts {
  Norm norm;
  Norm post_norm;
  Norm embedding_norm;
  Norm patch_norm;
  RowVector layer_scale;
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

Linear read_projection(const Json &json, Index out, const Blobs &blobs) {
  constexpr const char *path = "origin.projection";
  check_keys(json, path, {"weight", "bias"});
  Linear projection;
  constexpr const char *weight = "origin.projection.weight";
  projection.weight = read_matrix(required(json, "weight", weight, "rows of numbers"), weight,
                                  {std::nullopt, out}, blobs);
  check_finite_input(weight, projection.weight);
  if (find(json, "bias") != nullptr) {
    projection.bias = read_entries(json, "bias", path, out, blobs);
  }
  return projection;
}

/// What the positions of an embedding are.
bool is_learned(const Json &json) {
  constexpr const char *path = "origin.positionType";
  const Json *type = find(json, "positionType");
  const std::string name = type == nullptr ? "learned" : read_string(*type, path);
  if (name != "learned" && name != "sinusoidal") {
    refuse(ErrorCode::kUnsupported,
           {path, ": \"", name, "\" is not known; known are learned, sinusoidal"});
  }
  return name == "learned";
}

/// A layer's input as a model makes it: x is the norm of the hidden rows, in the same operations.
void read_origin(const Json &json, Sequence &x, const LayerSpec &spec, const Blobs &blobs) {
  check_keys(json, "origin",
             {"layer", "hidden", "embedding", "position", "positionType", "norm", "patches",
              "projection", "projected", "patchNorm", "embeddingNorm", "addsHidden", "postNorm",
              "layerScale", "grid"});
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
    origin->hidden = origin->embedding;
    if (find(json, "position") != nullptr) {
      origin->position =
          read_rows_of(json, "position", {origin->embedding.rows(), spec.d_model}, blobs);
      origin->hidden += origin->position;
    }
    origin->is_position_learned = is_learned(json);
    if (const Json *norm = find(json, "embeddingNorm")) {
      parts->embedding_norm = read_norm(*norm, "origin.embeddingNorm", spec.d_model, blobs);
      origin->embedding_norm = &parts->embedding_norm;
      origin->embedded =
          std::exchange(origin->hidden, normalize(parts->embedding_norm, origin->hidden));
    }
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
  if (const Json *norm = find(json, "patchNorm")) {
    parts->patch_norm = read_norm(*norm, "origin.patchNorm", spec.d_model, blobs);
    origin->patch_norm = &parts->patch_norm;
    origin->projected =
        read_rows_of(json, "projected", {origin->patches.rows(), spec.d_model}, blobs);
  }
  if (const Json *grid = find(json, "grid")) {
    const std::vector<Index> sides = read_indices(*grid, "origin.grid", 1, kMaxGridSide);
    const Index rows = origin->hidden.rows();
    if (sides.size() != 2 || sides[0] * sides[1] > rows) {
      refuse(ErrorCode::kShape, {"origin.grid: expected [rows, columns] of at most ", rows,
                                 " patches in all, got ", got_text(*grid)});
    }
    origin->grid = {sides[0], sides[1]};
    origin->prefix = rows - sides[0] * sides[1];
  }
  x.values = origin->hidden;
  if (const Json *norm = find(json, "norm")) {
    parts->norm = read_norm(*norm, "origin.norm", spec.d_model, blobs);
    origin->norm = &parts->norm;
    const Json *adds = find(json, "addsHidden");
    origin->adds_hidden = adds == nullptr || read_bool(*adds, "origin.addsHidden");
    x.values = normalize(parts->norm, origin->hidden, origin->scales);
  }
  if (const Json *norm = find(json, "postNorm")) {
    parts->post_norm = read_norm(*norm, "origin.postNorm", spec.out_dim, blobs);
    origin->post_norm = &parts->post_norm;
  }
  if (find(json, "layerScale") != nullptr) {
    parts->layer_scale = read_entries(json, "layerScale", "origin", spec.out_dim, blobs);
    origin->layer_scale = &parts->layer_scale;
  }
  x.source = InputSource::kTrainedVectors;
  origin->owner = std::move(parts);
  x.origin = std::move(origin);
}

Sequence read_sequence(const Json &json, const char *prefix, const LayerSpec &spec,
                       const Blobs &blobs) {
  Sequence sequence;
  const Json *x = find(json, "x");
  const Json *origin = find_model_part(json, "origin", joined({prefix, "origin"}));
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
  static constexpr std::array keys{"x", "origin", "tokens", "context", "changes"};
  return keys;
}

RunInput read_run_input(const Json &json, const LayerSpec &spec, const Blobs &blobs) {
  check_keys(json, "input", run_input_keys());
  RunInput input{read_sequence(json, "", spec, blobs), std::nullopt};
  if (const Json *context = find(json, "context")) {
    check_keys(*context, "context", {"x", "origin", "tokens"});
    input.context = read_sequence(*context, "context.", spec, blobs);
  }
  return input;
}

namespace {

/// A sequence without its large matrices: its names, and what a model made it of.
void write_sequence(JsonWriter &out, const std::vector<std::string> &tokens,
                    const LayerInput *origin) {
  out.strings("tokens", tokens);
  if (origin == nullptr) {
    return;
  }
  out.key("origin");
  out.begin_object();
  out.integer("layer", origin->layer);
  if (origin->position.size() != 0) {
    out.string("positionType", origin->is_position_learned ? "learned" : "sinusoidal");
  }
  if (origin->grid) {
    out.integers("grid", {origin->grid->rows, origin->grid->cols});
  }
  const auto norm = [&out](const char *key, const Norm *values) {
    if (values != nullptr) {
      out.key(key);
      write_norm(out, *values);
    }
  };
  norm("norm", origin->norm);
  norm("embeddingNorm", origin->embedding_norm);
  norm("patchNorm", origin->patch_norm);
  if (origin->norm != nullptr) {
    out.key("addsHidden");
    out.boolean(origin->adds_hidden);
  }
  norm("postNorm", origin->post_norm);
  if (origin->layer_scale != nullptr) {
    out.numbers("layerScale", origin->layer_scale->data(), origin->layer_scale->size());
  }
  out.end_object();
}

} // namespace

void write_run_input(JsonWriter &out, const Run &run) {
  out.begin_object();
  write_sequence(out, run.tokens(), run.origin());
  if (run.has_context()) {
    out.key("context");
    out.begin_object();
    write_sequence(out, run.key_tokens(), run.context_origin());
    out.end_object();
  }
  out.end_object();
}

void write_layer(JsonWriter &out, const Run &run) {
  out.begin_object();
  out.key("spec");
  write_spec(out, run.layer());
  out.key("input");
  write_run_input(out, run);
  out.end_object();
}

} // namespace attn
