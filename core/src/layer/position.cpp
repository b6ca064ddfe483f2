// SPDX-License-Identifier: MIT
#include "attn/position.hpp"

#include "attn/layer_spec.hpp"
#include "base/check.hpp"
#include "math/elementary.hpp"
#include "json/float_text.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace attn {

namespace {

void check_base(double base) {
  if (!std::isfinite(base)) {
    refuse(ErrorCode::kNotFinite, {"position.base: expected a finite number above 0"});
  }
  if (base <= 0) {
    refuse(ErrorCode::kRange, {"position.base: expected a number above 0, got ",
                               float_text(static_cast<float>(base))});
  }
}

void check_grid(const std::optional<Grid> &grid, Index prefix) {
  if (prefix < 0 || prefix > kMaxDimension) {
    refuse(ErrorCode::kRange, {"position.prefix: expected a whole number from 0 to ", kMaxDimension,
                               ", got ", prefix});
  }
  if (grid && (grid->rows < 1 || grid->cols < 1 || grid->rows > kMaxGridSide ||
               grid->cols > kMaxGridSide)) {
    refuse(ErrorCode::kRange, {"position.grid: expected [rows, columns] of 1 to ", kMaxGridSide,
                               ", got ", grid->rows, " × ", grid->cols});
  }
}

void check_head_count(const std::string &name, Index got, Index num_heads) {
  if (got != 1 && got != num_heads) {
    refuse(ErrorCode::kShape,
           {name, ": expected 1 row or one for each of ", num_heads, " heads, got ", got});
  }
}

/// As PyTorch has them, and JSON: a layer that is written down and read again turns by the same
/// angles.
void round_to_float(double &number) { number = static_cast<double>(static_cast<float>(number)); }

void resolve(NoPosition &, Index, Index, Index) {}

void resolve(SinusoidalPosition &sinusoidal, Index, Index, Index) { check_base(sinusoidal.base); }

void resolve(LearnedPosition &learned, Index d_model, Index, Index) {
  if (learned.table.cols() != d_model) {
    refuse(ErrorCode::kShape, {"position.table: expected rows of dModel = ", d_model,
                               " values, got ", learned.table.cols()});
  }
  check_finite_input("position.table", learned.table);
}

void resolve(RopePosition &rope, Index, Index, Index head_dim) {
  check_base(rope.base);
  check_grid(rope.grid, rope.prefix);
  if (rope.rotary_dim == 0) {
    rope.rotary_dim = head_dim;
  }
  const Index step = rope.grid ? 4 : 2; // pairs, for each axis
  if (rope.layout == RopeLayout::kAcross && !rope.grid) {
    refuse(ErrorCode::kUnsupported, {"position.layout: \"across\" needs a grid"});
  }
  if (rope.rotary_dim < step || rope.rotary_dim > head_dim || rope.rotary_dim % step != 0) {
    refuse(ErrorCode::kRange, {"position.rotaryDim: expected a multiple of ", step, " from ", step,
                               " to headDim = ", head_dim, ", got ", rope.rotary_dim});
  }
  const auto pairs = static_cast<std::size_t>(rope.rotary_dim / step);
  if (!rope.frequencies.empty() && rope.frequencies.size() != pairs) {
    refuse(ErrorCode::kShape,
           {"position.frequencies: expected ", pairs, " numbers, got ", rope.frequencies.size()});
  }
  for (double &frequency : rope.frequencies) {
    round_to_float(frequency);
    if (!std::isfinite(frequency)) {
      refuse(ErrorCode::kNotFinite, {"position.frequencies: expected finite numbers"});
    }
  }
  for (GridSteps *steps : {&rope.row_steps, &rope.col_steps}) {
    round_to_float(steps->first);
    round_to_float(steps->step);
  }
}

void resolve(AlibiPosition &alibi, Index, Index num_heads, Index) {
  if (alibi.slopes.empty()) {
    alibi.slopes = default_alibi_slopes(num_heads);
  }
  if (static_cast<Index>(alibi.slopes.size()) != num_heads) {
    refuse(ErrorCode::kShape, {"position.slopes: expected one for each of ", num_heads,
                               " heads, got ", alibi.slopes.size()});
  }
  for (std::size_t head = 0; head < alibi.slopes.size(); ++head) {
    if (!std::isfinite(alibi.slopes[head])) {
      refuse(ErrorCode::kNotFinite, {"position.slopes[", head, "]: expected a finite number, got ",
                                     not_finite_text(alibi.slopes[head])});
    }
  }
}

void resolve(RelativePosition &relative, Index, Index num_heads, Index) {
  check_grid(relative.grid, relative.prefix);
  check_head_count("position.table", relative.table.rows(), num_heads);
  const Index cols = relative.table.cols();
  if (relative.grid) {
    const Index rows_wide = 2 * relative.grid->rows - 1;
    const Index cols_wide = 2 * relative.grid->cols - 1;
    if (cols != rows_wide * cols_wide) {
      refuse(ErrorCode::kShape,
             {"position.table: expected rows of (2·", relative.grid->rows, " − 1) × (2·",
              relative.grid->cols, " − 1) = ", rows_wide * cols_wide, " values, got ", cols});
    }
  } else if (cols % 2 == 0) {
    refuse(ErrorCode::kShape,
           {"position.table: expected rows of 2·L − 1 (an odd number of) values, got ", cols});
  }
  check_finite_input("position.table", relative.table);
  const Matrix &prefix = relative.prefix_table;
  if (prefix.size() != 0 && (prefix.rows() != relative.table.rows() || prefix.cols() != 3)) {
    refuse(ErrorCode::kShape, {"position.prefixTable: expected ", relative.table.rows(),
                               " × 3 values, got ", prefix.rows(), " × ", prefix.cols()});
  }
  check_finite_input("position.prefixTable", prefix);
  if (relative.is_clamped && (relative.grid || relative.prefix != 0)) {
    refuse(ErrorCode::kUnsupported, {"position.clamped: only without a grid and a prefix"});
  }
}

void check_grid_places(const std::optional<Grid> &grid, Index prefix, Index queries, Index keys) {
  if (!grid) {
    return;
  }
  const Index places = prefix + grid->rows * grid->cols;
  const auto check = [&](const char *what, Index got) {
    if (got != places) {
      refuse(ErrorCode::kShape,
             {"position.grid: ", prefix, " prefix + ", grid->rows, " × ", grid->cols, " = ", places,
              " places, but there are ", got, " ", what});
    }
  };
  check("tokens", queries);
  check("context tokens", keys);
}

/// One column of the sinusoidal signal.
struct Wave {
  double frequency = 0;
  double (*value)(double angle) = sine_of;
};

/// In halves: cosines after sines, and a 0 where d is odd.
Wave halves_wave(double base, Index column, Index d_model) {
  const Index half = d_model / 2;
  if (column >= 2 * half) {
    return {};
  }
  // A single wave has no spacing to keep: exponent 0.
  const double exponent =
      -static_cast<double>(column % half) / static_cast<double>(std::max<Index>(half - 1, 1));
  return {power_of(base, exponent), column < half ? sine_of : cosine_of};
}

Wave interleaved_wave(double base, Index column, Index d_model) {
  const double exponent = -2.0 * static_cast<double>(column / 2) / static_cast<double>(d_model);
  return {power_of(base, exponent), column % 2 == 0 ? sine_of : cosine_of};
}

} // namespace

