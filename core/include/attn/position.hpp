// SPDX-License-Identifier: MIT
/// \file
/// How a layer knows the order of its tokens: vectors added to x, rotation of q and k, or a bias on
/// the scores.
#pragma once

#include "attn/matrix.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace attn {

/// A 2-D arrangement of tokens, row by row, as the patches of an image.
struct Grid {
  Index rows = 0; ///< tokens from top to bottom
  Index cols = 0; ///< tokens from left to right
};

/// Largest side of a grid: keeps the relative table's size inside a 32-bit Index.
inline constexpr Index kMaxGridSide = 4096;

/// A layer that does not know the order of its tokens.
struct NoPosition {};

/// Which columns are sines.
enum class SinusoidalLayout {
  kInterleaved, ///< P[p, 2i] = sin(p / base^(2i/d)), P[p, 2i+1] = cos(the same)
  kHalves, ///< with h = ⌊d/2⌋: P[p, i] = sin(p / base^(i/(h−1))), P[p, h+i] = cos(the same)
};

/// Added to x: sines and cosines of the place p. Interleaved as in Vaswani et al. 2017, sec. 3.5,
/// or in halves as in tensor2tensor's get_timing_signal_1d, whose slowest wave is exactly `base`
/// times as long as the fastest. In halves, an odd d leaves the last column 0.
struct SinusoidalPosition {
  double base = 10000;                                      ///< of the wavelengths
  SinusoidalLayout layout = SinusoidalLayout::kInterleaved; ///< which columns are sines
};

/// Added to x: row p of a trained table.
struct LearnedPosition {
  Matrix table; ///< [at least n, d_model]
};

/// Which columns turn together.
enum class RopeLayout {
  kInterleaved, ///< column 2i turns with column 2i + 1 (Su et al. 2021)
  kHalf,        ///< column i turns with column i + dims/2 (GPT-NeoX, Hugging Face Llama)
  /// With a grid only: as kHalf over all dims, the first quarter of the columns by the row, the
  /// second by the column (DINOv3).
  kAcross,
};

/// Where the rows or columns of a grid stand: the place of row r is first + r · step.
struct GridSteps {
  double first = 0; ///< the place of row or column 0
  double step = 1;  ///< from one to the next
};

/// Pair i of q and k at place p is turned by the angle p · base^(−2i/dims), so that q·k depends on
/// the distance only. Su et al. 2021 (RoFormer), sec. 3.2.2. With a grid the first half of the
/// rotary dims is turned by the row and the second half by the column, each with dims/2 in place of
/// dims (axial 2-D RoPE, as in EVA-02).
struct RopePosition {
  RopeLayout layout = RopeLayout::kInterleaved; ///< which columns turn together
  double base = 10000;                          ///< of the angles
  Index rotary_dim = 0;                         ///< leading columns of each head that turn; 0 = all
  std::optional<Grid> grid;                     ///< none = 1-D
  Index prefix = 0; ///< leading tokens without a place (such as [CLS]): not turned
  /// Angles of one place, one for each pair of columns (of an axis, with a grid), in place of
  /// base^(−2i/dims); empty = by base. Files whose frequencies are stretched have them.
  std::vector<double> frequencies = {};
  GridSteps row_steps = {}; ///< places of a grid's rows
  GridSteps col_steps = {}; ///< places of its columns
};

/// Adds −slope_h · |query − key| to the scaled score. Press et al. 2022 (ALiBi), sec. 3; the
/// absolute value leaves the causal case unchanged and makes the bidirectional one symmetric.
struct AlibiPosition {
  std::vector<float> slopes; ///< [num_heads]; empty = the paper's geometric sequence
};

/// Adds a trained value per relative place to the scaled score. 1-D: table[h, key − query + L − 1]
/// (Raffel et al. 2020 without buckets; the idea is Shaw et al. 2018). 2-D:
/// table[h, (row_k − row_q + R − 1) · (2C − 1) + col_k − col_q + C − 1] (Swin, Liu et al. 2021;
/// BEiT, Bao et al. 2022). Pairs with a prefix token get 0.
struct RelativePosition {
  Matrix table; ///< [1 or num_heads, 2L − 1] or [1 or num_heads, (2R − 1)(2C − 1)]
  std::optional<Grid> grid; ///< none = 1-D
  Index prefix = 0;         ///< leading tokens without a place
  /// [as many rows as the table, 3]: of a prefix query, of a prefix key, of both (BEiT); 0 rows =
  /// 0.
  Matrix prefix_table = {};
  /// 1-D only: places further apart than the table tells have its outermost values (T5).
  bool is_clamped = false;
  std::string origin = {}; ///< who made the table, in a word or two for readers; empty = not said
};

/// One of the ways, or none.
using Position = std::variant<NoPosition, SinusoidalPosition, LearnedPosition, RopePosition,
                              AlibiPosition, RelativePosition>;

/// "interleaved", "half" or "across".
const char *rope_layout_name(RopeLayout layout);
/// "none", "sinusoidal", "learned", "rope", "alibi" or "relative".
const char *position_type(const Position &position);

/// "none", "sinusoidal", "sinusoidal halves", "learned", "rope interleaved", "rope half",
/// "rope across", "alibi",
/// "relative"; " 2-D" is appended with a grid.
std::string position_label(const Position &position);

/// Fills what was left open (rotary_dim, slopes) and checks the rest against the layer.
/// Throws Error: kRange (base ≤ 0, rotary dims odd or too many), kShape (table or slopes do not fit
/// the layer), kNotFinite.
Position resolved_position(Position position, Index d_model, Index num_heads, Index head_dim);

/// Throws Error(kShape) when the position cannot serve n queries and m keys: too few learned rows,
/// a grid with another number of places, a relative table that is too short.
void check_position(const Position &position, Index queries, Index keys);

/// True for sinusoidal and learned positions.
bool is_additive(const Position &position);
/// [count, d_model]: what is added to x. Only for additive positions.
Matrix additive_position(const Position &position, Index count, Index d_model);

/// True for ALiBi and relative positions.
bool has_score_bias(const Position &position);
/// True where that bias depends on key − query alone: no grid and no prefix.
bool has_offset_bias(const Position &position);
/// What such a position adds at offset = key − query.
float offset_bias(const Position &position, Index head, Index offset);
/// What the position adds to the scaled score; 0 for positions without a score bias.
float position_score_bias(const Position &position, Index head, Index query, Index key);

/// The ALiBi paper's slopes: 2^(−8(h+1)/H) for H a power of two, else those of the next lower power
/// followed by every second slope of the next higher one.
std::vector<float> default_alibi_slopes(Index num_heads);

/// What happens to one column of one token: value = own · cos + partner · sin_signed.
struct RopeTurn {
  bool turned = false;  ///< false: the column is copied
  Index partner = 0;    ///< column of the same head
  float cos = 1;        ///< of the angle
  float sin_signed = 0; ///< −sin for the first column of a pair, +sin for the second
};

/// The turn of one column of q or k of this token.
RopeTurn rope_turn(const RopePosition &rope, Index token, Index column);

/// The turn by a number of places, also backwards; without a grid only.
RopeTurn rope_turn_by(const RopePosition &rope, Index places, Index column);

/// Turns every head of x [tokens, heads · head_dim] in place.
void apply_rope(const RopePosition &rope, Index head_dim, Matrix &x);

} // namespace attn
