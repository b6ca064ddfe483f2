// SPDX-License-Identifier: MIT
/// The tensor names of image models: timm's VisionTransformer and Hugging Face's
/// ViTForImageClassification. Those of text models are in model_names_text.cpp.
#include "model_names.hpp"

#include "check.hpp"

#include <string>
#include <utility>

namespace attn {

namespace {

/// timm's epsilon, and Hugging Face's default for ViT is 1e-12.
constexpr float kTimmEpsilon = 1e-6F;
constexpr float kHuggingFaceEpsilon = 1e-12F;

/// What the two families call the same things; {} stands for the prefix of a block.
struct VitNames {
  const char *class_token;
  const char *position;
  const char *patches;
  const char *block;
  const char *norm1;
  const char *norm2;
  const char *output;
  const char *fc1;
  const char *fc2;
  const char *norm;
  const char *head;
};

constexpr VitNames kTimm{"cls_token", "pos_embed",  "patch_embed.proj", "blocks.",  ".norm1",
                         ".norm2",    ".attn.proj", ".mlp.fc1",         ".mlp.fc2", "norm",
                         "head"};
constexpr VitNames kHuggingFace{"embeddings.cls_token",
                                "embeddings.position_embeddings",
                                "embeddings.patch_embeddings.projection",
                                "encoder.layer.",
                                ".layernorm_before",
                                ".layernorm_after",
                                ".attention.output.dense",
                                ".intermediate.dense",
                                ".output.dense",
                                "layernorm",
                                "classifier"};

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

void plan_vit(ModelDraft &draft, TensorDemands &demands, bool is_timm, const std::string &prefix) {
  const VitNames &names = is_timm ? kTimm : kHuggingFace;
  Model &model = draft.model;
  plan_patches(draft, demands, names, prefix);
  const Index d = model.patches->projection.weight.cols();
  const float epsilon =
      model.config.norm_epsilon.value_or(is_timm ? kTimmEpsilon : kHuggingFaceEpsilon);
  const Index count =
      count_blocks(demands, prefix + names.block, std::string(names.norm1) + ".weight");
  draft.reserve(count);
  for (Index i = 0; i < count; ++i) {
    const std::string block_name = joined({prefix, names.block, i});
    EncoderBlock block;
    Weights w;
    demands.norm(block_name + names.norm1, block.norm1, d, epsilon);
    Index width = 0;
    const std::string fused = block_name + ".attn.qkv";
    const std::string separate = block_name + ".attention.attention.";
    if (is_timm) {
      width = demands.extent(fused + ".weight", 2, 0) / 3;
      plan_fused_qkv(demands, fused, w, d, width);
    } else {
      width = demands.extent(separate + "query.weight", 2, 0);
      plan_separate_qkv(demands, separate, w, d, width);
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
