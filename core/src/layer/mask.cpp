// SPDX-License-Identifier: MIT
#include "attn/mask.hpp"

#include "base/check.hpp"
#include "math/softmax.hpp"

namespace attn {

namespace {

void check_table(const std::string &name, const HeadTable &table, Index num_heads, Index queries,
                 Index keys) {
  const bool heads_fit = table.heads == 1 || table.heads == num_heads;
  if (heads_fit && table.queries() == queries && table.keys() == keys) {
    return;
  }
  const std::string heads = table.heads == 1 ? std::string() : joined({table.heads, " × "});
  refuse(ErrorCode::kShape, {name, ": expected ", queries, " × ", keys, " (queries × keys) or ",
                             num_heads, " × ", queries, " × ", keys, " (heads first), got ", heads,
                             table.queries(), " × ", table.keys()});
}

} // namespace

bool Mask::allows(Index head, Index query, Index key) const {
  // Subtracting on the left keeps query + offset from overflowing.
  if (causal && key - query > offset) {
    return false;
  }
  if (reach && (key - query > *reach || query - key > *reach)) {
    return false;
  }
  if (allow && allow->at(head, query, key) == 0) {
    return false;
  }
  return !bias || bias->at(head, query, key) != kMasked;
}

std::string Mask::label() const {
  std::string parts;
  const auto add = [&parts](bool present, const char *name) {
    if (present) {
      parts += (parts.empty() ? "" : " + ") + std::string(name);
    }
  };
  add(causal, "causal");
  add(reach.has_value(), "window");
  add(allow.has_value(), "allow");
  add(bias.has_value(), "bias");
  return parts.empty() ? "none" : parts;
}

void Mask::check(Index num_heads, Index queries, Index keys) const {
  if (allow) {
    check_table("mask.allow", *allow, num_heads, queries, keys);
  }
  if (bias) {
    check_table("mask.bias", *bias, num_heads, queries, keys);
  }
}

} // namespace attn
