// SPDX-License-Identifier: MIT
#include "layer/mask_json.hpp"

#include "attn/layer_spec.hpp"
#include "base/check.hpp"
#include "math/softmax.hpp"
#include "json/json_reader.hpp"

#include <cstddef>
#include <optional>

namespace attn {

namespace {

float read_bias(const Json &value, std::string_view path) {
  return value.is_null() || is_text(value, "-Infinity") ? kMasked : read_float(value, path);
}

float read_allow(const Json &value, std::string_view path) {
  if (value.is_boolean()) {
    return value.boolean() ? 1.0F : 0.0F;
  }
  if (value.is_number()) {
    const auto number = value.number<float>();
    if (number == 0 || number == 1) {
      return number;
    }
  }
  refuse_type(path, "true or false", value);
}

/// [queries][keys] or [head][queries][keys].
HeadTable read_head_table(const Json &value, std::string_view path, const ItemReader &reader,
                          const Blobs &blobs) {
  if (!is_nested(value)) {
    refuse(ErrorCode::kShape,
           {path, ": expected [queries][keys] or [head][queries][keys], got ", got_text(value)});
  }
  HeadTable table;
  if (!is_nested(value.items().front())) { // one for all heads
    table.values = read_rows(value, path, std::nullopt, reader, blobs);
    return table;
  }
  table.heads = static_cast<Index>(value.items().size());
  std::size_t head = 0;
  for (const Json &part : value.items()) {
    const std::string head_path = joined({path, "[", head, "]"});
    if (!part.is_array()) {
      refuse_type(head_path, "a list of rows", part);
    }
    std::optional<Index> cols;
    if (head != 0) {
      cols = table.values.cols();
    }
    const Matrix rows = read_rows(part, head_path, cols, reader, blobs);
    if (head == 0) {
      table.values.resize(rows.rows() * table.heads, rows.cols());
    } else if (rows.rows() * table.heads != table.values.rows()) {
      refuse(ErrorCode::kShape, {head_path, ": expected ", table.values.rows() / table.heads,
                                 " rows, got ", rows.rows()});
    }
    table.values.middleRows(static_cast<Index>(head) * rows.rows(), rows.rows()) = rows;
    ++head;
  }
  return table;
}

void write_head_table(JsonWriter &out, const char *key, const HeadTable &table) {
  out.key(key);
  if (table.heads == 1) {
    out.matrix(view(table.values));
    return;
  }
  out.begin_array();
  for (Index head = 0; head < table.heads; ++head) {
    out.matrix(row_block(table.values, head * table.queries(), table.queries()));
  }
  out.end_array();
}

} // namespace

Mask read_mask(const Json &json, const Blobs &blobs) {
  Mask mask;
  if (json.is_string()) {
    const std::string &name = json.text();
    if (name != "none" && name != "causal") {
      refuse(ErrorCode::kUnsupported,
             {"mask: \"", name,
              "\" is not known; known are none, causal, or an object with causal, offset, reach, "
              "allow, bias"});
    }
    mask.causal = name == "causal";
    return mask;
  }
  check_keys(json, "mask", {"causal", "offset", "reach", "allow", "bias"});
  if (const Json *causal = find(json, "causal")) {
    mask.causal = read_bool(*causal, "mask.causal");
  }
  if (const Json *offset = find(json, "offset")) {
    mask.offset = read_index(*offset, "mask.offset", -kMaxDimension, kMaxDimension);
    if (!mask.causal) {
      refuse(ErrorCode::kUnsupported, {"mask.offset: only with mask.causal = true"});
    }
  }
  if (const Json *reach = find_model_part(json, "reach", "mask.reach")) {
    mask.reach = read_index(*reach, "mask.reach", 0, kMaxDimension);
  }
  if (const Json *allow = find(json, "allow")) {
    mask.allow = read_head_table(*allow, "mask.allow", {read_allow, false}, blobs);
  }
  if (const Json *bias = find(json, "bias")) {
    mask.bias = read_head_table(*bias, "mask.bias", {read_bias}, blobs);
  }
  return mask;
}

void write_mask(JsonWriter &out, const Mask &mask) {
  out.begin_object();
  out.key("causal");
  out.boolean(mask.causal);
  if (mask.causal && mask.offset != 0) {
    out.integer("offset", mask.offset);
  }
  if (mask.reach) {
    out.integer("reach", *mask.reach);
  }
  if (mask.allow) {
    write_head_table(out, "allow", *mask.allow);
  }
  if (mask.bias) {
    write_head_table(out, "bias", *mask.bias);
  }
  out.end_object();
}

} // namespace attn
