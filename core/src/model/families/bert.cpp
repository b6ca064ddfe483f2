// SPDX-License-Identifier: MIT
/// Hugging Face's BertModel, and the tasks that stand on it.
#include "model/families/families.hpp"

#include "base/check.hpp"
#include "model/families/plan_parts.hpp"

#include <string>
#include <utility>

namespace attn {

namespace {

constexpr float kNormEpsilon = 1e-12F;

void plan(ModelDraft &draft, TensorDemands &demands, const std::string &prefix) {
  Model &model = draft.model;
  const std::string embeddings = prefix + "embeddings.";
  const Index d = plan_words(draft, demands, embeddings + "word_embeddings.weight",
                             embeddings + "position_embeddings.weight");
  const float epsilon = model.config.norm_epsilon.value_or(kNormEpsilon);
  const std::string types = embeddings + "token_type_embeddings.weight";
  if (demands.has(types)) {
    // A single sentence is type 0; the other rows have no place to go.
    model.words->token_type.resize(d);
    const Index rows = demands.extent(types, 2, 0);
    demands.parts(types, {rows, d}, d, {{0, 1, 0, d, model.words->token_type.data(), d, 1}});
  }
  model.words->norm = LayerNorm();
  demands.norm(embeddings + "LayerNorm", *model.words->norm, d, epsilon);
  const std::string blocks = prefix + "encoder.layer.";
  const Index count = count_blocks(demands, blocks, ".attention.self.query.weight");
  draft.reserve(count);
  for (Index i = 0; i < count; ++i) {
    const std::string name = joined({blocks, i});
    EncoderBlock block;
    Weights w;
    block.norm_first = false;
    const Index width = demands.extent(name + ".attention.self.query.weight", 2, 0);
    plan_separate_qkv(demands, name + ".attention.self.", w, d, width);
    plan_linear(demands, name + ".attention.output.dense", w.wo, w.bo, width, d);
    demands.norm(name + ".attention.output.LayerNorm", block.norm1, d, epsilon);
    const Index inner = demands.extent(name + ".intermediate.dense.weight", 2, 0);
    demands.linear(name + ".intermediate.dense", block.mlp.fc1, d, inner);
    demands.linear(name + ".output.dense", block.mlp.fc2, inner, d);
    demands.norm(name + ".output.LayerNorm", block.norm2, d, epsilon);
    block.mlp.activation = model.config.activation;
    draft.add(std::move(block), heads_of(model.config, d, width), std::move(w));
  }
  // What stands on top of the encoder is another task's.
  demands.refuse_leftovers({"pooler.", "cls.", "classifier.", "qa_outputs.", "position_ids"});
}

} // namespace

const Family &bert() {
  static constexpr Family family{
      .name = "Hugging Face's BERT",
      .sign = "embeddings.word_embeddings.weight",
      .prefixes = {"bert.", ""},
      .plan = plan,
  };
  return family;
}

} // namespace attn
