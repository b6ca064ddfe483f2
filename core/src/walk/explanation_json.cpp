// SPDX-License-Identifier: MIT
#include "attn/explain.hpp"

#include <array>

namespace attn {

namespace {

/// The members of an operand, so that an explanation can add its own.
void write_members(JsonWriter &out, const Operand &operand) {
  const TensorRef &ref = operand.ref;
  out.key("ref");
  out.begin_object();
  out.string("tensor", tensor_name(ref.tensor));
  if (ref.head >= 0) {
    out.integer("head", ref.head);
  }
  out.key("index");
  out.begin_array();
  for (int i = 0; i < tensor_rank(ref.tensor); ++i) {
    out.integer(ref.index[static_cast<std::size_t>(i)]);
  }
  out.end_array();
  out.end_object();
  out.number("value", operand.value);
}

void write(JsonWriter &out, const Operand &operand) {
  out.begin_object();
  write_members(out, operand);
  out.end_object();
}

} // namespace

const char *operation_name(Operation operation) {
  static constexpr std::array<const char *, 19> kNames{
      "given",     "dot", "sum",          "product", "scale",  "softcap", "rotate",
      "max",       "exp", "divide",       "copy",    "masked", "mean",    "deviation",
      "normalize", "rms", "rmsNormalize", "length",  "cosine"};
  return kNames[static_cast<std::size_t>(operation)];
}

void write_json(JsonWriter &out, const Explanation &explanation) {
  out.begin_object();
  write_members(out, explanation.result);
  out.string("operation", operation_name(explanation.operation));
  out.key("operands");
  out.begin_array();
  for (const Operand &operand : explanation.operands) {
    write(out, operand);
  }
  out.end_array();
  out.key("pairs");
  out.begin_array();
  for (const auto &[a, b] : explanation.pairs) {
    out.begin_array();
    write(out, a);
    write(out, b);
    out.end_array();
  }
  out.end_array();
  if (explanation.bias) {
    out.key("bias");
    write(out, *explanation.bias);
  }
  if (explanation.factor) {
    out.number("factor", *explanation.factor);
  }
  if (!explanation.factors.empty()) {
    out.numbers("factors", explanation.factors.data(),
                static_cast<Index>(explanation.factors.size()));
  }
  if (!explanation.source.empty()) {
    out.string("source", explanation.source);
  }
  out.end_object();
}

} // namespace attn
