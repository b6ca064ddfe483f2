// SPDX-License-Identifier: MIT
#include "attn/explain.hpp"

#include <array>

namespace attn {

namespace {

Json to_json(const TensorRef &ref) {
  Json json;
  set(json, "tensor", tensor_name(ref.tensor));
  if (ref.head >= 0) {
    set(json, "head", ref.head);
  }
  Json index = Json::array();
  for (int i = 0; i < tensor_rank(ref.tensor); ++i) {
    index.push_back(ref.index[static_cast<std::size_t>(i)]);
  }
  set(json, "index", std::move(index));
  return json;
}

Json to_json(const Operand &operand) {
  Json json;
  set(json, "ref", to_json(operand.ref));
  set(json, "value", number_or_null(operand.value));
  return json;
}

} // namespace

const char *operation_name(Operation operation) {
  static constexpr std::array<const char *, 16> kNames{
      "given", "dot",    "sum",  "product", "scale", "softcap",   "rotate",    "max",
      "exp",   "divide", "copy", "masked",  "mean",  "deviation", "normalize", "cosine"};
  return kNames[static_cast<std::size_t>(operation)];
}

Json to_json(const Explanation &explanation) {
  Json json = to_json(explanation.result);
  set(json, "operation", operation_name(explanation.operation));
  Json operands = Json::array();
  for (const Operand &operand : explanation.operands) {
    operands.push_back(to_json(operand));
  }
  set(json, "operands", std::move(operands));
  Json pairs = Json::array();
  for (const auto &[a, b] : explanation.pairs) {
    Json pair = Json::array();
    pair.push_back(to_json(a));
    pair.push_back(to_json(b));
    pairs.push_back(std::move(pair));
  }
  set(json, "pairs", std::move(pairs));
  if (explanation.bias) {
    set(json, "bias", to_json(*explanation.bias));
  }
  if (explanation.factor) {
    set(json, "factor", *explanation.factor);
  }
  if (!explanation.factors.empty()) {
    set(json, "factors", explanation.factors);
  }
  if (!explanation.source.empty()) {
    set(json, "source", explanation.source);
  }
  return json;
}

} // namespace attn
