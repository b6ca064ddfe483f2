// SPDX-License-Identifier: MIT
/// The kinds of files that are read. A family is a file in this folder, which ends with a function
/// that gives it, and the name of that function in families.cpp.
#pragma once

#include "model/model_draft.hpp"

#include <array>
#include <string>

namespace attn {

/// Files whose tensors have the same names and stand for the same computation.
struct Family {
  const char *name; ///< for readers: "Hugging Face's BERT"
  /// The tensor by which it is recognised, behind one of the prefixes.
  const char *sign;
  /// What may stand before the names, the first that fits; null behind the last.
  std::array<const char *, 2> prefixes;
  /// Sizes the draft's parts and demands their tensors. `prefix` is the one that was found.
  /// Throws Error: kUnsupported, kShape, kRange, each with the tensor's or the key's name.
  void (*plan)(ModelDraft &draft, TensorDemands &demands, const std::string &prefix);
};

/// What the family that recognises the file has planned.
/// Throws Error: kUnsupported where none does (the message lists all), and as its plan does.
void plan_model(ModelDraft &draft, TensorDemands &demands);

} // namespace attn
