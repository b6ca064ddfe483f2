// SPDX-License-Identifier: MIT
/// Hugging Face's GPT2LMHeadModel, and minGPT's GPT, which has the same names.
#include "model/families/families.hpp"

#include "base/check.hpp"
#include "model/families/plan_parts.hpp"
#include "json/json_reader.hpp"

#include <string>
#include <utility>

namespace attn {

namespace {

constexpr float kNormEpsilon = 1e-5F;

/// minGPT keeps PyTorch's Linear [out, in]; Hugging Face's GPT-2 has Conv1D [in, out].
enum class Orientation { kInOut, kOutIn };

void plan_gpt_linear(TensorDemands &demands, const std::string &name, Orientation orientation,
                     Matrix &weight, RowVector &bias, Index in, Index out) {
  if (orientation == Orientation::kOutIn) {
    plan_linear(demands, name, weight, bias, in, out);
    return;
  }
  demands.rows(name + ".weight", weight, in, out);
  if (demands.has(name + ".bias")) {
    demands.vector(name + ".bias", bias, out);
  }
}

void plan_gpt_qkv(TensorDemands &demands, const std::string &name, Orientation orientation,
                  Weights &w, Index d) {
  if (orientation == Orientation::kOutIn) {
    plan_fused_qkv(demands, name, w, d, d);
    return;
  }
  check_size(name, {d, 3 * d});
  w.wq.resize(d, d);
  w.wk.resize(d, d);
  w.wv.resize(d, d);
  demands.parts(name + ".weight", {d, 3 * d}, 3 * d,
                {{0, d, 0, d, w.wq.data(), d, 1},
                 {0, d, d, d, w.wk.data(), d, 1},
                 {0, d, 2 * d, d, w.wv.data(), d, 1}});
  plan_fused_bias(demands, name + ".bias", w, d);
}

void plan(ModelDraft &draft, TensorDemands &demands, const std::string &prefix) {
  Model &model = draft.model;
  const Index d = plan_words(draft, demands, prefix + "wte.weight", prefix + "wpe.weight");
  const float epsilon = model.config.norm_epsilon.value_or(kNormEpsilon);
  if (find(model.config.json, "activation_function") == nullptr &&
      find(model.config.json, "hidden_act") == nullptr) {
    model.config.activation = Activation::kGeluTanh;
  }
  const std::string blocks = prefix + "h.";
  const Index count = count_blocks(demands, blocks, ".attn.c_attn.weight");
  draft.reserve(count);
  for (Index i = 0; i < count; ++i) {
    const std::string name = joined({blocks, i});
    EncoderBlock block;
    Weights w;
    demands.norm(name + ".ln_1", block.norm1, d, epsilon);
    const auto orientation = demands.extent(name + ".attn.c_attn.weight", 2, 0) == d
                                 ? Orientation::kInOut
                                 : Orientation::kOutIn;
    plan_gpt_qkv(demands, name + ".attn.c_attn", orientation, w, d);
    plan_gpt_linear(demands, name + ".attn.c_proj", orientation, w.wo, w.bo, d, d);
    demands.norm(name + ".ln_2", block.norm2, d, epsilon);
    const std::string fc1 = name + ".mlp.c_fc";
    const Index inner = demands.extent(fc1 + ".weight", 2, orientation == Orientation::kInOut);
    plan_gpt_linear(demands, fc1, orientation, block.mlp.fc1.weight, block.mlp.fc1.bias, d, inner);
    plan_gpt_linear(demands, name + ".mlp.c_proj", orientation, block.mlp.fc2.weight,
                    block.mlp.fc2.bias, inner, d);
    block.mlp.activation = model.config.activation;
    // Buffers of the causal mask, which some files carry along.
    demands.ignore(name + ".attn.bias");
    demands.ignore(name + ".attn.masked_bias");
    LayerSpec spec = heads_of(model.config, d, d);
    spec.mask.causal = true;
    draft.add(std::move(block), std::move(spec), std::move(w));
  }
  model.final_norm = LayerNorm();
  demands.norm(prefix + "ln_f", *model.final_norm, d, epsilon);
  model.pooling = Pooling::kLastToken;
  if (demands.has("lm_head.weight")) {
    model.head = Linear();
    demands.linear("lm_head", *model.head, d, demands.extent("lm_head.weight", 2, 0));
  } else {
    model.tied_head = true;
  }
  demands.refuse_leftovers({});
}

} // namespace

const Family &gpt2() {
  static constexpr Family family{
      .name = "Hugging Face's GPT-2 and minGPT",
      .sign = "wte.weight",
      .prefixes = {"transformer.", ""},
      .plan = plan,
  };
  return family;
}

} // namespace attn
