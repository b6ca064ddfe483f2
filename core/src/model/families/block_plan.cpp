// SPDX-License-Identifier: MIT
#include "model/families/block_plan.hpp"

#include "base/check.hpp"

#include <utility>

namespace attn {

namespace {

/// Rows [first, first + out) of a stored [rows, in], transposed.
TensorPart transposed_part(Matrix &to, Index first_row) {
  return {first_row, to.cols(), 0, to.rows(), to.data(), 1, to.cols()};
}

/// Columns [first, first + out) of a stored [in, cols], as they stand.
TensorPart column_part(Matrix &to, Index first_col) {
  return {0, to.rows(), first_col, to.cols(), to.data(), to.cols(), 1};
}

TensorPart entries_part(RowVector &to, Index first) {
  return {0, 1, first, to.size(), to.data(), to.size(), 1};
}

/// One matrix with its bias, as PyTorch's Linear or as GPT-2's Conv1D keeps it.
Linear plan_linear(const Plan &plan, const std::string &name, Index in, bool is_conv1d) {
  TensorDemands &demands = plan.demands;
  if (!is_conv1d) {
    return demands.linear(name, in);
  }
  const Index out = demands.extent(name + ".weight", 2, 1);
  return {demands.rows(name + ".weight", in, out), demands.vector_if(name + ".bias", out)};
}

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
  plan.demands.parts(name, {3 * width}, 3 * width,
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
    plan.demands.parts(weight, {d, 3 * each}, 3 * each,
                       {column_part(w.wq, 0), column_part(w.wk, each), column_part(w.wv, 2 * each)});
  } else {
    plan.demands.parts(weight, {3 * each, d}, d,
                       {transposed_part(w.wq, 0), transposed_part(w.wk, each),
                        transposed_part(w.wv, 2 * each)});
  }
  plan_fused_bias(plan, joined({name, end, "bias"}), w, each);
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
      bias_parts.push_back({0, 1, row, width, has_bias ? biases[part]->data() + head * width : nullptr,
                            width, 1});
    }
  }
  plan.demands.parts(name + ".weight", {3 * width * heads, d}, d, std::move(parts));
  if (has_bias) {
    plan.demands.parts(name + ".bias", {3 * width * heads}, 3 * width * heads, std::move(bias_parts));
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

/// Two halves of one stored matrix [2 · inner, d]: the first is the gate.
void plan_packed_gate(const Plan &plan, const std::string &name, Mlp &mlp, Index d, Index inner) {
  mlp.gate = Linear();
  mlp.gate->weight.resize(d, inner);
  mlp.fc1.weight.resize(d, inner);
  plan.demands.parts(name + ".weight", {2 * inner, d}, d,
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
  const Index inner = plan.demands.extent(fc2 + ".weight", 2, traits.is_conv1d ? 0 : 1);
  const bool is_packed = gate.empty() && !traits.is_conv1d &&
                         plan.demands.extent(fc1 + ".weight", 2, 0) == 2 * inner;
  if (is_packed) {
    plan_packed_gate(plan, fc1, mlp, d, inner);
  } else {
    mlp.fc1 = plan_linear(plan, fc1, d, traits.is_conv1d);
  }
  if (!gate.empty()) {
    mlp.gate = plan_linear(plan, gate, d, false);
  }
  mlp.activation = mlp.gate ? traits.gate_activation : traits.activation;
  mlp.norm = plan_norm_if(plan, block, names.inner_norm, inner, traits);
  mlp.fc2 = plan_linear(plan, fc2, inner, traits.is_conv1d);
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
  plan_qkv(plan, names, block, w, d, traits);
  w.q_norm = plan_head_norm(plan, block, names.query_norm, traits);
  w.k_norm = plan_head_norm(plan, block, names.key_norm, traits);
  LayerSpec spec = traits.spec;
  size_heads(spec, w, d);
  const std::string output = found(plan.demands, block, names.output);
  Linear wo = plan_linear(plan, output.empty() ? block + names.output.front() : output,
                          spec.num_heads * spec.value_dim, traits.is_conv1d);
  w.wo = std::move(wo.weight);
  w.bo = std::move(wo.bias);
  result.norm2 = norm(names.norm2);
  result.post2 = norm(names.post2);
  result.scale2 = scale(names.scale2);
  result.mlp = plan_mlp(plan, names, block, d, traits);
  plan.draft.add(std::move(result), std::move(spec), std::move(w));
}

Index heads_of(const ConfigReader &config, ConfigReader::Keys keys) {
  const Index heads = config.size(keys);
  if (heads == 0) {
    refuse(ErrorCode::kShape,
           {config.path_of(*keys.begin()), ": expected the number of heads, got nothing "
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

void plan_word_positions(const Plan &plan, const std::string &name, Index d, Index first) {
  const Index rows = plan.demands.extent(name, 2, 0);
  if (rows <= first) {
    refuse(ErrorCode::kShape, {"tensor \"", plan.demands.prefix(), name, "\": expected more than ",
                               first, " rows, got ", rows});
  }
  LearnedPosition position;
  position.table.resize(rows - first, d);
  plan.demands.parts(name, {rows, d}, d, {{first, rows - first, 0, d, position.table.data(), d, 1}});
  plan.model().words->position = std::move(position);
}

} // namespace attn
