// SPDX-License-Identifier: MIT
#include "attn/readout.hpp"

#include "base/check.hpp"
#include "walk/cosine.hpp"
#include "json/json_reader.hpp"

#include <algorithm>
#include <numeric>

namespace attn {

namespace {

std::vector<NearWord> nearest(const Model &model, const RowVector &vector, Index count) {
  const Matrix &words = model.words->word;
  RowVector cosines(words.rows());
  for (Index i = 0; i < words.rows(); ++i) {
    cosines(i) = cosine(vector.data(), words.data() + i * words.cols(), words.cols()).value;
  }
  std::vector<Index> order(static_cast<std::size_t>(words.rows()));
  std::iota(order.begin(), order.end(), Index{0});
  const auto shown = order.begin() + std::min(count, words.rows());
  std::partial_sort(order.begin(), shown, order.end(),
                    [&](Index a, Index b) { return cosines(a) > cosines(b); });
  std::vector<NearWord> near;
  for (auto id = order.begin(); id != shown; ++id) {
    near.push_back({model.tokenizer->shown(*id), cosines(*id), *id});
  }
  return near;
}

} // namespace

bool can_read_out(const Model &model) {
  return find(model.config.json, "readout") != nullptr && model.tokenizer != nullptr &&
         model.words && model.blocks.front().attention->spec().out_dim == model.d_model();
}

Readout readout(const ModelRun &run, Index token, Index count) {
  const Model &model = run.model();
  if (!can_read_out(model)) {
    refuse(ErrorCode::kUnsupported,
           {"readout: this model was not trained to end near a word's embedding"});
  }
  if (token < 0 || token >= run.length()) {
    refuse(ErrorCode::kRange, {"token: expected 0 to ", run.length() - 1, ", got ", token});
  }
  if (count < 1) {
    refuse(ErrorCode::kRange, {"count: expected at least 1, got ", count});
  }
  const std::shared_ptr<const Run> layer = run.layer(0);
  const RowVector x = layer->x().row(token);
  return {nearest(model, x, count), nearest(model, x + layer->output().row(token), count)};
}

} // namespace attn
