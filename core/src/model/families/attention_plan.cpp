// SPDX-License-Identifier: MIT
#include "model/families/attention_plan.hpp"

#include "base/check.hpp"
#include "model/families/tensor_parts.hpp"

#include <algorithm>
#include <utility>

namespace attn {

namespace {

struct Width {
  Index d;
  Index each; ///< columns of q, of k and of v
};

void size_qkv(Weights &w, const Width &width) {
  check_size("attention weights", {width.d, 3 * width.each});
  w.wq.resize(width.d, width.each);
  w.wk.resize(width.d, width.each);
  w.wv.resize(width.d, width.each);
}

void plan_fused_bias(const Plan &plan, const std::string &name, Weights &w, Index width) {
  if (!plan.demands.has(name)) {
    return;
  }
  w.bq.resize(width);
  w.bk.resize(width);
  w.bv.resize(width);
  plan.demands.parts(
      name, {3 * width}, 3 * width,
      {entries_part(w.bq, 0), entries_part(w.bk, width), entries_part(w.bv, 2 * width)});
}

/// `end`: "." or "_", what stands before "weight" and "bias".
void plan_fused(const Plan &plan, const std::string &name, const char *end, Weights &w, Index d,
                bool is_conv1d) {
  const std::string weight = joined({name, end, "weight"});
  const Width width{d, plan.demands.extent(weight, 2, is_conv1d ? 1 : 0) / 3};
  size_qkv(w, width);
  const Index each = width.each;
  if (is_conv1d) {
    plan.demands.parts(
        weight, {d, 3 * each}, 3 * each,
        {column_part(w.wq, 0), column_part(w.wk, each), column_part(w.wv, 2 * each)});
  } else {
    plan.demands.parts(
        weight, {3 * each, d}, d,
        {transposed_part(w.wq, 0), transposed_part(w.wk, each), transposed_part(w.wv, 2 * each)});
  }
  plan_fused_bias(plan, joined({name, end, "bias"}), w, each);
}

/// k and v of all heads, [2 · width, d].
void plan_key_value(const Plan &plan, const std::string &name, Weights &w, Index d) {
  const Index width = plan.demands.extent(name + ".weight", 2, 0) / 2;
  w.wk.resize(d, width);
  w.wv.resize(d, width);
  plan.demands.parts(name + ".weight", {2 * width, d}, d,
                     {transposed_part(w.wk, 0), transposed_part(w.wv, width)});
  if (plan.demands.has(name + ".bias")) {
    w.bk.resize(width);
    w.bv.resize(width);
    plan.demands.parts(name + ".bias", {2 * width}, 2 * width,
                       {entries_part(w.bk, 0), entries_part(w.bv, width)});
  }
}

/// q, k and v of one head after the other.
void plan_by_head(const Plan &plan, const std::string &name, Weights &w, Index d, Index heads) {
  const Index rows = plan.demands.extent(name + ".weight", 2, 0);
  const Index width = rows / 3 / heads;
  size_qkv(w, {d, width * heads});
  std::vector<TensorPart> parts;
  std::vector<TensorPart> bias_parts;
  const bool has_bias = plan.demands.has(name + ".bias");
  RowVector none;
  for (RowVector *bias : {&w.bq, &w.bk, &w.bv}) {
    bias->resize(has_bias ? width * heads : 0);
  }
  Index row = 0;
  for (Index head = 0; head < heads; ++head) {
    Matrix *const matrices[] = {&w.wq, &w.wk, &w.wv};
    RowVector *const biases[] = {&w.bq, &w.bk, &w.bv};
    for (std::size_t part = 0; part < 3; ++part, row += width) {
      float *const to = matrices[part]->data() + head * width;
      parts.push_back({row, width, 0, d, to, 1, width * heads});
      bias_parts.push_back(
          {0, 1, row, width, has_bias ? biases[part]->data() + head * width : nullptr, width, 1});
    }
  }
  plan.demands.parts(name + ".weight", {3 * width * heads, d}, d, std::move(parts));
  if (has_bias) {
    plan.demands.parts(name + ".bias", {3 * width * heads}, 3 * width * heads,
                       std::move(bias_parts));
  }
}

void plan_qkv(const Plan &plan, const BlockNames &names, const std::string &block, Weights &w,
              Index d, const BlockTraits &traits) {
  TensorDemands &demands = plan.demands;
  if (const std::string name = found(demands, block, names.fused); !name.empty()) {
    plan_fused(plan, name, ".", w, d, traits.is_conv1d);
    const std::string query_bias = found(demands, block, names.query_bias, "");
    if (!query_bias.empty()) {
      w.bq = demands.vector(query_bias, w.wq.cols());
      w.bv = demands.vector(found(demands, block, names.value_bias, ""), w.wv.cols());
    }
    return;
  }
  if (const std::string name = found(demands, block, names.packed, "_weight"); !name.empty()) {
    plan_fused(plan, name, "_", w, d, false);
    return;
  }
  if (const std::string name = found(demands, block, names.by_head); !name.empty()) {
    plan_by_head(plan, name, w, d, traits.spec.num_heads);
    return;
  }
  const auto one = [&](const Names &side, Matrix &weight, RowVector &bias) {
    const std::string name = found(demands, block, side);
    // The name that is missing is told by the demand for it.
    Linear linear = demands.linear(name.empty() ? block + side.front() : name, d);
    weight = std::move(linear.weight);
    bias = std::move(linear.bias);
  };
  one(names.query, w.wq, w.bq);
  if (const std::string name = found(demands, block, names.key_value); !name.empty()) {
    plan_key_value(plan, name, w, d);
    return;
  }
  one(names.key, w.wk, w.bk);
  one(names.value, w.wv, w.bv);
  if (const std::string name = found(demands, block, names.query_bias, ""); !name.empty()) {
    w.bq = demands.vector(name, w.wq.cols());
    w.bv = demands.vector(found(demands, block, names.value_bias, ""), w.wv.cols());
  }
}

/// Heads that divide what the tensors have.
void size_heads(LayerSpec &spec, const Weights &w, Index d) {
  spec.d_model = d;
  const auto check = [](const char *what, Index width, Index heads) {
    if (heads < 1 || width % heads != 0) {
      refuse(ErrorCode::kRange, {what, ": expected a divisor of ", width, ", got ", heads});
    }
  };
  check("config.num_attention_heads", w.wq.cols(), spec.num_heads);
  spec.head_dim = w.wq.cols() / spec.num_heads;
  if (spec.num_kv_heads == 0) {
    spec.num_kv_heads = std::max<Index>(1, w.wk.cols() / spec.head_dim);
  }
  check("config.num_key_value_heads", w.wk.cols(), spec.num_kv_heads);
  check("config.num_key_value_heads", w.wv.cols(), spec.num_kv_heads);
  spec.value_dim = w.wv.cols() / spec.num_kv_heads;
}

std::optional<Norm> plan_head_norm(const Plan &plan, const std::string &block, const Names &names,
                                   const BlockTraits &traits) {
  const std::string name = found(plan.demands, block, names);
  if (name.empty()) {
    return std::nullopt;
  }
  BlockTraits own = traits;
  // With a bias it is a layer norm whatever the others are.
  own.norm = plan.demands.has(name + ".bias") ? NormKind::kLayer : NormKind::kRms;
  return plan_norm(plan, name, plan.demands.extent(name + ".weight", 1, 0), own);
}

/// Talking heads: [heads, heads], as they stand.
std::optional<HeadMix> plan_mix(const Plan &plan, const std::string &block, const Names &names,
                                Index heads) {
  const std::string name = found(plan.demands, block, names);
  if (name.empty()) {
    return std::nullopt;
  }
  return HeadMix{plan.demands.rows(name + ".weight", heads, heads),
                 plan.demands.vector_if(name + ".bias", heads)};
}

} // namespace

LayerSpec plan_attention(const Plan &plan, const BlockNames &names, const std::string &block,
                         Weights &w, Index d, const BlockTraits &traits) {
  plan_qkv(plan, names, block, w, d, traits);
  return plan_behind_qkv(plan, names, block, w, d, traits);
}

LayerSpec plan_behind_qkv(const Plan &plan, const BlockNames &names, const std::string &block,
                          Weights &w, Index d, const BlockTraits &traits) {
  w.q_norm = plan_head_norm(plan, block, names.query_norm, traits);
  w.k_norm = plan_head_norm(plan, block, names.key_norm, traits);
  LayerSpec spec = traits.spec;
  size_heads(spec, w, d);
  w.score_mix = plan_mix(plan, block, names.score_mix, spec.num_heads);
  w.weight_mix = plan_mix(plan, block, names.weight_mix, spec.num_heads);
  const std::string output = found(plan.demands, block, names.output);
  Linear wo = plan_linear(plan, output.empty() ? block + names.output.front() : output,
                          spec.num_heads * spec.value_dim, traits.is_conv1d);
  w.wo = std::move(wo.weight);
  w.bo = std::move(wo.bias);
  return spec;
}

} // namespace attn
