// SPDX-License-Identifier: MIT
#include "model/model_draft.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <utility>

namespace attn {

namespace {

std::string shape_text(std::span<const Index> shape) {
  std::string text;
  for (const Index extent : shape) {
    text += joined({text.empty() ? "" : " × ", extent});
  }
  return text.empty() ? "one number" : text;
}

/// Equal, up to axes of size 1 in front.
bool same_shape(std::span<const Index> stored, std::span<const Index> expected) {
  while (stored.size() > expected.size() && stored.front() == 1) {
    stored = stored.subspan(1);
  }
  return std::equal(stored.begin(), stored.end(), expected.begin(), expected.end());
}

/// Rows for columns: the tensor is stored column after column.
void turn(TensorPlace &place) {
  for (TensorPart &part : place.parts) {
    std::swap(part.first_row, part.first_col);
    std::swap(part.rows, part.cols);
    std::swap(part.row_step, part.col_step);
  }
  place.cols = place.tensor->shape.front();
}

} // namespace

TensorDemands::TensorDemands(const SafetensorsHeader &header)
    : header_(header), taken_(header.tensors.size(), 0) {}

const StoredTensor *TensorDemands::find(std::string_view name) const {
  for (const StoredTensor &tensor : header_.tensors) {
    if (tensor.name == name) {
      return &tensor;
    }
  }
  return nullptr;
}

const StoredTensor &TensorDemands::required(const std::string &name) const {
  const StoredTensor *tensor = find(name);
  if (tensor == nullptr) {
    refuse(ErrorCode::kShape, {"tensor \"", name, "\": the model needs it, and the file has none"});
  }
  return *tensor;
}

std::size_t TensorDemands::index_of(const StoredTensor &tensor) const {
  return static_cast<std::size_t>(&tensor - header_.tensors.data());
}

Index TensorDemands::extent(const std::string &name, std::size_t rank, std::size_t axis) const {
  const StoredTensor &tensor = required(name);
  if (tensor.shape.size() != rank || tensor.count() == 0) {
    refuse(ErrorCode::kShape, {"tensor \"", name, "\": expected ", rank, " sizes above 0, got ",
                               shape_text(tensor.shape)});
  }
  return tensor.shape[axis];
}

void TensorDemands::parts(const std::string &name, std::initializer_list<Index> shape, Index cols,
                          std::vector<TensorPart> parts) {
  const StoredTensor &tensor = required(name);
  const std::span<const Index> expected(shape.begin(), shape.size());
  if (!same_shape(tensor.shape, expected)) {
    refuse(ErrorCode::kShape, {"tensor \"", name, "\": expected ", shape_text(expected), ", got ",
                               shape_text(tensor.shape)});
  }
  if (tensor.type == NumberType::kOther) {
    refuse(ErrorCode::kUnsupported, {"tensor \"", name, "\": its numbers are ", tensor.type_name,
                                     "; F64, F32, F16 and BF16 are read"});
  }
  taken_[index_of(tensor)] = 1;
  places_.push_back({&tensor, cols, std::move(parts), 0});
  if (tensor.transposed) {
    turn(places_.back());
  }
}

void TensorDemands::vector(const std::string &name, RowVector &to, Index size) {
  to.resize(size);
  parts(name, {size}, size, {{0, 1, 0, size, to.data(), size, 1}});
}

void TensorDemands::rows(const std::string &name, Matrix &to, Index rows, Index cols) {
  check_size(name, {rows, cols});
  to.resize(rows, cols);
  parts(name, {rows, cols}, cols, {{0, rows, 0, cols, to.data(), cols, 1}});
}

void TensorDemands::transposed(const std::string &name, Matrix &to, Index in, Index out) {
  check_size(name, {out, in});
  to.resize(in, out);
  parts(name, {out, in}, in, {{0, out, 0, in, to.data(), 1, out}});
}

void TensorDemands::linear(const std::string &name, Linear &to, Index in, Index out) {
  transposed(name + ".weight", to.weight, in, out);
  if (has(name + ".bias")) {
    vector(name + ".bias", to.bias, out);
  }
}

void TensorDemands::norm(const std::string &name, LayerNorm &to, Index size, float epsilon) {
  const bool old = has(name + ".gamma");
  vector(name + (old ? ".gamma" : ".weight"), to.weight, size);
  vector(name + (old ? ".beta" : ".bias"), to.bias, size);
  to.epsilon = epsilon;
}

void TensorDemands::ignore(const std::string &name) {
  if (const StoredTensor *tensor = find(name)) {
    taken_[index_of(*tensor)] = 1;
  }
}

void TensorDemands::refuse_leftovers(std::initializer_list<const char *> harmless) const {
  for (std::size_t i = 0; i < taken_.size(); ++i) {
    const std::string &name = header_.tensors[i].name;
    const auto is_part = [&](const char *part) { return name.find(part) != std::string::npos; };
    // Counters, indexes and the like; and scales, which say nothing of a layer.
    const StoredTensor &tensor = header_.tensors[i];
    if (tensor.type == NumberType::kOther || tensor.shape.empty() || tensor.count() == 0) {
      continue;
    }
    if (taken_[i] == 0 && std::none_of(harmless.begin(), harmless.end(), is_part)) {
      refuse(ErrorCode::kUnsupported,
             {"tensor \"", name,
              "\": the models that are supported have no such tensor, so this one "
              "would run without something that belongs to it"});
    }
  }
}

std::vector<TensorPlace> TensorDemands::take() {
  std::sort(places_.begin(), places_.end(), [](const TensorPlace &a, const TensorPlace &b) {
    return a.tensor->begin < b.tensor->begin;
  });
  return std::move(places_);
}

} // namespace attn
