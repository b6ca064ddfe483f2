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

/// Without its last part: "vit.encoder." → "vit.".
std::string_view shorter(std::string_view prefix) {
  const std::size_t dot = prefix.size() < 2 ? prefix.npos : prefix.rfind('.', prefix.size() - 2);
  return dot == prefix.npos ? std::string_view() : prefix.substr(0, dot + 1);
}

/// Buffers that a library keeps beside its parameters, and follows from them.
bool is_buffer(std::string_view name) {
  constexpr const char *kBuffers[] = {
      "position_ids",        "relative_position_index", "relative_coords_table", "attn_mask",
      "rotary_emb.inv_freq", "num_batches_tracked",     ".attn.masked_bias"};
  return std::any_of(std::begin(kBuffers), std::end(kBuffers),
                     [&](const char *buffer) { return name.ends_with(buffer); });
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

std::optional<std::string> TensorDemands::prefix_of(std::string_view end) const {
  for (const StoredTensor &tensor : header_.tensors) {
    const std::string_view name = tensor.name;
    if (name.ends_with(end)) {
      const std::string_view prefix = name.substr(0, name.size() - end.size());
      if (prefix.empty() || prefix.back() == '.') {
        return std::string(prefix);
      }
    }
  }
  return std::nullopt;
}

std::string TensorDemands::full_name(std::string_view name) const {
  return joined({prefix_, name});
}

const StoredTensor *TensorDemands::find_full(std::string_view name) const {
  for (const StoredTensor &tensor : header_.tensors) {
    if (tensor.name == name) {
      return &tensor;
    }
  }
  return nullptr;
}

const StoredTensor *TensorDemands::find(std::string_view name) const {
  return find_full(full_name(name));
}

bool TensorDemands::has_any(std::string_view beginning) const {
  const std::string full = full_name(beginning);
  return std::any_of(header_.tensors.begin(), header_.tensors.end(),
                     [&](const StoredTensor &tensor) { return tensor.name.starts_with(full); });
}

const StoredTensor &TensorDemands::required(const std::string &name) const {
  const StoredTensor *tensor = find(name);
  if (tensor == nullptr) {
    refuse(ErrorCode::kShape,
           {"tensor \"", full_name(name), "\": the model needs it, and the file has none"});
  }
  return *tensor;
}

std::size_t TensorDemands::index_of(const StoredTensor &tensor) const {
  return static_cast<std::size_t>(&tensor - header_.tensors.data());
}

Index TensorDemands::extent(const std::string &name, std::size_t rank, std::size_t axis) const {
  const StoredTensor &tensor = required(name);
  if (tensor.shape.size() != rank || tensor.count() == 0) {
    refuse(ErrorCode::kShape, {"tensor \"", tensor.name, "\": expected ", rank,
                               " sizes above 0, got ", shape_text(tensor.shape)});
  }
  return tensor.shape[axis];
}

void TensorDemands::parts(const std::string &name, std::initializer_list<Index> shape, Index cols,
                          std::vector<TensorPart> parts) {
  const StoredTensor &tensor = required(name);
  const std::span<const Index> expected(shape.begin(), shape.size());
  if (!same_shape(tensor.shape, expected)) {
    refuse(ErrorCode::kShape, {"tensor \"", tensor.name, "\": expected ", shape_text(expected),
                               ", got ", shape_text(tensor.shape)});
  }
  if (tensor.type == NumberType::kOther) {
    refuse(ErrorCode::kUnsupported, {"tensor \"", tensor.name, "\": its numbers are ",
                                     tensor.type_name, "; F64, F32, F16 and BF16 are read"});
  }
  taken_[index_of(tensor)] = 1;
  places_.push_back({&tensor, cols, std::move(parts), 0});
  if (tensor.transposed) {
    turn(places_.back());
  }
}

RowVector TensorDemands::vector(const std::string &name, Index size) {
  check_size(name, {size});
  RowVector to(size);
  parts(name, {size}, size, {{0, 1, 0, size, to.data(), size, 1}});
  return to;
}

RowVector TensorDemands::vector_if(const std::string &name, Index size) {
  return has(name) ? vector(name, size) : RowVector();
}

Matrix TensorDemands::rows(const std::string &name, Index rows, Index cols) {
  check_size(name, {rows, cols});
  Matrix to(rows, cols);
  parts(name, {rows, cols}, cols, {{0, rows, 0, cols, to.data(), cols, 1}});
  return to;
}

Linear TensorDemands::linear(const std::string &name, Index in, Index out) {
  check_size(name, {out, in});
  Linear to;
  to.weight.resize(in, out);
  parts(name + ".weight", {out, in}, in, {{0, out, 0, in, to.weight.data(), 1, out}});
  to.bias = vector_if(name + ".bias", out);
  return to;
}

Linear TensorDemands::linear(const std::string &name, Index in) {
  return linear(name, in, extent(name + ".weight", 2, 0));
}

std::optional<Linear> TensorDemands::head(const std::string &name, Index in) {
  const std::string own = prefix_;
  const std::string weight = name + ".weight";
  while (!has(weight) && !prefix_.empty()) {
    prefix_ = std::string(shorter(prefix_));
  }
  std::optional<Linear> head;
  if (has(weight)) {
    head = linear(name, in);
  }
  prefix_ = own;
  return head;
}

bool TensorDemands::has_norm(const std::string &name) const {
  return has(name + ".weight") || has(name + ".gamma");
}

Norm TensorDemands::norm(const std::string &name, Index size, float epsilon, NormKind kind) {
  const bool old = has(name + ".gamma");
  Norm to;
  to.weight = vector(name + (old ? ".gamma" : ".weight"), size);
  to.bias = vector_if(name + (old ? ".beta" : ".bias"), size);
  to.epsilon = epsilon;
  to.kind = kind;
  return to;
}

void TensorDemands::ignore(const std::string &name) {
  if (const StoredTensor *tensor = find(name)) {
    taken_[index_of(*tensor)] = 1;
  }
}

void TensorDemands::refuse_leftovers(std::string_view blocks,
                                     std::initializer_list<const char *> harmless) const {
  for (std::size_t i = 0; i < taken_.size(); ++i) {
    const std::string &name = header_.tensors[i].name;
    const StoredTensor &tensor = header_.tensors[i];
    if (taken_[i] != 0 || !name.starts_with(prefix_) || is_buffer(name) ||
        tensor.type == NumberType::kOther || tensor.count() == 0) {
      continue;
    }
    const std::string_view own = std::string_view(name).substr(prefix_.size());
    const auto is_part = [&](const char *part) { return own.find(part) != own.npos; };
    const bool is_in_block = own.starts_with(blocks);
    // A number alone, such as CLIP's logit_scale, says nothing of a layer that it is not in.
    if (is_in_block ||
        (!tensor.shape.empty() && std::none_of(harmless.begin(), harmless.end(), is_part))) {
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
