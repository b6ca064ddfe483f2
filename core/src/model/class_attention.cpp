// SPDX-License-Identifier: MIT
#include "model/class_attention.hpp"

#include <utility>

namespace attn {

Matrix with_token(const PrefixToken &token, const Matrix &rows) {
  Matrix all(rows.rows() + 1, rows.cols());
  all << token.vector, rows;
  return all;
}

Sequence class_context(const PrefixToken &token, const std::vector<std::string> &patches,
                       const LayerInput &origin, Matrix rows) {
  rows.topRows(1) = origin.hidden;
  Sequence context;
  context.values = origin.norm != nullptr ? normalize(*origin.norm, rows) : std::move(rows);
  context.tokens = {token.name};
  context.tokens.insert(context.tokens.end(), patches.begin(), patches.end());
  context.source = InputSource::kTrainedVectors;
  return context;
}

Matrix finish_class_block(const EncoderBlock &block, Matrix rows, const Run &run) {
  rows.topRows(1) = finish_block(block, rows.topRows(1), run.x(), run.output());
  return rows;
}

} // namespace attn
