// SPDX-License-Identifier: MIT
#include "model/families/plan_parts.hpp"

#include "base/check.hpp"

#include <utility>

namespace attn {

namespace {

Index head_count(const ModelConfig &config, Index width) {
  if (config.num_heads != 0) {
    return config.num_heads;
  }
  // timm's config.json names an architecture instead; its ViTs have heads of 64 but for the
  // largest.
  const bool is_vit = config.name.starts_with("vit_") || config.name.starts_with("deit_");
  if (is_vit && (config.name.find("_huge") != std::string::npos ||
                 config.name.find("_giant") != std::string::npos)) {
    return 16;
  }
  if (is_vit && width % 64 == 0) {
    return width / 64;
  }
  refuse(ErrorCode::kShape,
         {"config.num_attention_heads: expected the number of heads, got nothing "
          "(the tensors do not tell it; give config.json beside the file)"});
}

/// Rows [first, first + heads · width) of a fused qkv, or all rows of a separate one.
TensorPart transposed_part(Matrix &to, Index first_row) {
  return {first_row, to.cols(), 0, to.rows(), to.data(), 1, to.cols()};
}

} // namespace

void plan_fused_qkv(TensorDemands &demands, const std::string &name, Weights &w, Index d,
                    Index width) {
  check_size(name, {d, 3 * width});
  w.wq.resize(d, width);
  w.wk.resize(d, width);
  w.wv.resize(d, width);
  demands.parts(
      name + ".weight", {3 * width, d}, d,
      {transposed_part(w.wq, 0), transposed_part(w.wk, width), transposed_part(w.wv, 2 * width)});
  plan_fused_bias(demands, name + ".bias", w, width);
}

void plan_fused_bias(TensorDemands &demands, const std::string &name, Weights &w, Index width) {
  if (!demands.has(name)) {
    return;
  }
  w.bq.resize(width);
  w.bk.resize(width);
  w.bv.resize(width);
  demands.parts(name, {3 * width}, 3 * width,
                {{0, 1, 0, width, w.bq.data(), width, 1},
                 {0, 1, width, width, w.bk.data(), width, 1},
                 {0, 1, 2 * width, width, w.bv.data(), width, 1}});
}

void plan_separate_qkv(TensorDemands &demands, const std::string &name, Weights &w, Index d,
                       Index width) {
  const auto one = [&](const char *part, Matrix &weight, RowVector &bias) {
    Linear linear;
    demands.linear(name + part, linear, d, width);
    // Moving keeps the memory that the demand points to.
    weight = std::move(linear.weight);
    bias = std::move(linear.bias);
  };
  one("query", w.wq, w.bq);
  one("key", w.wk, w.bk);
  one("value", w.wv, w.bv);
}

void plan_linear(TensorDemands &demands, const std::string &name, Matrix &weight, RowVector &bias,
                 Index in, Index out) {
  Linear linear;
  demands.linear(name, linear, in, out);
  weight = std::move(linear.weight);
  bias = std::move(linear.bias);
}

Index count_blocks(const TensorDemands &demands, const std::string &prefix,
                   const std::string &suffix) {
  Index count = 0;
  while (demands.has(joined({prefix, count, suffix}))) {
    ++count;
  }
  return count;
}

LayerSpec heads_of(const ModelConfig &config, Index d, Index width) {
  LayerSpec spec;
  spec.d_model = d;
  spec.num_heads = head_count(config, d);
  if (width % spec.num_heads != 0) {
    refuse(ErrorCode::kRange,
           {"config.num_attention_heads: expected a divisor of ", width, ", got ", spec.num_heads});
  }
  spec.head_dim = width / spec.num_heads;
  return spec;
}

Index plan_words(ModelDraft &draft, TensorDemands &demands, const std::string &word,
                 const std::string &position) {
  WordEmbedding words;
  const Index vocabulary = demands.extent(word, 2, 0);
  const Index d = demands.extent(word, 2, 1);
  demands.rows(word, words.word, vocabulary, d);
  if (demands.has(position)) {
    demands.rows(position, draft.position, demands.extent(position, 2, 0), d);
  }
  draft.model.words = std::move(words);
  return d;
}

} // namespace attn
