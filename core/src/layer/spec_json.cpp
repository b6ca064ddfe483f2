// SPDX-License-Identifier: MIT
#include "attn/layer_json.hpp"

#include "base/check.hpp"
#include "layer/layer_parts_json.hpp"
#include "layer/mask_json.hpp"
#include "layer/norm_json.hpp"
#include "layer/position_json.hpp"
#include "json/json_reader.hpp"

#include <array>
#include <utility>

namespace attn {

namespace {

Index read_dimension(const Json &spec, const char *key) {
  const Json *value = find(spec, key);
  return value == nullptr ? 0 : read_index(*value, key, 1, kMaxDimension);
}

LayerSpec read_spec(const Json &json, const Blobs &blobs) {
  LayerSpec spec;
  required(json, "dModel", "dModel", "a whole number");
  required(json, "numHeads", "numHeads", "a whole number");
  spec.d_model = read_dimension(json, "dModel");
  spec.num_heads = read_dimension(json, "numHeads");
  spec.num_kv_heads = read_dimension(json, "numKvHeads");
  spec.head_dim = read_dimension(json, "headDim");
  spec.value_dim = read_dimension(json, "valueDim");
  spec.out_dim = read_dimension(json, "outDim");
  if (const Json *scale = find(json, "scale")) {
    spec.scale = read_float(*scale, "scale");
  }
  if (const Json *scales = find_model_part(json, "scales", "scales")) {
    spec.scales = read_floats(*scales, "scales", blobs);
  }
  if (const Json *window = find_model_part(json, "window", "window")) {
    spec.window = read_index(*window, "window", 1, kMaxDimension);
  }
  if (const Json *cosine = find_model_part(json, "cosine", "cosine")) {
    spec.cosine = read_bool(*cosine, "cosine");
  }
  if (const Json *softcap = find(json, "softcap")) {
    spec.softcap = read_float(*softcap, "softcap");
  }
  if (const Json *mask = find(json, "mask")) {
    spec.mask = read_mask(*mask, blobs);
  }
  if (const Json *position = find(json, "position")) {
    spec.position = read_position(*position, spec.d_model, blobs);
  }
  if (const Json *seed = find(json, "seed")) {
    spec.seed = static_cast<std::uint64_t>(
        read_integer(*seed, "seed", 0, static_cast<std::int64_t>(kMaxSeed)));
  }
  return resolved(std::move(spec));
}

/// { weight, bias? }, H rows of H numbers and H numbers.
HeadMix read_mix(const Json &json, const char *path, Index heads, const Blobs &blobs) {
  check_keys(json, path, {"weight", "bias"});
  HeadMix mix;
  const std::string place = joined({path, ".weight"});
  const std::string expected = joined({heads, " × ", heads, " values"});
  mix.weight =
      read_matrix(required(json, "weight", place, expected.c_str()), place, {heads, heads}, blobs);
  if (find(json, "bias") != nullptr) {
    mix.bias = read_entries(json, "bias", path, heads, blobs);
  }
  return mix;
}

Weights read_weights(const Json &json, const LayerSpec &spec, const Blobs &blobs) {
  check_keys(json, "weights",
             {"wq", "wk", "wv", "wo", "bq", "bk", "bv", "bo", "qNorm", "kNorm", "scoreMix",
              "weightMix", "label", "trained"});
  const auto matrix = [&](const char *key, Index rows, Index cols) {
    const std::string path = joined({"weights.", key});
    check_size(path, {rows, cols});
    const std::string expected = joined({rows, " × ", cols, " = ", rows * cols, " values"});
    return read_matrix(required(json, key, path, expected.c_str()), path, {rows, cols}, blobs);
  };
  const auto bias = [&](const char *key, Index count) {
    const Json *value = find(json, key);
    return value == nullptr ? RowVector()
                            : read_vector(*value, joined({"weights.", key}), count, blobs);
  };
  Weights weights;
  weights.wq = matrix("wq", spec.d_model, spec.query_width());
  weights.wk = matrix("wk", spec.d_model, spec.key_width());
  weights.wv = matrix("wv", spec.d_model, spec.value_width());
  weights.wo = matrix("wo", spec.concat_width(), spec.out_dim);
  weights.bq = bias("bq", spec.query_width());
  weights.bk = bias("bk", spec.key_width());
  weights.bv = bias("bv", spec.value_width());
  weights.bo = bias("bo", spec.out_dim);
  if (const Json *norm = find_model_part(json, "qNorm", "weights.qNorm")) {
    weights.q_norm = read_norm(*norm, "weights.qNorm", std::nullopt, blobs);
  }
  if (const Json *norm = find_model_part(json, "kNorm", "weights.kNorm")) {
    weights.k_norm = read_norm(*norm, "weights.kNorm", std::nullopt, blobs);
  }
  if (const Json *mix = find_model_part(json, "scoreMix", "weights.scoreMix")) {
    weights.score_mix = read_mix(*mix, "weights.scoreMix", spec.num_heads, blobs);
  }
  if (const Json *mix = find_model_part(json, "weightMix", "weights.weightMix")) {
    weights.weight_mix = read_mix(*mix, "weights.weightMix", spec.num_heads, blobs);
  }
  const Json *label = find(json, "label");
  weights.label = label == nullptr ? kGivenLabel : read_string(*label, "weights.label");
  const Json *trained = find(json, "trained");
  weights.trained = trained != nullptr && read_bool(*trained, "weights.trained");
  return weights;
}

void write_small_weights(JsonWriter &out, const Weights &weights) {
  out.begin_object();
  const auto bias = [&out](const char *key, const RowVector &values) {
    if (values.size() != 0) {
      out.numbers(key, values.data(), values.size());
    }
  };
  bias("bq", weights.bq);
  bias("bk", weights.bk);
  bias("bv", weights.bv);
  bias("bo", weights.bo);
  const auto norm = [&out](const char *key, const std::optional<Norm> &values) {
    if (values) {
      out.key(key);
      write_norm(out, *values);
    }
  };
  norm("qNorm", weights.q_norm);
  norm("kNorm", weights.k_norm);
  const auto mix = [&out](const char *key, const std::optional<HeadMix> &values) {
    if (values) {
      out.key(key);
      out.begin_object();
      out.matrix("weight", view(values->weight));
      if (values->bias.size() != 0) {
        out.numbers("bias", values->bias.data(), values->bias.size());
      }
      out.end_object();
    }
  };
  mix("scoreMix", weights.score_mix);
  mix("weightMix", weights.weight_mix);
  out.string("label", weights.label);
  out.key("trained");
  out.boolean(weights.trained);
  out.end_object();
}

} // namespace

void write_sizes(JsonWriter &out, const LayerSpec &spec) {
  out.integer("dModel", spec.d_model);
  out.integer("numHeads", spec.num_heads);
  out.integer("numKvHeads", spec.num_kv_heads);
  out.integer("headDim", spec.head_dim);
  out.integer("valueDim", spec.value_dim);
  out.integer("outDim", spec.out_dim);
}

void write_spec(JsonWriter &out, const AttentionLayer &layer) {
  const LayerSpec &spec = layer.spec();
  out.begin_object();
  write_sizes(out, spec);
  out.number("scale", *spec.scale);
  if (!spec.scales.empty()) {
    out.numbers("scales", spec.scales.data(), static_cast<Index>(spec.scales.size()));
  }
  if (spec.window != 0) {
    out.integer("window", spec.window);
  }
  if (spec.cosine) {
    out.key("cosine");
    out.boolean(true);
  }
  if (spec.softcap) {
    out.number("softcap", *spec.softcap);
  }
  out.key("mask");
  write_mask(out, spec.mask);
  out.key("position");
  write_position(out, spec.position);
  out.key("weights");
  write_small_weights(out, layer.weights());
  out.end_object();
}

std::span<const char *const> spec_keys() {
  static constexpr std::array keys{"dModel", "numHeads", "numKvHeads", "headDim", "valueDim",
                                   "outDim", "scale",    "scales",     "cosine",  "softcap",
                                   "window", "mask",     "position",   "weights", "seed"};
  return keys;
}

std::shared_ptr<const AttentionLayer> read_layer(const Json &json, const Blobs &blobs) {
  check_keys(json, "spec", spec_keys());
  LayerSpec spec = read_spec(json, blobs);
  const Json *given = find(json, "weights");
  if (given == nullptr) {
    return std::make_shared<const AttentionLayer>(std::move(spec));
  }
  Weights weights = read_weights(*given, spec, blobs);
  return std::make_shared<const AttentionLayer>(std::move(spec), std::move(weights));
}

} // namespace attn
