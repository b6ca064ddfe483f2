// SPDX-License-Identifier: MIT
#include "attn/layer_json.hpp"

#include "base/check.hpp"
#include "layer/mask_json.hpp"
#include "json/json_reader.hpp"

#include <array>
#include <utility>

namespace attn {

namespace {

[[noreturn]] void refuse_name(std::string_view path, std::string_view name,
                              std::string_view known) {
  refuse(ErrorCode::kUnsupported, {path, ": \"", name, "\" is not known; known are ", known});
}

Index read_dimension(const Json &spec, const char *key) {
  const Json *value = find(spec, key);
  return value == nullptr ? 0 : read_index(*value, key, 1, kMaxDimension);
}

double read_base(const Json &position) {
  const Json *base = find(position, "base");
  return base == nullptr ? 10000 : static_cast<double>(read_float(*base, "position.base"));
}

std::optional<Grid> read_grid(const Json &position) {
  const Json *grid = find(position, "grid");
  if (grid == nullptr) {
    return std::nullopt;
  }
  const std::vector<Index> sides = read_indices(*grid, "position.grid", 1, kMaxGridSide);
  if (sides.size() != 2) {
    refuse(ErrorCode::kShape,
           {"position.grid: expected [rows, columns], got ", sides.size(), " numbers"});
  }
  return Grid{sides[0], sides[1]};
}

Index read_prefix(const Json &position) {
  const Json *prefix = find(position, "prefix");
  return prefix == nullptr ? 0 : read_index(*prefix, "position.prefix", 0, kMaxDimension);
}

/// position.layout: true for the second of the two names; the first when it is absent.
bool has_second_layout(const Json &position, const char *first, const char *second) {
  const Json *layout = find(position, "layout");
  if (layout == nullptr) {
    return false;
  }
  const std::string name = read_string(*layout, "position.layout");
  if (name != first && name != second) {
    refuse_name("position.layout", name, joined({first, ", ", second}));
  }
  return name == second;
}

RopePosition read_rope(const Json &position) {
  check_keys(position, "position", {"type", "layout", "base", "rotaryDim", "grid", "prefix"});
  RopePosition rope;
  rope.layout = has_second_layout(position, "interleaved", "half") ? RopeLayout::kHalf
                                                                   : RopeLayout::kInterleaved;
  if (const Json *dims = find(position, "rotaryDim")) {
    rope.rotary_dim = read_index(*dims, "position.rotaryDim", 1, kMaxDimension);
  }
  rope.base = read_base(position);
  rope.grid = read_grid(position);
  rope.prefix = read_prefix(position);
  return rope;
}

} // namespace

Position read_position(const Json &position, Index d_model, const Blobs &blobs) {
  constexpr const char *kKnown = "none, sinusoidal, learned, rope, alibi, relative";
  const bool is_name = position.is_string();
  const std::string type =
      is_name ? position.text()
              : read_string(required(position, "type", "position.type", "a name"), "position.type");
  const Json options = is_name ? Json::object() : position;
  if (type == "none") {
    check_keys(options, "position", {"type"});
    return NoPosition{};
  }
  if (type == "sinusoidal") {
    check_keys(options, "position", {"type", "layout", "base"});
    return SinusoidalPosition{read_base(options),
                              has_second_layout(options, "interleaved", "halves")
                                  ? SinusoidalLayout::kHalves
                                  : SinusoidalLayout::kInterleaved};
  }
  if (type == "learned") {
    check_keys(options, "position", {"type", "table"});
    const Json &table = required(options, "table", "position.table", "rows of dModel numbers");
    return LearnedPosition{read_matrix(table, "position.table", {std::nullopt, d_model}, blobs)};
  }
  if (type == "rope") {
    return read_rope(options);
  }
  if (type == "alibi") {
    check_keys(options, "position", {"type", "slopes"});
    const Json *slopes = find(options, "slopes");
    return slopes == nullptr ? AlibiPosition{}
                             : AlibiPosition{read_floats(*slopes, "position.slopes", blobs)};
  }
  if (type == "relative") {
    check_keys(options, "position", {"type", "table", "grid", "prefix", "origin"});
    const Json &table = required(options, "table", "position.table", "rows of numbers");
    RelativePosition relative;
    relative.grid = read_grid(options);
    relative.prefix = read_prefix(options);
    std::optional<Index> cols;
    if (relative.grid) {
      cols = (2 * relative.grid->rows - 1) * (2 * relative.grid->cols - 1);
    }
    relative.table = read_matrix(table, "position.table", {std::nullopt, cols}, blobs);
    if (const Json *origin = find(options, "origin")) {
      relative.origin = read_string(*origin, "position.origin");
    }
    return relative;
  }
  refuse_name(is_name ? "position" : "position.type", type, kKnown);
}

namespace {

LayerSpec read_spec(const Json &json, const Blobs &blobs) {
  LayerSpec spec;
  required(json, "dModel", "dModel", "a whole number");
  required(json, "numHeads", "numHeads", "a whole number");
  spec.d_model = read_dimension(json, "dModel");
  spec.num_heads = read_dimension(json, "numHeads");
  spec.num_kv_heads = read_dimension(json, "numKvHeads");
  spec.head_dim = read_dimension(json, "headDim");
  spec.value_dim = read_dimension(json, "valueDim");
  spec.out_dim = read_dimension(json, "outDim");
  if (const Json *scale = find(json, "scale")) {
    spec.scale = read_float(*scale, "scale");
  }
  if (const Json *softcap = find(json, "softcap")) {
    spec.softcap = read_float(*softcap, "softcap");
  }
  if (const Json *mask = find(json, "mask")) {
    spec.mask = read_mask(*mask, blobs);
  }
  if (const Json *position = find(json, "position")) {
    spec.position = read_position(*position, spec.d_model, blobs);
  }
  if (const Json *seed = find(json, "seed")) {
    spec.seed = static_cast<std::uint64_t>(
        read_integer(*seed, "seed", 0, static_cast<std::int64_t>(kMaxSeed)));
  }
  return resolved(std::move(spec));
}

Weights read_weights(const Json &json, const LayerSpec &spec, const Blobs &blobs) {
  check_keys(json, "weights", {"wq", "wk", "wv", "wo", "bq", "bk", "bv", "bo", "label", "trained"});
  const auto matrix = [&](const char *key, Index rows, Index cols) {
    const std::string path = joined({"weights.", key});
    check_size(path, {rows, cols});
    const std::string expected = joined({rows, " × ", cols, " = ", rows * cols, " values"});
    return read_matrix(required(json, key, path, expected.c_str()), path, {rows, cols}, blobs);
  };
  const auto bias = [&](const char *key, Index count) {
    const Json *value = find(json, key);
    return value == nullptr ? RowVector()
                            : read_vector(*value, joined({"weights.", key}), count, blobs);
  };
  Weights weights;
  weights.wq = matrix("wq", spec.d_model, spec.query_width());
  weights.wk = matrix("wk", spec.d_model, spec.key_width());
  weights.wv = matrix("wv", spec.d_model, spec.value_width());
  weights.wo = matrix("wo", spec.concat_width(), spec.out_dim);
  weights.bq = bias("bq", spec.query_width());
  weights.bk = bias("bk", spec.key_width());
  weights.bv = bias("bv", spec.value_width());
  weights.bo = bias("bo", spec.out_dim);
  const Json *label = find(json, "label");
  weights.label = label == nullptr ? kGivenLabel : read_string(*label, "weights.label");
  const Json *trained = find(json, "trained");
  weights.trained = trained != nullptr && read_bool(*trained, "weights.trained");
  return weights;
}

} // namespace

std::span<const char *const> spec_keys() {
  static constexpr std::array keys{"dModel",   "numHeads", "numKvHeads", "headDim",
                                   "valueDim", "outDim",   "scale",      "softcap",
                                   "mask",     "position", "weights",    "seed"};
  return keys;
}

std::shared_ptr<const AttentionLayer> read_layer(const Json &json, const Blobs &blobs) {
  check_keys(json, "spec", spec_keys());
  LayerSpec spec = read_spec(json, blobs);
  const Json *given = find(json, "weights");
  if (given == nullptr) {
    return std::make_shared<const AttentionLayer>(std::move(spec));
  }
  Weights weights = read_weights(*given, spec, blobs);
  return std::make_shared<const AttentionLayer>(std::move(spec), std::move(weights));
}

} // namespace attn
