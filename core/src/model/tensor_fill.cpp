// SPDX-License-Identifier: MIT
/// Moves the numbers of a stored tensor to where the model keeps them: what loading a file spends
/// its time on.
#include "model/model_draft.hpp"

#include <algorithm>
#include <cstdint>

namespace attn {

namespace {

/// A block of rows and columns from `from`, whose rows are `from_step` apart.
struct Block {
  const float *from = nullptr;
  Index from_step = 0;
  Index rows = 0;
  Index cols = 0;
};

void move_block(const Block &block, float *to, Index row_step, Index col_step) {
  if (col_step == 1) {
    for (Index row = 0; row < block.rows; ++row) {
      std::copy_n(block.from + row * block.from_step, block.cols, to + row * row_step);
    }
    return;
  }
  // Column after column: the destination of a transposed tensor is written in runs as long as the
  // block has rows, and every other order would write to a new cache line for each number.
  for (Index col = 0; col < block.cols; ++col) {
    const float *from = block.from + col;
    float *const column = to + col * col_step;
    for (Index row = 0; row < block.rows; ++row) {
      column[row * row_step] = from[row * block.from_step];
    }
  }
}

/// Columns [first_col, first_col + block.cols) of the rows from `first_row` on.
void fill_block(const TensorPlace &place, Index first_row, Index first_col, const Block &block) {
  for (const TensorPart &part : place.parts) {
    const Index row = std::max(first_row, part.first_row);
    const Index col = std::max(first_col, part.first_col);
    const Index rows = std::min(first_row + block.rows, part.first_row + part.rows) - row;
    const Index cols = std::min(first_col + block.cols, part.first_col + part.cols) - col;
    if (rows > 0 && cols > 0) {
      move_block({block.from + (row - first_row) * block.from_step + (col - first_col),
                  block.from_step, rows, cols},
                 part.to + (row - part.first_row) * part.row_step +
                     (col - part.first_col) * part.col_step,
                 part.row_step, part.col_step);
    }
  }
}

} // namespace

void fill_numbers(const TensorPlace &place, std::span<const float> numbers) {
  const auto cols = static_cast<std::uint64_t>(place.cols);
  const std::uint64_t end = place.filled + numbers.size();
  std::uint64_t at = place.filled;
  while (at < end) {
    const auto row = static_cast<Index>(at / cols);
    const auto col = static_cast<Index>(at % cols);
    // As many whole rows as there are, or else the rest of one.
    const auto rows = static_cast<Index>(col == 0 ? (end - at) / cols : 0);
    const auto rest = static_cast<Index>(std::min(cols - at % cols, end - at));
    const Block block{numbers.data() + (at - place.filled), place.cols, std::max(rows, Index{1}),
                      rows == 0 ? rest : place.cols};
    fill_block(place, row, col, block);
    at += static_cast<std::uint64_t>(block.rows * block.cols);
  }
}

} // namespace attn
