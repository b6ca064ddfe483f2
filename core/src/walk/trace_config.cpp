// SPDX-License-Identifier: MIT
#include "walk/trace_config.hpp"

#include "layer/layer_parts_json.hpp"
#include "walk/position_walk.hpp"

namespace attn {

namespace {

void write_flag(JsonWriter &out, const char *name, bool value) {
  out.key(name);
  out.boolean(value);
}

/// Everything that `position` says in short, and what follows from it.
void write_position_info(JsonWriter &out, const Run &run) {
  const Position &position = run.spec().position;
  const auto *sinusoidal = std::get_if<SinusoidalPosition>(&position);
  const auto *rope = std::get_if<RopePosition>(&position);
  const auto *relative = std::get_if<RelativePosition>(&position);
  out.begin_object();
  out.string("type", position_type(position));
  write_flag(out, "adds", run.has_embedding());
  write_flag(out, "rotates", run.has_rope());
  write_flag(out, "biases", has_score_bias(position));
  write_flag(out, "byOffset", has_offset_bias(run) || has_offset_turns(run));
  if (sinusoidal != nullptr) {
    const bool in_halves = sinusoidal->layout == SinusoidalLayout::kHalves;
    out.string("layout", in_halves ? "halves" : "interleaved");
  }
  if (rope != nullptr) {
    out.string("layout", rope_layout_name(rope->layout));
  }
  if (rope != nullptr || relative != nullptr) {
    const std::optional<Grid> &grid = rope != nullptr ? rope->grid : relative->grid;
    out.integer("axes", grid ? 2 : 1);
    out.integer("prefix", rope != nullptr ? rope->prefix : relative->prefix);
  }
  if (relative != nullptr && !relative->origin.empty()) {
    out.string("origin", relative->origin);
  }
  out.end_object();
}

void write_mask_info(JsonWriter &out, const Mask &mask) {
  std::vector<std::string> parts;
  const auto add = [&parts](bool present, const char *name) {
    if (present) {
      parts.emplace_back(name);
    }
  };
  add(mask.causal, "causal");
  add(mask.reach.has_value(), "window");
  add(mask.allow.has_value(), "allow");
  add(mask.bias.has_value(), "bias");
  out.begin_object();
  out.string("type", parts.empty() ? "none" : parts.size() > 1 ? "combined" : parts.front());
  out.strings("parts", parts);
  if (mask.causal) {
    out.integer("offset", mask.offset);
  }
  if (mask.reach) {
    out.integer("reach", *mask.reach);
  }
  out.end_object();
}

void write_weights_info(JsonWriter &out, const Run &run) {
  const Weights &weights = run.layer().weights();
  out.begin_object();
  out.string("type", weights.seeded ? "seeded" : weights.trained ? "trained" : "given");
  if (weights.seeded) {
    out.key("seed");
    out.unsigned_integer(run.spec().seed);
  } else if (weights.label != kGivenLabel) {
    out.string("label", weights.label);
  }
  out.end_object();
}

void write_biases(JsonWriter &out, const Weights &weights) {
  out.begin_array();
  const auto add = [&out](const RowVector &bias, const char *name) {
    if (bias.size() != 0) {
      out.string(name);
    }
  };
  add(weights.bq, "q");
  add(weights.bk, "k");
  add(weights.bv, "v");
  add(weights.bo, "output");
  out.end_array();
}

} // namespace

void write_config_members(JsonWriter &out, const Run &run, Index query) {
  const LayerSpec &spec = run.spec();
  write_sizes(out, spec);
  out.integer("length", run.length());
  out.integer("contextLength", run.context_length());
  out.integer("query", query);
  out.number("scale", *spec.scale);
  if (!spec.scales.empty()) {
    out.numbers("scales", spec.scales.data(), static_cast<Index>(spec.scales.size()));
  }
  if (run.is_cosine()) {
    write_flag(out, "cosine", true);
  }
  if (kHasModelParts && spec.window != 0) {
    out.integer("window", spec.window);
  }
  if (spec.softcap) {
    out.number("softcap", *spec.softcap);
  }
  out.string("mask", spec.mask.label());
  out.key("maskInfo");
  write_mask_info(out, spec.mask);
  out.string("position", position_label(spec.position));
  out.key("positionInfo");
  write_position_info(out, run);
  // Both stand in positionInfo, too; here for callers who read them before that was there.
  const auto *relative = std::get_if<RelativePosition>(&spec.position);
  const auto *rope = std::get_if<RopePosition>(&spec.position);
  if (const Index prefix = relative ? relative->prefix : rope ? rope->prefix : 0; prefix > 0) {
    out.integer("positionPrefix", prefix);
  }
  if (relative != nullptr && !relative->origin.empty()) {
    out.string("positionOrigin", relative->origin);
  }
  out.string("weights", run.layer().weights().label);
  out.key("weightsInfo");
  write_weights_info(out, run);
  out.key("biases");
  write_biases(out, run.layer().weights());
}

} // namespace attn
