// SPDX-License-Identifier: MIT
#include "layer/position_json.hpp"

#include "attn/layer_json.hpp"
#include "base/check.hpp"
#include "json/json_reader.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace attn {

namespace {

[[noreturn]] void refuse_name(std::string_view path, std::string_view name,
                              std::string_view known) {
  refuse(ErrorCode::kUnsupported, {path, ": \"", name, "\" is not known; known are ", known});
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

/// Which of the names stands there; the first when it is absent.
std::size_t read_choice(const Json &position, const char *key,
                        std::initializer_list<const char *> names) {
  const Json *given = find(position, key);
  if (given == nullptr) {
    return 0;
  }
  const std::string path = joined({"position.", key});
  const std::string name = read_string(*given, path);
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    refuse_name(path, name, listed({names.begin(), names.end()}));
  }
  return static_cast<std::size_t>(found - names.begin());
}

GridSteps read_steps(const Json &position, const char *key) {
  const std::string path = joined({"position.", key});
  const Json *steps = find_model_part(position, key, path);
  if (steps == nullptr) {
    return {};
  }
  check_keys(*steps, path, {"first", "step"});
  const auto number = [&](const char *name) {
    const std::string place = joined({path, ".", name});
    return static_cast<double>(read_float(required(*steps, name, place, "a number"), place));
  };
  return {number("first"), number("step")};
}

void write_steps(JsonWriter &out, const char *key, const GridSteps &steps) {
  out.key(key);
  out.begin_object();
  out.number("first", static_cast<float>(steps.first));
  out.number("step", static_cast<float>(steps.step));
  out.end_object();
}

void write_grid(JsonWriter &out, const std::optional<Grid> &grid, Index prefix) {
  if (grid) {
    out.integers("grid", {grid->rows, grid->cols});
  }
  if (prefix != 0) {
    out.integer("prefix", prefix);
  }
}

RopePosition read_rope(const Json &position, const Blobs &blobs) {
  check_keys(position, "position",
             {"type", "layout", "base", "rotaryDim", "grid", "prefix", "frequencies", "rowSteps",
              "colSteps"});
  RopePosition rope;
  rope.layout =
      static_cast<RopeLayout>(read_choice(position, "layout", {"interleaved", "half", "across"}));
  if (const Json *dims = find(position, "rotaryDim")) {
    rope.rotary_dim = read_index(*dims, "position.rotaryDim", 1, kMaxDimension);
  }
  rope.base = read_base(position);
  rope.grid = read_grid(position);
  rope.prefix = read_prefix(position);
  if (const Json *frequencies = find_model_part(position, "frequencies", "position.frequencies")) {
    const std::vector<float> given = read_floats(*frequencies, "position.frequencies", blobs);
    rope.frequencies.assign(given.begin(), given.end());
  }
  rope.row_steps = read_steps(position, "rowSteps");
  rope.col_steps = read_steps(position, "colSteps");
  return rope;
}

void write_rope(JsonWriter &out, const RopePosition &rope) {
  out.string("layout", rope_layout_name(rope.layout));
  out.number("base", static_cast<float>(rope.base));
  out.integer("rotaryDim", rope.rotary_dim);
  write_grid(out, rope.grid, rope.prefix);
  if (!rope.frequencies.empty()) {
    const std::vector<float> rounded(rope.frequencies.begin(), rope.frequencies.end());
    out.numbers("frequencies", rounded.data(), static_cast<Index>(rounded.size()));
  }
  if (rope.grid) {
    write_steps(out, "rowSteps", rope.row_steps);
    write_steps(out, "colSteps", rope.col_steps);
  }
}

RelativePosition read_relative(const Json &position, const Blobs &blobs) {
  check_keys(position, "position",
             {"type", "table", "order", "grid", "prefix", "prefixTable", "clamped", "origin"});
  const Json &table = required(position, "table", "position.table", "rows of numbers");
  RelativePosition relative;
  relative.grid = read_grid(position);
  relative.prefix = read_prefix(position);
  std::optional<Index> cols;
  if (relative.grid) {
    cols = (2 * relative.grid->rows - 1) * (2 * relative.grid->cols - 1);
  }
  relative.table = read_matrix(table, "position.table", {std::nullopt, cols}, blobs);
  // Backwards, the places of a grid change their signs in both directions at once.
  if (read_choice(position, "order", {"keyQuery", "queryKey"}) == 1) {
    relative.table = Matrix(relative.table.rowwise().reverse());
  }
  if (const Json *prefix = find_model_part(position, "prefixTable", "position.prefixTable")) {
    relative.prefix_table = read_matrix(*prefix, "position.prefixTable", {std::nullopt, 3}, blobs);
  }
  if (const Json *clamped = find_model_part(position, "clamped", "position.clamped")) {
    relative.is_clamped = read_bool(*clamped, "position.clamped");
  }
  if (const Json *origin = find(position, "origin")) {
    relative.origin = read_string(*origin, "position.origin");
  }
  return relative;
}

void write_relative(JsonWriter &out, const RelativePosition &relative) {
  out.matrix("table", view(relative.table));
  write_grid(out, relative.grid, relative.prefix);
  if (relative.prefix_table.size() != 0) {
    out.matrix("prefixTable", view(relative.prefix_table));
  }
  if (relative.is_clamped) {
    out.key("clamped");
    out.boolean(true);
  }
  if (!relative.origin.empty()) {
    out.string("origin", relative.origin);
  }
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
    return SinusoidalPosition{
        read_base(options),
        static_cast<SinusoidalLayout>(read_choice(options, "layout", {"interleaved", "halves"}))};
  }
  if (type == "learned") {
    check_keys(options, "position", {"type", "table"});
    const Json &table = required(options, "table", "position.table", "rows of dModel numbers");
    return LearnedPosition{read_matrix(table, "position.table", {std::nullopt, d_model}, blobs)};
  }
  if (type == "rope") {
    return read_rope(options, blobs);
  }
  if (type == "alibi") {
    check_keys(options, "position", {"type", "slopes"});
    const Json *slopes = find(options, "slopes");
    return slopes == nullptr ? AlibiPosition{}
                             : AlibiPosition{read_floats(*slopes, "position.slopes", blobs)};
  }
  if (type == "relative") {
    return read_relative(options, blobs);
  }
  refuse_name(is_name ? "position" : "position.type", type, kKnown);
}

void write_position(JsonWriter &out, const Position &position) {
  out.begin_object();
  out.string("type", position_type(position));
  if (const auto *sinusoidal = std::get_if<SinusoidalPosition>(&position)) {
    const bool in_halves = sinusoidal->layout == SinusoidalLayout::kHalves;
    out.string("layout", in_halves ? "halves" : "interleaved");
    out.number("base", static_cast<float>(sinusoidal->base));
  } else if (const auto *rope = std::get_if<RopePosition>(&position)) {
    write_rope(out, *rope);
  } else if (const auto *alibi = std::get_if<AlibiPosition>(&position)) {
    out.numbers("slopes", alibi->slopes.data(), static_cast<Index>(alibi->slopes.size()));
  } else if (const auto *relative = std::get_if<RelativePosition>(&position)) {
    write_relative(out, *relative);
  }
  out.end_object();
}

} // namespace attn
