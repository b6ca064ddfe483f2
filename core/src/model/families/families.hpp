// SPDX-License-Identifier: MIT
/// The kinds of files that are read. A family is a file in this folder, which ends with a function
/// that gives it, and the name of that function in families.cpp.
#pragma once

#include "model/config_reader.hpp"
#include "model/model_draft.hpp"

#include <array>
#include <string>

namespace attn {

/// A file that is being planned: what it holds, what its configuration says, and the model that
/// becomes of them.
struct Plan {
  ModelDraft &draft;
  TensorDemands &demands;
  ConfigReader config;

  Model &model() const { return draft.model; }
};

/// Files whose tensors have the same names and stand for the same computation.
struct Family {
  const char *name; ///< for readers: "Hugging Face's BERT"
  /// Ends of names of tensors by which it is recognised: all of them behind one prefix. What stands
  /// before the first is the prefix of all its names. Null behind the last.
  std::array<const char *, 3> signs;
  /// Of config.json, where names alone do not tell; null behind the last, all null = any.
  std::array<const char *, 4> model_types = {};
  /// Sizes the draft's parts and demands their tensors; the demands have the prefix that was found.
  /// Throws Error: kUnsupported, kShape, kRange, each with the tensor's or the key's name.
  void (*plan)(const Plan &plan);
};

/// What the family that recognises the file has planned.
/// Throws Error: kUnsupported where none does (the message lists all), and as its plan does.
void plan_model(ModelDraft &draft, TensorDemands &demands);

} // namespace attn
