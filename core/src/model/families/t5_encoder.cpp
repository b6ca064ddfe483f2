// SPDX-License-Identifier: MIT
/// The encoder of Hugging Face's T5 (mT5 and UMT5 too), alone or in a file with its decoder.
#include "model/families/block_plan.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

namespace attn {

namespace {

constexpr BlockNames kNames{
    .norm1 = {"layer.0.layer_norm"},
    .query = {"layer.0.SelfAttention.q"},
    .key = {"layer.0.SelfAttention.k"},
    .value = {"layer.0.SelfAttention.v"},
    .output = {"layer.0.SelfAttention.o"},
    .norm2 = {"layer.1.layer_norm"},
    .fc1 = {"layer.1.DenseReluDense.wi", "layer.1.DenseReluDense.wi_1"},
    .gate = {"layer.1.DenseReluDense.wi_0"},
    .fc2 = {"layer.1.DenseReluDense.wo"},
};

constexpr const char *kBias = "layer.0.SelfAttention.relative_attention_bias.weight";

/// Raffel et al. 2020, sec. 2.1: half of the buckets for keys behind the query, each half with
/// exact distances first and then logarithmic ones. `distance` = key − query.
Index bucket_of(Index distance, Index buckets, Index most) {
  const Index half = buckets / 2;
  const Index exact = half / 2;
  const Index steps = std::abs(distance);
  Index bucket = steps;
  if (steps >= exact) {
    const double share = std::log(static_cast<double>(steps) / static_cast<double>(exact)) /
                         std::log(static_cast<double>(most) / static_cast<double>(exact));
    bucket =
        std::min(exact + static_cast<Index>(share * static_cast<double>(half - exact)), half - 1);
  }
  return bucket + (distance > 0 ? half : 0);
}

/// Block `first` and those behind it up to `end` have these biases.
void plan_bias(const Plan &plan, const std::string &name, Index heads, Index first, Index end) {
  const Index buckets = plan.demands.extent(name, 2, 0);
  const Index told = plan.config.index({"relative_attention_num_buckets"}, buckets);
  if (told != buckets || buckets < 4) {
    refuse(ErrorCode::kShape, {"config.relative_attention_num_buckets: expected ", buckets,
                               " as the file has, got ", told});
  }
  const Index most =
      std::max<Index>(plan.config.index({"relative_attention_max_distance"}, 128), buckets / 4 + 1);
  auto stored = std::make_shared<Matrix>(plan.demands.rows(name, buckets, heads));
  plan.draft.afterwards.push_back([=](ModelDraft &draft) {
    RelativePosition position;
    position.is_clamped = true;
    position.table.resize(heads, 2 * most + 1);
    for (Index distance = -most; distance <= most; ++distance) {
      position.table.col(distance + most) =
          stored->row(bucket_of(distance, buckets, most)).transpose();
    }
    for (Index i = first; i < end; ++i) {
      draft.specs[static_cast<std::size_t>(i)].position = position;
    }
  });
}

void plan(const Plan &plan) {
  const ConfigReader &config = plan.config;
  const bool is_shared = plan.demands.has("shared.weight");
  const Index d = plan_words(plan, is_shared ? "shared.weight" : "encoder.embed_tokens.weight");
  plan.demands.ignore("encoder.embed_tokens.weight");
  BlockTraits traits;
  traits.norm = NormKind::kRms;
  traits.epsilon = config.epsilon({"layer_norm_epsilon"}, 1e-6F);
  config.only("feed_forward_proj", {"relu", "gated-gelu", "gelu_new", "silu", "gated-silu"});
  const std::string kind = config.text({"feed_forward_proj"}, "relu");
  traits.activation = traits.gate_activation = kind == "relu"           ? Activation::kRelu
                                               : kind.ends_with("silu") ? Activation::kSilu
                                                                        : Activation::kGeluTanh;
  traits.spec.num_heads = heads_of(config, {"num_heads"});
  traits.spec.scale = 1.0F; // the scale is in the weights
  const Index count = count_blocks(plan.demands, "encoder.block.");
  plan.draft.reserve(count);
  const bool is_own = count > 1 && plan.demands.has(joined({"encoder.block.1.", kBias}));
  for (Index i = 0; i < count; ++i) {
    const std::string block = joined({"encoder.block.", i, "."});
    plan_block(plan, kNames, block, d, traits);
    if (i == 0 || is_own) {
      plan_bias(plan, block + kBias, traits.spec.num_heads, i, is_own ? i + 1 : count);
    }
  }
  plan.model().top.norm = plan_norm(plan, "encoder.final_layer_norm", d, traits);
  plan.demands.refuse_leftovers("encoder.", {"decoder.", "lm_head.", "classification_head."});
}

} // namespace

const Family &t5_encoder() {
  static constexpr Family family{
      .name = "Hugging Face's T5 (encoder)",
      .signs = {"encoder.block.0.layer.0.SelfAttention.q.weight"},
      .plan = plan,
  };
  return family;
}

} // namespace attn
