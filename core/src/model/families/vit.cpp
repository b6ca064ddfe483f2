// SPDX-License-Identifier: MIT
#include "model/families/vit.hpp"

#include "base/check.hpp"
#include "model/families/plan_parts.hpp"

#include <string>
#include <utility>

namespace attn {

namespace {

void plan_patches(ModelDraft &draft, TensorDemands &demands, const VitNames &names,
                  const std::string &prefix) {
  const ModelConfig &config = draft.model.config;
  PatchEmbedding patches;
  const std::string weight = prefix + names.patches + ".weight";
  const Index d = demands.extent(weight, 4, 0);
  patches.num_channels = demands.extent(weight, 4, 1);
  patches.patch_size = demands.extent(weight, 4, 2);
  const Index size = patches.patch_size;
  check_size(weight, {patches.num_channels, size, size, d});
  const Index inputs = patches.num_channels * size * size;
  patches.projection.weight.resize(inputs, d);
  demands.parts(weight, {d, patches.num_channels, size, size}, inputs,
                {{0, d, 0, inputs, patches.projection.weight.data(), 1, d}});
  if (demands.has(prefix + names.patches + ".bias")) {
    demands.vector(prefix + names.patches + ".bias", patches.projection.bias, d);
  }
  if (demands.has(prefix + names.class_token)) {
    demands.vector(prefix + names.class_token, patches.class_token, d);
  }
  const std::string position = prefix + names.position;
  const StoredTensor &table = demands.required(position);
  const bool is_table = table.shape.size() >= 2 && table.count() != 0;
  const Index length = is_table ? table.shape[table.shape.size() - 2] : 0;
  Index side = 0;
  while (side * side < length - patches.prefix()) {
    ++side;
  }
  if (side < 1 || side * side != length - patches.prefix()) {
    refuse(ErrorCode::kShape, {"tensor \"", position, "\": expected a square number of patches",
                               patches.prefix() != 0 ? " and one row for the class token" : "",
                               ", got ", length, " rows"});
  }
  patches.image_size = side * size;
  if (config.image_size != 0 && config.image_size != patches.image_size) {
    refuse(ErrorCode::kShape, {"config.image_size: expected ", patches.image_size,
                               " for the positions in the file, got ", config.image_size});
  }
  if (config.patch_size != 0 && config.patch_size != size) {
    refuse(ErrorCode::kShape, {"config.patch_size: expected ", size,
                               " for the projection in the file, got ", config.patch_size});
  }
  demands.rows(position, patches.position, length, d);
  draft.model.patches = std::move(patches);
}

} // namespace

void plan_vit(ModelDraft &draft, TensorDemands &demands, const VitNames &names,
              const std::string &prefix) {
  Model &model = draft.model;
  plan_patches(draft, demands, names, prefix);
  const Index d = model.patches->projection.weight.cols();
  const float epsilon = model.config.norm_epsilon.value_or(names.norm_epsilon);
  const Index count =
      count_blocks(demands, prefix + names.block, std::string(names.norm1) + ".weight");
  draft.reserve(count);
  for (Index i = 0; i < count; ++i) {
    const std::string block_name = joined({prefix, names.block, i});
    EncoderBlock block;
    Weights w;
    demands.norm(block_name + names.norm1, block.norm1, d, epsilon);
    Index width = 0;
    const std::string qkv = block_name + names.qkv;
    if (names.has_fused_qkv) {
      width = demands.extent(qkv + ".weight", 2, 0) / 3;
      plan_fused_qkv(demands, qkv, w, d, width);
    } else {
      width = demands.extent(qkv + "query.weight", 2, 0);
      plan_separate_qkv(demands, qkv, w, d, width);
    }
    plan_linear(demands, block_name + names.output, w.wo, w.bo, width, d);
    demands.norm(block_name + names.norm2, block.norm2, d, epsilon);
    const Index inner = demands.extent(block_name + names.fc1 + ".weight", 2, 0);
    demands.linear(block_name + names.fc1, block.mlp.fc1, d, inner);
    demands.linear(block_name + names.fc2, block.mlp.fc2, inner, d);
    block.mlp.activation = model.config.activation;
    draft.add(std::move(block), heads_of(model.config, d, width), std::move(w));
  }
  const bool pool_first = demands.has("fc_norm.weight");
  model.pool_first = pool_first;
  model.final_norm = LayerNorm();
  demands.norm(pool_first ? "fc_norm" : prefix + names.norm, *model.final_norm, d, epsilon);
  model.pooling = pool_first || model.config.mean_pooling || model.patches->prefix() == 0
                      ? Pooling::kMean
                      : Pooling::kClassToken;
  if (demands.has(std::string(names.head) + ".weight")) {
    model.head = Linear();
    demands.linear(names.head, *model.head, d,
                   demands.extent(std::string(names.head) + ".weight", 2, 0));
  }
  demands.refuse_leftovers({"pooler."});
}

} // namespace attn
