// SPDX-License-Identifier: MIT
/// \file
/// Where one number of a run comes from: the operation and the numbers it was made of. Following
/// the operands leads down to inputs and weights ("given").
#pragma once

#include "attn/json_writer.hpp"
#include "attn/tensor_ref.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace attn {

/// How a number comes from its operands a, b, c …
enum class Operation {
  kGiven,        ///< no operands; `source` says where it comes from
  kDot,          ///< Σ a · b over the pairs, + bias
  kSum,          ///< Σ operands
  kProduct,      ///< a · b
  kScale,        ///< a · factor
  kSoftcap,      ///< factor · tanh(a / factor)
  kRotate,       ///< a · factors[0] + b · factors[1]
  kMax,          ///< the largest operand
  kExp,          ///< exp(a − b)
  kDivide,       ///< a / b
  kCopy,         ///< a
  kMasked,       ///< the mask removed this key (or every key) from the row
  kMean,         ///< Σ operands / their number
  kDeviation,    ///< √(mean of the squared distances from the operands' mean + epsilon)
  kNormalize,    ///< (a − b) / c · d + e; without a bias + e is left out
  kRms,          ///< √(mean of the operands' squares + epsilon)
  kRmsNormalize, ///< a / b · c; with a bias + d
  kLength,       ///< √(Σ operands²), at least 1e-12
  kCosine, ///< Σ a · b over the pairs, / (factors[0] · factors[1]), the lengths; 0 if one is 0
};

/// "given", "dot", …
const char *operation_name(Operation operation);

/// A number of a run, and which one it is.
struct Operand {
  TensorRef ref;   ///< where it stands
  float value = 0; ///< −infinity = masked
};

/// One step back from a number to those it was computed from.
struct Explanation {
  Operand result;                                 ///< what is explained
  Operation operation = Operation::kGiven;        ///< how it was computed
  std::vector<Operand> operands;                  ///< a, b, c …
  std::vector<std::pair<Operand, Operand>> pairs; ///< of a dot or cosine
  std::optional<Operand> bias;                    ///< of a dot
  std::optional<float> factor; ///< of a scale or softcap; epsilon of a deviation or
                               ///< rms
  std::vector<float> factors;  ///< of a rotate or cosine
  /// Of a given or masked value: "input", "word vector", "trained embedding", "pixel", "class
  /// token", "patch embedding", "layer before", "sinusoidal", "learned position",
  /// "weights", "seeded weights", "mask", "alibi", "relative".
  std::string source;
};

/// The number itself, equal bit for bit to what the trace shows; −infinity = masked.
/// Throws Error as check_ref() does.
float value_of(const Run &run, const TensorRef &ref);

/// The operation behind a number and its operands. Throws Error as check_ref() does.
///
/// \code{.cpp}
/// #include <attn/explain.hpp>
/// #include <iostream>
///
/// attn::LayerSpec spec;
/// spec.d_model = 8;
/// spec.num_heads = 2;
/// const auto layer = std::make_shared<const attn::AttentionLayer>(spec);
/// const attn::Run run(layer, attn::sequence_of_words({"I", "like", "tea"}, layer->spec()));
/// const attn::TensorRef ref{attn::TensorId::kWeights, 1, {0, 2}}; // head 1, query 0, key 2
/// const attn::Explanation why = attn::explain(run, ref);
/// std::cout << attn::operation_name(why.operation) << '\n'; // divide
/// std::cout << attn::tensor_name(why.operands[1].ref.tensor) << '\n'; // total
/// \endcode
Explanation explain(const Run &run, const TensorRef &ref);

/// { ref, value, operation, operands, pairs, bias?, factor?, factors?, source? }.
void write_json(JsonWriter &out, const Explanation &explanation);

} // namespace attn
