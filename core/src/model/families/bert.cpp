// SPDX-License-Identifier: MIT
/// Hugging Face's BertModel and RobertaModel (XLM-R, CamemBERT), and the tasks that stand on them.
#include "model/families/block_plan.hpp"

#include "base/check.hpp"

namespace attn {

namespace {

constexpr BlockNames kNames{.norm1 = {"attention.output.LayerNorm"},
                            .query = {"attention.self.query"},
                            .key = {"attention.self.key"},
                            .value = {"attention.self.value"},
                            .output = {"attention.output.dense"},
                            .norm2 = {"output.LayerNorm"},
                            .fc1 = {"intermediate.dense"},
                            .fc2 = {"output.dense"}};

/// By config.json, or else by what stands before the names; the names themselves are the same.
std::string model_type(const Plan &plan) {
  const std::string &prefix = plan.demands.prefix();
  const char *by_prefix = prefix.ends_with("roberta.") ? "roberta"
                          : prefix.ends_with("bert.")  ? "bert"
                                                       : "";
  const std::string type = plan.config.text({"model_type"}, by_prefix);
  if (type.empty()) {
    refuse(ErrorCode::kShape,
           {"config.model_type: expected bert, roberta, xlm-roberta or camembert (their tensors "
            "have the same names, but they count positions differently), got nothing; give "
            "config.json beside the file"});
  }
  return type;
}

/// Where the rows of the position table begin: RoBERTa counts from the padding's number on.
Index first_position(const ConfigReader &config, const std::string &type) {
  if (type == "bert") {
    return 0;
  }
  if (type == "roberta" || type == "xlm-roberta" || type == "camembert") {
    return config.index({"pad_token_id"}, 1) + 1;
  }
  refuse(
      ErrorCode::kUnsupported,
      {"config.model_type: expected bert, roberta, xlm-roberta or camembert for tensors of these "
       "names, got \"",
       type, "\", whose positions may be counted in another way"});
}

void plan(const Plan &plan) {
  const ConfigReader &config = plan.config;
  const Index first = first_position(config, model_type(plan));
  config.only("is_decoder", false);
  config.only("add_cross_attention", false);
  config.only("position_embedding_type", {"absolute"});
  const Index d = plan_words(plan, "embeddings.word_embeddings.weight");
  plan_word_positions(plan, "embeddings.position_embeddings.weight", d, first);
  BlockTraits traits;
  traits.order = BlockOrder::kPost;
  traits.epsilon = config.epsilon({"layer_norm_eps"}, 1e-12F);
  traits.activation = activation_from_name(config.text({"hidden_act"}, "gelu"));
  traits.spec.num_heads = heads_of(config, {"num_attention_heads"});
  WordEmbedding &words = *plan.model().words;
  constexpr const char *kTypes = "embeddings.token_type_embeddings.weight";
  if (plan.demands.has(kTypes)) {
    // A single sentence is type 0; the other rows have no place to go.
    words.token_type.resize(d);
    const Index rows = plan.demands.extent(kTypes, 2, 0);
    plan.demands.parts(kTypes, {rows, d}, d, {{0, 1, 0, d, words.token_type.data(), d, 1}});
  }
  words.norm = plan_norm(plan, "embeddings.LayerNorm", d, traits);
  const Index count = count_blocks(plan.demands, "encoder.layer.");
  plan.draft.reserve(count);
  for (Index i = 0; i < count; ++i) {
    plan_block(plan, kNames, joined({"encoder.layer.", i, "."}), d, traits);
  }
  // What stands on top of the encoder is another task's.
  plan.demands.refuse_leftovers("encoder.layer.",
                                {"pooler.", "cls.", "classifier.", "qa_outputs.", "lm_head."});
}

} // namespace

const Family &bert() {
  static constexpr Family family{
      .name = "Hugging Face's BERT and RoBERTa",
      .signs = {"embeddings.word_embeddings.weight", "encoder.layer.0.attention.self.query.weight"},
      .plan = plan,
  };
  return family;
}

} // namespace attn
