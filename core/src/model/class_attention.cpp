// SPDX-License-Identifier: MIT
#include "model/class_attention.hpp"

#include <memory>
#include <utility>

namespace attn {

Matrix with_token(const PrefixToken &token, const Matrix &rows) {
  Matrix all(rows.rows() + 1, rows.cols());
  all << token.vector, rows;
  return all;
}

Sequence class_context(const PrefixToken &token, const std::vector<std::string> &patches,
                       const LayerInput &origin, Matrix rows) {
  auto own = std::make_shared<LayerInput>();
  own->layer = origin.layer;
  own->owner = origin.owner;
  own->norm = origin.norm;
  own->hidden = std::move(rows);
  own->hidden.topRows(1) = origin.hidden;
  Sequence context;
  context.values =
      own->norm != nullptr ? normalize(*own->norm, own->hidden, own->scales) : own->hidden;
  context.tokens = {token.name};
  context.tokens.insert(context.tokens.end(), patches.begin(), patches.end());
  context.source = InputSource::kTrainedVectors;
  context.origin = std::move(own);
  return context;
}

Matrix finish_class_block(const EncoderBlock &block, Matrix rows, const Run &run) {
  rows.topRows(1) = finish_block(block, rows.topRows(1), run.x(), run.output());
  return rows;
}

} // namespace attn
