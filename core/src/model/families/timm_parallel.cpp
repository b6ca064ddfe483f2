// SPDX-License-Identifier: MIT
#include "model/families/timm_parallel.hpp"

#include "base/check.hpp"
#include "model/families/attention_plan.hpp"
#include "model/families/tensor_parts.hpp"

#include <utility>

namespace attn {

namespace {

constexpr BlockNames kNames{
    .query_norm = {"q_norm"}, .key_norm = {"k_norm"}, .output = {"attn_out_proj"}};

/// Rows of the MLP, of q, of k, of v; a bias of the MLP alone stands for itself.
void plan_rows(const Plan &plan, const std::string &block, Index d, Mlp &mlp, Weights &w) {
  const std::string weight = block + "in_proj.weight";
  const Index rows = plan.demands.extent(weight, 2, 0);
  const Index inner = plan.demands.extent(block + "mlp_out_proj.weight", 2, 1);
  const Index each = (rows - inner) / 3;
  if (each < 1 || inner + 3 * each != rows) {
    refuse(ErrorCode::kShape, {"tensor \"", plan.demands.prefix(), weight, "\": expected ", inner,
                               " rows and three times the width of the heads, got ", rows});
  }
  check_size(weight, {rows, d});
  mlp.fc1.weight.resize(d, inner);
  std::vector<TensorPart> parts{transposed_part(mlp.fc1.weight, 0)};
  Index first = inner;
  for (Matrix *part : {&w.wq, &w.wk, &w.wv}) {
    part->resize(d, each);
    parts.push_back(transposed_part(*part, first));
    first += each;
  }
  plan.demands.parts(weight, {rows, d}, d, std::move(parts));
  if (!plan.demands.has(block + "in_proj.bias")) {
    mlp.fc1.bias = plan.demands.vector_if(block + "mlp_bias", inner);
    return;
  }
  mlp.fc1.bias.resize(inner);
  parts = {entries_part(mlp.fc1.bias, 0)};
  first = inner;
  for (RowVector *part : {&w.bq, &w.bk, &w.bv}) {
    part->resize(each);
    parts.push_back(entries_part(*part, first));
    first += each;
  }
  plan.demands.parts(block + "in_proj.bias", {rows}, rows, std::move(parts));
}

} // namespace

void plan_parallel_block(const Plan &plan, const std::string &block, Index d,
                         const BlockTraits &traits) {
  EncoderBlock result;
  result.order = BlockOrder::kParallel;
  result.norm1 = plan_norm(plan, block + "in_norm", d, traits);
  Weights w;
  plan_rows(plan, block, d, result.mlp, w);
  LayerSpec spec = plan_behind_qkv(plan, kNames, block, w, d, traits);
  result.mlp.activation = traits.activation;
  result.mlp.fc2 = plan.demands.linear(block + "mlp_out_proj", result.mlp.fc1.weight.cols());
  if (const std::string scale = block + "ls.gamma"; plan.demands.has(scale)) {
    // One factor for the sum of both.
    result.scale1.resize(d);
    result.scale2.resize(d);
    plan.demands.parts(scale, {d}, d,
                       {entries_part(result.scale1, 0), entries_part(result.scale2, 0)});
  }
  plan.draft.add(std::move(result), std::move(spec), std::move(w));
}

} // namespace attn
