// SPDX-License-Identifier: MIT
#include "attn/tensor.hpp"

#include "base/check.hpp"
#include "walk/query_walk.hpp"
#include "walk/tensors.hpp"
#include "walk/whole_tensor.hpp"

#include <algorithm>
#include <array>

namespace attn {

Tensor stored_rows(const MatrixView &values) {
  Tensor tensor{{values.rows(), values.cols()}, {}, nullptr};
  if (values.outerStride() == values.cols() || values.rows() == 1) {
    tensor.stored = values.data();
    return tensor;
  }
  tensor.made.reserve(static_cast<std::size_t>(values.size()));
  for (Index i = 0; i < values.rows(); ++i) {
    const float *row = values.data() + i * values.outerStride();
    tensor.made.insert(tensor.made.end(), row, row + values.cols());
  }
  return tensor;
}

Tensor stored_columns(const Matrix &values, std::optional<Index> part, Index width) {
  return stored_rows(part ? column_block(values, *part * width, width) : view(values));
}

Tensor stored_entries(const RowVector &values) { return {{values.size()}, {}, values.data()}; }

Tensor stored_entries(const RowVector &values, std::optional<Index> part, Index width) {
  return part ? Tensor{{width}, {}, values.data() + *part * width} : stored_entries(values);
}

std::optional<Index> kv_part(const Run &run, std::optional<Index> head) {
  return head ? std::optional<Index>(run.spec().kv_head(*head)) : std::nullopt;
}

Tensor counted(const Run &run, TensorId id, std::optional<Index> head) {
  const std::array<Index, 3> extents = tensor_extents(run, id);
  const auto [rows, columns, depth] = extents;
  const int rank = tensor_rank(id);
  const bool of_all = tensor_has_heads(id) && !head;
  const Index heads = of_all ? run.spec().num_heads : 1;
  if (rank == 3) {
    check_size(tensor_name(id), {heads, rows, columns, depth});
  } else if (rank == 2) {
    check_size(tensor_name(id), {rows, columns});
  }
  Tensor tensor;
  if (of_all) {
    tensor.shape.push_back(heads);
  }
  tensor.shape.insert(tensor.shape.end(), extents.begin(), extents.begin() + rank);
  const auto value = tensor_row(id).value;
  Place at{head.value_or(0)};
  for (Index left = heads; left > 0; --left, ++at.head) {
    for (at.i = 0; at.i < rows; ++at.i) {
      for (at.j = 0; at.j < std::max<Index>(columns, 1); ++at.j) {
        for (at.c = 0; at.c < std::max<Index>(depth, 1); ++at.c) {
          tensor.made.push_back(value(run, at));
        }
      }
    }
  }
  return tensor;
}

namespace {

const TensorRow &whole_from_name(std::string_view name) {
  std::vector<const char *> known;
  for (std::size_t i = 0; i < kTensorCount; ++i) {
    const TensorRow &row = tensor_row(static_cast<TensorId>(i));
    if (row.whole != nullptr) {
      if (name == row.name) {
        return row;
      }
      known.push_back(row.name);
    }
  }
  refuse(ErrorCode::kUnsupported,
         {"tensor: \"", name, "\" is not known; known are ", listed(known)});
}

void check_head(const Run &run, const TensorRow &row, std::optional<Index> head) {
  if (!head) {
    return;
  }
  if (row.heads == Heads::kNone) {
    refuse(ErrorCode::kRange, {"head: ", row.name, " has no heads, got ", *head});
  }
  if (*head < 0 || *head >= run.spec().num_heads) {
    refuse(ErrorCode::kRange, {"head: expected 0 to ", run.spec().num_heads - 1, ", got ", *head});
  }
}

} // namespace

Tensor tensor(const Run &run, std::string_view name, std::optional<Index> head) {
  const TensorRow &row = whole_from_name(name);
  check_head(run, row, head);
  tensor_extents(run, row.id); // refuses what this run has not
  return row.whole(run, row.id, head);
}

Matrix query_numbers(const Run &run, const TensorRef &place) {
  const Index query = place.index[0];
  check_query(run, query);
  check_ref(run, {place.tensor, place.head, {query}});
  const TensorRow &row = tensor_row(place.tensor);
  if (row.of_query == nullptr) {
    refuse(ErrorCode::kUnsupported, {row.name, ": not a query's matrix"});
  }
  return row.of_query(run, place.head, query);
}

} // namespace attn