const char *rope_layout_name(RopeLayout layout) {
  static constexpr const char *kNames[] = {"interleaved", "half", "across"};
  return kNames[static_cast<std::size_t>(layout)];
}

const char *position_type(const Position &position) {
  static constexpr const char *kNames[] = {"none", "sinusoidal", "learned",
                                           "rope", "alibi",      "relative"};
  return kNames[position.index()];
}

std::string position_label(const Position &position) {
  std::string label = position_type(position);
  if (const auto *rope = std::get_if<RopePosition>(&position)) {
    label += joined({" ", rope_layout_name(rope->layout)});
    label += rope->grid ? " 2-D" : "";
  } else if (const auto *relative = std::get_if<RelativePosition>(&position)) {
    label += relative->grid ? " 2-D" : "";
  } else if (const auto *sinusoidal = std::get_if<SinusoidalPosition>(&position)) {
    label += sinusoidal->layout == SinusoidalLayout::kHalves ? " halves" : "";
  }
  return label;
}

Position resolved_position(Position position, Index d_model, Index num_heads, Index head_dim) {
  std::visit([&](auto &kind) { resolve(kind, d_model, num_heads, head_dim); }, position);
  return position;
}

void check_position(const Position &position, Index queries, Index keys) {
  if (const auto *learned = std::get_if<LearnedPosition>(&position)) {
    if (learned->table.rows() < queries) {
      refuse(ErrorCode::kShape, {"position.table: expected a row for each of ", queries,
                                 " tokens, got ", learned->table.rows()});
    }
  } else if (const auto *rope = std::get_if<RopePosition>(&position)) {
    check_grid_places(rope->grid, rope->prefix, queries, keys);
  } else if (const auto *relative = std::get_if<RelativePosition>(&position)) {
    check_grid_places(relative->grid, relative->prefix, queries, keys);
    const Index longest = std::max(queries, keys) - relative->prefix;
    if (!relative->grid && !relative->is_clamped && longest > (relative->table.cols() + 1) / 2) {
      refuse(ErrorCode::kShape, {"position.table: ", longest, " tokens need rows of at least ",
                                 2 * longest - 1, " values, got ", relative->table.cols()});
    }
  }
}

