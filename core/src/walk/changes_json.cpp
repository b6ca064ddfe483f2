// SPDX-License-Identifier: MIT
#include "attn/json_input.hpp"

#include "base/check.hpp"
#include "layer/mask_json.hpp"
#include "math/softmax.hpp"
#include "json/json_reader.hpp"

namespace attn {

namespace {

/// One change, whose keys say of which kind it is.
struct ChangeJson {
  const Json &json;
  const std::string &path;
  const Blobs &blobs;

  bool has(const char *key) const { return find(json, key) != nullptr; }
  std::string place(const char *key) const { return joined({path, ".", key}); }
  const Json &at(const char *key, const char *expected) const {
    return required(json, key, place(key), expected);
  }
  float number(const char *key) const { return read_float(at(key, "a number"), place(key)); }
  Index count(const Json &object, const char *key, std::string_view of) const {
    const std::string where = joined({of, ".", key});
    return read_index(required(object, key, where, "a whole number"), where, 0, kMaxDimension);
  }
};

/// `ref` of a change: messages of read_tensor_ref() begin with it.
NumberChange read_number(const ChangeJson &change) {
  NumberChange number;
  number.ref = read_tensor_ref(change.at("ref", "a number's place"));
  const Json &value = change.at("value", "a number");
  const bool masks =
      number.ref.tensor == TensorId::kMaskBias && (value.is_null() || is_text(value, "-Infinity"));
  number.value = masks ? kMasked : read_float(value, change.place("value"));
  return number;
}

CellChange read_cell(const ChangeJson &change, const Json &cell) {
  const std::string path = change.place("mask");
  check_keys(cell, path, {"query", "key", "head", "allowed"});
  CellChange result;
  result.query = change.count(cell, "query", path);
  result.key = change.count(cell, "key", path);
  if (find(cell, "head") != nullptr) {
    result.head = change.count(cell, "head", path);
  }
  const std::string allowed = joined({path, ".allowed"});
  result.allowed = read_bool(required(cell, "allowed", allowed, "true or false"), allowed);
  return result;
}

Change read_change(const ChangeJson &change) {
  constexpr const char *kKinds =
      "{ ref, value }, { scale }, { temperature }, { mask }, { head, gate }, { tokens } or "
      "{ positions: false }";
  check_keys(change.json, change.path,
             {"ref", "value", "scale", "temperature", "mask", "head", "gate", "tokens", "positions",
              "layer"});
  Change result;
  std::size_t used = 1;
  if (change.has("ref")) {
    result.what = read_number(change);
    used = 2;
  } else if (change.has("scale")) {
    result.what = ScaleChange{change.number("scale")};
  } else if (change.has("temperature")) {
    result.what = TemperatureChange{change.number("temperature")};
  } else if (change.has("mask")) {
    const Json &mask = change.at("mask", "a mask");
    if (mask.is_object() && find(mask, "query") != nullptr) {
      result.what = read_cell(change, mask);
    } else {
      result.what = MaskChange{read_mask(mask, change.blobs)};
    }
  } else if (change.has("gate")) {
    result.what = GateChange{change.count(change.json, "head", change.path), change.number("gate")};
    used = 2;
  } else if (change.has("tokens")) {
    result.what = OrderChange{
        read_indices(change.at("tokens", "a list"), change.place("tokens"), 0, kMaxDimension)};
  } else if (change.has("positions")) {
    if (read_bool(change.at("positions", "false"), change.place("positions"))) {
      refuse(ErrorCode::kRange, {change.path, ".positions: expected false, got true"});
    }
    result.what = PositionsChange{};
  } else {
    refuse(ErrorCode::kShape,
           {change.path, ": expected ", kKinds, ", got ", got_text(change.json)});
  }
  if (change.has("layer")) {
    result.layer = change.count(change.json, "layer", change.path);
    ++used;
  }
  if (change.json.keys().size() != used) {
    refuse(ErrorCode::kUnsupported,
           {change.path, ": expected one of ", kKinds, " alone, got ", got_text(change.json)});
  }
  return result;
}

} // namespace

Changes read_changes(const Json &json, const Blobs &blobs) {
  if (!json.is_array()) {
    refuse_type("changes", "a list", json);
  }
  Changes changes;
  for (const Json &item : json.items()) {
    const std::string path = joined({"changes[", changes.size(), "]"});
    changes.push_back(read_change({item, path, blobs}));
  }
  return changes;
}

Run read_run(std::shared_ptr<const AttentionLayer> layer, const Json &json, const Blobs &blobs) {
  RunInput input = read_run_input(json, layer->spec(), blobs);
  RunParts parts{std::move(layer), std::move(input.x), std::move(input.context)};
  if (const Json *changes = find_model_part(json, "changes", "changes")) {
    apply_changes(read_changes(*changes, blobs), parts);
  }
  return {std::move(parts.layer), std::move(parts.x), std::move(parts.context)};
}

} // namespace attn
