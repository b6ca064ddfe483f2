// SPDX-License-Identifier: MIT
/// Hugging Face's LlamaForCausalLM and what is built like it: SmolLM, Mistral, Qwen 2 and 3, Gemma,
/// Gemma 2 and Gemma 3 (text).
#include "model/families/block_plan.hpp"

#include "base/check.hpp"

#include <cmath>
#include <numbers>

namespace attn {

namespace {

constexpr BlockNames kLlama{.norm1 = {"input_layernorm"},
                            .query = {"self_attn.q_proj"},
                            .key = {"self_attn.k_proj"},
                            .value = {"self_attn.v_proj"},
                            .query_norm = {"self_attn.q_norm"},
                            .key_norm = {"self_attn.k_norm"},
                            .output = {"self_attn.o_proj"},
                            .norm2 = {"post_attention_layernorm"},
                            .fc1 = {"mlp.up_proj"},
                            .gate = {"mlp.gate_proj"},
                            .fc2 = {"mlp.down_proj"}};

/// Gemma 2 and 3 bring to scale before and behind each half, and call the norms by other names.
constexpr BlockNames gemma_names() {
  BlockNames names = kLlama;
  names.post1 = {"post_attention_layernorm"};
  names.norm2 = {"pre_feedforward_layernorm"};
  names.post2 = {"post_feedforward_layernorm"};
  return names;
}

/// What config.json says of a model's kind; defaults are the library's for that model_type.
struct Kind {
  const char *type;
  bool is_gemma = false; ///< norms with weight + 1, embedding · √d, gelu
  bool has_four_norms = false;
  float epsilon = 1e-6F;
  float rope_theta = 10000;
  const char *activation = "silu";
  float softcap = 0;         ///< of the scores; 0 = none
  float logit_softcap = 0;   ///< 0 = none
  float query_scalar = 0;    ///< 0 = the head's width
  Index window = 0;          ///< of layers that see a window; 0 = none
  Index sliding_pattern = 0; ///< every n-th layer sees all; 0 = all layers alike
};

constexpr Kind kKinds[] = {
    {.type = "llama"},
    {.type = "mistral", .window = 4096},
    {.type = "qwen2"},
    {.type = "qwen3"},
    {.type = "gemma", .is_gemma = true, .activation = "gelu_pytorch_tanh"},
    {.type = "gemma2",
     .is_gemma = true,
     .has_four_norms = true,
     .activation = "gelu_pytorch_tanh",
     .softcap = 50,
     .logit_softcap = 30,
     .query_scalar = 256,
     .window = 4096,
     .sliding_pattern = 2},
    {.type = "gemma3_text",
     .is_gemma = true,
     .has_four_norms = true,
     .rope_theta = 1000000,
     .activation = "gelu_pytorch_tanh",
     .query_scalar = 256,
     .window = 4096,
     .sliding_pattern = 6},
};

const Kind &kind_of(const ConfigReader &config) {
  const std::string type = config.text({"model_type"}, "");
  std::vector<const char *> known;
  for (const Kind &kind : kKinds) {
    if (type == kind.type) {
      return kind;
    }
    known.push_back(kind.type);
  }
  refuse(ErrorCode::kUnsupported,
         {"config.model_type: expected ", listed(known), " for tensors of these names, got ",
          type.empty() ? "nothing" : type});
}

/// Llama 3.1's stretched frequencies: long waves slower by a factor, short ones as they are,
/// between them both mixed (Dubey et al. 2024, and the library's _compute_llama3_parameters).
double stretched(double frequency, const ConfigReader &scaling) {
  const double factor = scaling.number({"factor"}, 8);
  const double low = scaling.number({"low_freq_factor"}, 1);
  const double high = scaling.number({"high_freq_factor"}, 4);
  const double length = scaling.number({"original_max_position_embeddings"}, 8192);
  const double waves = length * frequency / (2 * std::numbers::pi); // in the trained length
  if (waves < low) {
    return frequency / factor;
  }
  if (waves > high) {
    return frequency;
  }
  const double share = (waves - low) / (high - low);
  return (1 - share) * frequency / factor + share * frequency;
}

RopePosition rope_of(const ConfigReader &config, double theta, Index head_dim, bool is_scaled) {
  RopePosition rope;
  rope.layout = RopeLayout::kHalf;
  rope.base = theta;
  const ConfigReader scaling = config.inside("rope_scaling");
  const std::string type = scaling.text({"rope_type", "type"}, "default");
  if (!is_scaled || type == "default") {
    return rope;
  }
  if (type != "llama3" && type != "linear") {
    refuse(ErrorCode::kUnsupported, {scaling.path_of("rope_type"),
                                     ": expected default, linear or llama3, got \"", type, "\""});
  }
  for (Index pair = 0; pair < head_dim / 2; ++pair) {
    const double frequency =
        std::pow(theta, -2.0 * static_cast<double>(pair) / static_cast<double>(head_dim));
    rope.frequencies.push_back(type == "linear" ? frequency / scaling.number({"factor"}, 1)
                                                : stretched(frequency, scaling));
  }
  return rope;
}

/// True where layer i sees a window only.
bool is_sliding(const ConfigReader &config, const Kind &kind, Index layer) {
  const std::vector<std::string> types = config.texts({"layer_types"});
  if (!types.empty()) {
    if (layer >= static_cast<Index>(types.size())) {
      refuse(ErrorCode::kShape,
             {"config.layer_types: expected one for each layer, got ", types.size()});
    }
    const std::string &type = types[static_cast<std::size_t>(layer)];
    if (type != "sliding_attention" && type != "full_attention") {
      refuse(ErrorCode::kUnsupported,
             {"config.layer_types[", layer,
              "]: expected full_attention or sliding_attention, got \"", type, "\""});
    }
    return type == "sliding_attention";
  }
  const Index pattern = config.index({"sliding_window_pattern"}, kind.sliding_pattern);
  if (pattern != 0) {
    return (layer + 1) % pattern != 0;
  }
  if (std::string_view(kind.type).starts_with("qwen")) {
    return config.flag({"use_sliding_window"}, false) &&
           layer >= config.index({"max_window_layers"}, 28);
  }
  return kind.window != 0;
}

void check_config(const ConfigReader &config) {
  config.only("use_bidirectional_attention", false);
  config.only("attention_multiplier", 1.0F);
  config.only("use_cache", config.flag({"use_cache"}, true));
  if (config.has({"partial_rotary_factor"})) {
    config.only("partial_rotary_factor", 1.0F);
  }
  config.refuse("rope_parameters", "expected rope_theta and rope_scaling, as files before "
                                   "transformers 5 have them");
}

void plan(const Plan &plan) {
  const ConfigReader &config = plan.config;
  const Kind &kind = kind_of(config);
  check_config(config);
  const Index d = plan_words(plan, "embed_tokens.weight");
  BlockTraits traits;
  traits.norm = NormKind::kRms;
  traits.norm_adds_one = kind.is_gemma;
  traits.epsilon = config.epsilon({"rms_norm_eps"}, kind.epsilon);
  traits.gate_activation =
      activation_from_name(config.text({"hidden_activation", "hidden_act"}, kind.activation));
  LayerSpec &spec = traits.spec;
  spec.num_heads = heads_of(config, {"num_attention_heads"});
  spec.num_kv_heads = config.index({"num_key_value_heads"}, 0);
  if (kind.is_gemma) {
    // As the library does it: in the precision of the weights, which is float here.
    plan.model().words->scale = std::sqrt(static_cast<float>(d));
  }
  const auto limit = [&](const char *key, float fallback) {
    return config.is_null(key) ? 0 : config.number({key}, fallback);
  };
  const float scalar = config.number({"query_pre_attn_scalar"}, kind.query_scalar);
  if (scalar > 0 && kind.has_four_norms) {
    spec.scale = static_cast<float>(1 / std::sqrt(static_cast<double>(scalar)));
  }
  const float softcap = limit("attn_logit_softcapping", kind.softcap);
  if (softcap > 0 && kind.has_four_norms) {
    spec.softcap = softcap;
  }
  const Index count = count_blocks(plan.demands, "layers.");
  plan.draft.reserve(count);
  const BlockNames names = kind.has_four_norms ? gemma_names() : kLlama;
  const bool has_local_theta = std::string_view(kind.type) == "gemma3_text";
  for (Index i = 0; i < count; ++i) {
    const std::string block = joined({"layers.", i, "."});
    const Index head_dim =
        plan.demands.extent(block + "self_attn.q_proj.weight", 2, 0) / spec.num_heads;
    const bool slides = is_sliding(config, kind, i);
    const bool is_local = slides && has_local_theta;
    const double theta = is_local ? config.number({"rope_local_base_freq"}, 10000)
                                  : config.number({"rope_theta"}, kind.rope_theta);
    spec.position = rope_of(config, theta, head_dim, !is_local);
    spec.mask = {};
    spec.mask.causal = true;
    const Index window =
        config.is_null("sliding_window") ? 0 : config.index({"sliding_window"}, kind.window);
    if (slides && window > 0) {
      spec.mask.reach = window - 1;
    }
    plan_block(plan, names, block, d, traits);
  }
  Top &top = plan.model().top;
  top.norm = plan_norm(plan, "norm", d, traits);
  plan_word_head(plan, "lm_head", d, kind.is_gemma);
  const float logit_softcap = limit("final_logit_softcapping", kind.logit_softcap);
  if (logit_softcap > 0 && kind.has_four_norms) {
    top.softcap = logit_softcap;
  }
  plan.demands.refuse_leftovers("layers.", {"lm_head.", "score."});
}

} // namespace

const Family &llama() {
  static constexpr Family family{
      .name = "Llama, Mistral, Qwen and Gemma",
      .signs = {"embed_tokens.weight", "layers.0.self_attn.q_proj.weight"},
      .plan = plan,
  };
  return family;
}

} // namespace attn
