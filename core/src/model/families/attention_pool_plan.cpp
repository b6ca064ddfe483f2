// SPDX-License-Identifier: MIT
#include "model/families/attention_pool_plan.hpp"

#include "model/families/attention_plan.hpp"

#include <memory>
#include <utility>

namespace attn {

bool plan_attention_pooling(const Plan &plan, const AttentionPoolNames &names,
                            const std::string &pool, Index d, const BlockTraits &traits) {
  const std::string latent = pool + names.latent;
  if (!plan.demands.has(latent)) {
    return false;
  }
  BlockTraits own = traits;
  // Places and masks are of the blocks: here one query meets all patches alike.
  own.spec = LayerSpec();
  own.spec.num_heads = traits.spec.num_heads;
  AttentionPooling pooling;
  pooling.query = plan.demands.vector(latent, d);
  // A layer takes its numbers when it is made, so they wait here until they are read.
  const auto weights = std::make_shared<Weights>();
  const LayerSpec spec = plan_attention(plan, names.parts, pool, *weights, d, own);
  pooling.norm = plan_norm_if(plan, pool, names.parts.norm2, d, own);
  pooling.mlp = plan_mlp(plan, names.parts, pool, d, own);
  plan.draft.afterwards.push_back([weights, spec](ModelDraft &draft) {
    weights->trained = true;
    draft.model.top.attention_pooling->attention =
        std::make_shared<const AttentionLayer>(spec, std::move(*weights), Packing::kNever);
  });
  Top &top = plan.model().top;
  top.pooling = Pooling::kAttention;
  top.attention_pooling = std::move(pooling);
  return true;
}

} // namespace attn