bool is_additive(const Position &position) {
  return std::holds_alternative<SinusoidalPosition>(position) ||
         std::holds_alternative<LearnedPosition>(position);
}

Matrix additive_position(const Position &position, Index count, Index d_model) {
  if (const auto *learned = std::get_if<LearnedPosition>(&position)) {
    return learned->table.topRows(count);
  }
  const auto &sinusoidal = std::get<SinusoidalPosition>(position);
  const auto wave_of =
      sinusoidal.layout == SinusoidalLayout::kHalves ? halves_wave : interleaved_wave;
  Matrix added(count, d_model);
  for (Index c = 0; c < d_model; ++c) {
    const Wave wave = wave_of(sinusoidal.base, c, d_model);
    for (Index p = 0; p < count; ++p) {
      added(p, c) = static_cast<float>(wave.value(static_cast<double>(p) * wave.frequency));
    }
  }
  return added;
}

bool has_score_bias(const Position &position) {
  return std::holds_alternative<AlibiPosition>(position) ||
         std::holds_alternative<RelativePosition>(position);
}

bool has_offset_bias(const Position &position) {
  const auto *relative = std::get_if<RelativePosition>(&position);
  return std::holds_alternative<AlibiPosition>(position) ||
         (relative != nullptr && !relative->grid && relative->prefix == 0);
}

float offset_bias(const Position &position, Index head, Index offset) {
  if (const auto *alibi = std::get_if<AlibiPosition>(&position)) {
    return -alibi->slopes[static_cast<std::size_t>(head)] * static_cast<float>(std::abs(offset));
  }
  const auto &relative = std::get<RelativePosition>(position);
  const Matrix &table = relative.table;
  const Index most = (table.cols() - 1) / 2;
  const Index place = relative.is_clamped ? std::clamp(offset, -most, most) : offset;
  return table(table.rows() == 1 ? 0 : head, place + most);
}

float position_score_bias(const Position &position, Index head, Index query, Index key) {
  if (has_offset_bias(position)) {
    return offset_bias(position, head, key - query);
  }
  if (const auto *relative = std::get_if<RelativePosition>(&position)) {
    const Index q = query - relative->prefix;
    const Index k = key - relative->prefix;
    const Index row = relative->table.rows() == 1 ? 0 : head;
    if (q < 0 || k < 0) {
      const Index which = q >= 0 ? 1 : k >= 0 ? 0 : 2;
      return relative->prefix_table.size() == 0 ? 0 : relative->prefix_table(row, which);
    }
    if (!relative->grid) {
      return offset_bias(position, head, k - q);
    }
    const auto [rows, cols] = *relative->grid;
    const Index down = k / cols - q / cols + rows - 1;
    const Index right = k % cols - q % cols + cols - 1;
    return relative->table(row, down * (2 * cols - 1) + right);
  }
  return 0;
}

std::vector<float> default_alibi_slopes(Index num_heads) {
  Index power = 1;
  while (power * 2 <= num_heads) {
    power *= 2;
  }
  std::vector<float> slopes;
  const auto add = [&slopes](Index numerator, Index heads) {
    slopes.push_back(static_cast<float>(
        power_of(2, -8.0 * static_cast<double>(numerator) / static_cast<double>(heads))));
  };
  for (Index h = 1; h <= power; ++h) {
    add(h, power);
  }
  for (Index h = 1; static_cast<Index>(slopes.size()) < num_heads; h += 2) {
    add(h, 2 * power);
  }
  return slopes;
}

} // namespace attn
