// SPDX-License-Identifier: MIT
#include "model/families/block_plan.hpp"

#include "base/check.hpp"
#include "model/families/attention_plan.hpp"
#include "model/families/tensor_parts.hpp"

#include <utility>

namespace attn {

namespace {

/// Two halves of one stored matrix [2 · inner, d]: the first is the gate.
void plan_packed_gate(const Plan &plan, const std::string &name, Mlp &mlp, Index d, Index inner) {
  mlp.gate = Linear();
  mlp.gate->weight.resize(d, inner);
  mlp.fc1.weight.resize(d, inner);
  plan.demands.parts(
      name + ".weight", {2 * inner, d}, d,
      {transposed_part(mlp.gate->weight, 0), transposed_part(mlp.fc1.weight, inner)});
  if (plan.demands.has(name + ".bias")) {
    mlp.gate->bias.resize(inner);
    mlp.fc1.bias.resize(inner);
    plan.demands.parts(name + ".bias", {2 * inner}, 2 * inner,
                       {entries_part(mlp.gate->bias, 0), entries_part(mlp.fc1.bias, inner)});
  }
}

} // namespace

std::string found(const TensorDemands &demands, const std::string &block, const Names &names,
                  const char *end) {
  for (const char *name : names) {
    if (name != nullptr && demands.has(joined({block, name, end}))) {
      return joined({block, name});
    }
  }
  return {};
}

Index count_blocks(const TensorDemands &demands, const std::string &prefix) {
  Index count = 0;
  while (demands.has_any(joined({prefix, count, "."}))) {
    ++count;
  }
  return count;
}

Linear plan_linear(const Plan &plan, const std::string &name, Index in, bool is_conv1d) {
  TensorDemands &demands = plan.demands;
  if (!is_conv1d) {
    return demands.linear(name, in);
  }
  const Index out = demands.extent(name + ".weight", 2, 1);
  return {demands.rows(name + ".weight", in, out), demands.vector_if(name + ".bias", out)};
}

Norm plan_norm(const Plan &plan, const std::string &name, Index size, const BlockTraits &traits) {
  Norm norm = plan.demands.norm(name, size, traits.epsilon, traits.norm);
  if (traits.norm_adds_one) {
    float *const weight = norm.weight.data();
    plan.draft.afterwards.push_back([weight, size](ModelDraft &) {
      for (Index c = 0; c < size; ++c) {
        weight[c] += 1;
      }
    });
  }
  return norm;
}

std::optional<Norm> plan_norm_if(const Plan &plan, const std::string &block, const Names &names,
                                 Index size, const BlockTraits &traits) {
  for (const char *name : names) {
    if (name != nullptr && plan.demands.has_norm(block + name)) {
      return plan_norm(plan, block + name, size, traits);
    }
  }
  return std::nullopt;
}

Mlp plan_mlp(const Plan &plan, const BlockNames &names, const std::string &block, Index d,
             const BlockTraits &traits) {
  const auto name_of = [&](const Names &side) {
    const std::string name = found(plan.demands, block, side);
    return name.empty() ? block + side.front() : name;
  };
  Mlp mlp;
  const std::string fc1 = name_of(names.fc1);
  const std::string fc2 = name_of(names.fc2);
  const std::string gate = found(plan.demands, block, names.gate);
  const bool is_conv1d = traits.is_conv1d;
  const Index rows = plan.demands.extent(fc1 + ".weight", 2, is_conv1d ? 1 : 0);
  const bool is_packed =
      gate.empty() && !is_conv1d && rows == 2 * plan.demands.extent(fc2 + ".weight", 2, 1);
  const Index inner = is_packed ? rows / 2 : rows;
  if (is_packed) {
    plan_packed_gate(plan, fc1, mlp, d, inner);
  } else {
    mlp.fc1 = plan_linear(plan, fc1, d, traits.is_conv1d);
  }
  if (!gate.empty()) {
    mlp.gate = plan.demands.linear(gate, d, inner);
  }
  mlp.activation = mlp.gate ? traits.gate_activation : traits.activation;
  mlp.norm = plan_norm_if(plan, block, names.inner_norm, inner, traits);
  if (is_conv1d) {
    mlp.fc2.weight = plan.demands.rows(fc2 + ".weight", inner, d);
    mlp.fc2.bias = plan.demands.vector_if(fc2 + ".bias", d);
  } else {
    mlp.fc2 = plan.demands.linear(fc2, inner, d);
  }
  return mlp;
}

void plan_block(const Plan &plan, const BlockNames &names, const std::string &block, Index d,
                const BlockTraits &traits) {
  EncoderBlock result;
  Weights w;
  result.order = traits.order;
  const auto norm = [&](const Names &side) { return plan_norm_if(plan, block, side, d, traits); };
  const auto scale = [&](const Names &side) {
    const std::string name = found(plan.demands, block, side, "");
    return name.empty() ? RowVector() : plan.demands.vector(name, d);
  };
  result.norm1 = norm(names.norm1);
  result.post1 = norm(names.post1);
  result.scale1 = scale(names.scale1);
  LayerSpec spec = plan_attention(plan, names, block, w, d, traits);
  result.norm2 = norm(names.norm2);
  result.post2 = norm(names.post2);
  result.scale2 = scale(names.scale2);
  result.mlp = plan_mlp(plan, names, block, d, traits);
  plan.draft.add(std::move(result), std::move(spec), std::move(w));
}

Index heads_of(const ConfigReader &config, ConfigReader::Keys keys) {
  const Index heads = config.size(keys);
  if (heads == 0) {
    refuse(ErrorCode::kShape, {config.path_of(*keys.begin()),
                               ": expected the number of heads, got nothing "
                               "(the tensors do not tell it; give config.json beside the file)"});
  }
  return heads;
}

Index plan_words(const Plan &plan, const std::string &word) {
  const Index vocabulary = plan.demands.extent(word, 2, 0);
  const Index d = plan.demands.extent(word, 2, 1);
  plan.model().words.emplace();
  plan.model().words->word = plan.demands.rows(word, vocabulary, d);
  return d;
}

void plan_word_head(const Plan &plan, const std::string &name, Index d, bool is_tied) {
  Top &top = plan.model().top;
  top.token = -1;
  top.head = plan.demands.head(name, d);
  top.tied_head = !top.head && plan.config.flag({"tie_word_embeddings"}, is_tied);
}

void plan_word_positions(const Plan &plan, const std::string &name, Index d, Index first) {
  const Index rows = plan.demands.extent(name, 2, 0);
  if (rows <= first) {
    refuse(ErrorCode::kShape, {"tensor \"", plan.demands.prefix(), name, "\": expected more than ",
                               first, " rows, got ", rows});
  }
  LearnedPosition position;
  position.table.resize(rows - first, d);
  plan.demands.parts(name, {rows, d}, d,
                     {{first, rows - first, 0, d, position.table.data(), d, 1}});
  plan.model().words->position = std::move(position);
}

} // namespace attn
