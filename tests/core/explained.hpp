// SPDX-License-Identifier: MIT
/// Follows explanations: carries out each operation again in double, on its own operands.
#pragma once

#include "attn/error.hpp"
#include "attn/explain.hpp"

#include "catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace attn::test {

inline double sum_of(const std::vector<Operand> &operands) {
  double sum = 0;
  for (const Operand &operand : operands) {
    sum += operand.value;
  }
  return sum;
}

inline double dot_of(const Explanation &one) {
  double sum = 0;
  for (const auto &[a, b] : one.pairs) {
    sum += double{a.value} * b.value;
  }
  return sum;
}

/// The operation of an explanation, carried out in double on its operands.
inline double recomputed(const Explanation &one) {
  const auto operand = [&one](std::size_t place) { return double{one.operands.at(place).value}; };
  switch (one.operation) {
  case Operation::kGiven:
  case Operation::kMasked:
    return one.result.value;
  case Operation::kDot:
    return dot_of(one) + (one.bias ? one.bias->value : 0);
  case Operation::kCosine: {
    const double lengths = double{one.factors.at(0)} * one.factors.at(1);
    return lengths == 0 ? 0 : dot_of(one) / lengths;
  }
  case Operation::kSum:
    return sum_of(one.operands);
  case Operation::kProduct:
    return operand(0) * operand(1);
  case Operation::kScale:
    return operand(0) * one.factor.value();
  case Operation::kSoftcap:
    return one.factor.value() * std::tanh(operand(0) / one.factor.value());
  case Operation::kRotate:
    return operand(0) * one.factors.at(0) + operand(1) * one.factors.at(1);
  case Operation::kMax: {
    double largest = -std::numeric_limits<double>::infinity();
    for (const Operand &each : one.operands) {
      largest = std::max(largest, double{each.value});
    }
    return largest;
  }
  case Operation::kExp:
    return std::exp(operand(0) - operand(1));
  case Operation::kDivide:
    return operand(0) / operand(1);
  case Operation::kMean:
    return sum_of(one.operands) / static_cast<double>(one.operands.size());
  case Operation::kDeviation: {
    const auto count = static_cast<double>(one.operands.size());
    const double mean = sum_of(one.operands) / count;
    double squares = 0;
    for (const Operand &each : one.operands) {
      squares += (each.value - mean) * (each.value - mean);
    }
    return std::sqrt(squares / count + one.factor.value());
  }
  case Operation::kNormalize:
    return (operand(0) - operand(1)) / operand(2) * operand(3) +
           (one.operands.size() > 4 ? operand(4) : 0);
  case Operation::kRms: {
    double squares = 0;
    for (const Operand &each : one.operands) {
      squares += double{each.value} * each.value;
    }
    return std::sqrt(squares / static_cast<double>(one.operands.size()) + one.factor.value());
  }
  case Operation::kRmsNormalize:
    return operand(0) / operand(1) * operand(2) + (one.operands.size() > 3 ? operand(3) : 0);
  case Operation::kLength: {
    double squares = 0;
    for (const Operand &each : one.operands) {
      squares += double{each.value} * each.value;
    }
    return std::max(std::sqrt(squares), 1e-12);
  }
  case Operation::kCopy:
    return operand(0);
  }
  return 0;
}

/// Every kind of number that the run has, at its first and last places: each is what its operation
/// makes of its operands, which are numbers of the run. Returns how many were opened.
inline int require_each_explained(const Run &run) {
  int opened = 0;
  for (std::size_t id = 0; id < kTensorCount; ++id) {
    const auto tensor = static_cast<TensorId>(id);
    if (!has_tensor(run, tensor_name(tensor))) {
      continue;
    }
    const std::array<Index, 3> extents = tensor_extents(run, tensor);
    const Index heads = tensor_has_heads(tensor) ? run.spec().num_heads : 1;
    for (const double share : {0.0, 0.4, 1.0}) {
      const auto place = [&](std::size_t axis) {
        const Index extent =
            axis < static_cast<std::size_t>(tensor_rank(tensor)) ? extents[axis] : 1;
        return static_cast<Index>(share * static_cast<double>(extent - 1));
      };
      const TensorRef ref{
          tensor, tensor_has_heads(tensor) ? heads - 1 : -1, {place(0), place(1), place(2)}};
      const Explanation one = explain(run, ref);
      CAPTURE(tensor_name(tensor), ref.index[0], ref.index[1], ref.index[2]);
      const double value = one.result.value;
      if (std::isfinite(value)) {
        CHECK(recomputed(one) == Approx(value).epsilon(1e-3).margin(1e-4));
      }
      for (const Operand &operand : one.operands) {
        CHECK(operand.value == value_of(run, operand.ref));
      }
      for (const auto &[a, b] : one.pairs) {
        CHECK(a.value == value_of(run, a.ref));
        CHECK(b.value == value_of(run, b.ref));
      }
      ++opened;
    }
  }
  return opened;
}

/// Opens a number and everything below it. Returns how many numbers were opened.
inline int require_explained(const Run &run, const TensorRef &ref, int depth = 0) {
  REQUIRE(depth < 16);
  const Explanation one = explain(run, ref);
  CAPTURE(tensor_name(ref.tensor), ref.head, ref.index[0], ref.index[1], ref.index[2]);
  REQUIRE(one.result.ref == ref);
  REQUIRE(one.result.value == value_of(run, ref));
  const double value = one.result.value;
  if (std::isfinite(value)) {
    REQUIRE(recomputed(one) == Approx(value).epsilon(1e-4).margin(1e-5));
  }
  if (one.operation == Operation::kGiven) {
    REQUIRE(!one.source.empty());
    REQUIRE(one.operands.empty());
  }
  int opened = 1;
  const auto open = [&](const Operand &operand) {
    REQUIRE(operand.value == value_of(run, operand.ref));
    opened += require_explained(run, operand.ref, depth + 1);
  };
  for (const Operand &operand : one.operands) {
    open(operand);
  }
  for (const auto &[a, b] : one.pairs) {
    open(a);
    open(b);
  }
  if (one.bias) {
    open(*one.bias);
  }
  return opened;
}

/// Opens the values of a tensor, all of them unless `sparse`.
inline void require_tensor_explained(const Run &run, TensorId tensor) {
  std::array<Index, 3> extents{};
  try {
    extents = tensor_extents(run, tensor);
  } catch (const attn::Error &error) {
    REQUIRE(error.code() == ErrorCode::kUnsupported);
    return;
  }
  const int rank = tensor_rank(tensor);
  const Index heads = tensor_has_heads(tensor) ? run.spec().num_heads : 1;
  for (Index head = 0; head < heads; ++head) {
    for (Index i = 0; i < extents[0]; ++i) {
      for (Index j = 0; j < (rank > 1 ? extents[1] : 1); ++j) {
        for (Index c = 0; c < (rank > 2 ? extents[2] : 1); ++c) {
          const TensorRef ref{tensor, tensor_has_heads(tensor) ? head : -1, {i, j, c}};
          const Explanation one = explain(run, ref);
          CAPTURE(tensor_name(tensor), head, i, j, c);
          REQUIRE(one.result.value == value_of(run, ref));
          if (std::isfinite(one.result.value)) {
            const double value = one.result.value;
            REQUIRE(recomputed(one) == Approx(value).epsilon(1e-4).margin(1e-5));
          }
        }
      }
    }
  }
}

inline void require_every_tensor_explained(const Run &run) {
  for (std::size_t tensor = 0; tensor < kTensorCount; ++tensor) {
    require_tensor_explained(run, static_cast<TensorId>(tensor));
  }
}

} // namespace attn::test
