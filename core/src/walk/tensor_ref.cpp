// SPDX-License-Identifier: MIT
#include "attn/tensor_ref.hpp"

#include "base/check.hpp"
#include "walk/tensors.hpp"

#include <algorithm>

namespace attn {

const char *tensor_name(TensorId tensor) { return tensor_row(tensor).name; }

TensorId tensor_from_name(std::string_view name) {
  std::array<const char *, kTensorCount> known{};
  for (std::size_t i = 0; i < kTensorCount; ++i) {
    const auto id = static_cast<TensorId>(i);
    known[i] = tensor_name(id);
    if (name == known[i]) {
      return id;
    }
  }
  refuse(ErrorCode::kUnsupported,
         {"tensor: \"", name, "\" is not known; known are ", listed(known)});
}

int tensor_rank(TensorId tensor) {
  const std::array<Axis, 3> &axes = tensor_row(tensor).axes;
  return static_cast<int>(std::find(axes.begin(), axes.end(), Axis::kNone) - axes.begin());
}

bool tensor_has_heads(TensorId tensor) { return tensor_row(tensor).heads == Heads::kEach; }

namespace {

/// Why this run has no such tensor; null when it has.
const char *reason_to_miss(const Run &run, const TensorRow &row) {
  return row.missing == nullptr ? nullptr : row.missing(run);
}

} // namespace

bool has_tensor(const Run &run, std::string_view name) {
  for (std::size_t i = 0; i < kTensorCount; ++i) {
    const TensorRow &row = tensor_row(static_cast<TensorId>(i));
    if (name == row.name) {
      return reason_to_miss(run, row) == nullptr;
    }
  }
  return false;
}

std::array<Index, 3> tensor_extents(const Run &run, TensorId tensor) {
  const TensorRow &row = tensor_row(tensor);
  if (const char *reason = reason_to_miss(run, row)) {
    refuse(ErrorCode::kUnsupported, {row.name, ": ", reason});
  }
  std::array<Index, 3> extents{};
  for (std::size_t i = 0; i < extents.size(); ++i) {
    extents[i] = axis_extent(run, row.axes[i]);
  }
  return extents;
}

void check_ref(const Run &run, const TensorRef &ref) {
  const char *name = tensor_name(ref.tensor);
  const std::array<Index, 3> extents = tensor_extents(run, ref.tensor);
  if (tensor_has_heads(ref.tensor)) {
    if (ref.head < 0 || ref.head >= run.spec().num_heads) {
      refuse(ErrorCode::kRange,
             {"ref.head: expected 0 to ", run.spec().num_heads - 1, " for ", name, ", got ",
              ref.head < 0 ? std::string("none") : joined({ref.head})});
    }
  } else if (ref.head >= 0) {
    refuse(ErrorCode::kRange, {"ref.head: ", name, " has no heads, got ", ref.head});
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(tensor_rank(ref.tensor)); ++i) {
    if (ref.index[i] < 0 || ref.index[i] >= extents[i]) {
      refuse(ErrorCode::kRange,
             {"ref.index[", i, "]: expected 0 to ", extents[i] - 1, ", got ", ref.index[i]});
    }
  }
}

void write_tensors(JsonWriter &out) {
  out.begin_array();
  for (std::size_t i = 0; i < kTensorCount; ++i) {
    const TensorRow &row = tensor_row(static_cast<TensorId>(i));
    out.begin_object();
    out.string("name", row.name);
    out.key("perHead");
    out.boolean(row.heads == Heads::kEach);
    out.key("whole");
    out.boolean(row.whole != nullptr);
    out.key("axes");
    out.begin_array();
    for (std::size_t axis = 0; axis < static_cast<std::size_t>(tensor_rank(row.id)); ++axis) {
      out.string(axis_name(row.axes[axis]));
    }
    out.end_array();
    out.end_object();
  }
  out.end_array();
}

} // namespace attn
