// SPDX-License-Identifier: MIT
#include "attn/tensor.hpp"

#include "base/check.hpp"
#include "walk/query_walk.hpp"
#include "walk/value_at.hpp"

#include <algorithm>
#include <array>

namespace attn {

namespace {

/// In the order in which messages list them.
constexpr std::array kWhole{TensorId::kPatches,
                            TensorId::kPatchWeight,
                            TensorId::kPatchBias,
                            TensorId::kHidden,
                            TensorId::kNormWeight,
                            TensorId::kNormBias,
                            TensorId::kEmbedding,
                            TensorId::kPosition,
                            TensorId::kQProjected,
                            TensorId::kKProjected,
                            TensorId::kX,
                            TensorId::kQ,
                            TensorId::kK,
                            TensorId::kV,
                            TensorId::kScores,
                            TensorId::kScaled,
                            TensorId::kWeights,
                            TensorId::kZ,
                            TensorId::kConcat,
                            TensorId::kOutput,
                            TensorId::kWq,
                            TensorId::kWk,
                            TensorId::kWv,
                            TensorId::kWo,
                            TensorId::kBq,
                            TensorId::kBk,
                            TensorId::kBv,
                            TensorId::kBo,
                            TensorId::kEmbeddingSimilarity,
                            TensorId::kPositionSimilarity,
                            TensorId::kXSimilarity,
                            TensorId::kOffsetBias,
                            TensorId::kOffsetScores};

Tensor part_of(const MatrixView &values) {
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

void check_head(const Run &run, std::string_view name, std::optional<Index> head, bool has_heads) {
  if (!head) {
    return;
  }
  if (!has_heads) {
    refuse(ErrorCode::kRange, {"head: ", name, " has no heads, got ", *head});
  }
  if (*head < 0 || *head >= run.spec().num_heads) {
    refuse(ErrorCode::kRange, {"head: expected 0 to ", run.spec().num_heads - 1, ", got ", *head});
  }
}

/// Number by number; of all heads where none is named.
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
  TensorRef ref{id, head.value_or(0), {}};
  auto &[i, j, c] = ref.index;
  for (Index left = heads; left > 0; --left, ++ref.head) {
    for (i = 0; i < rows; ++i) {
      for (j = 0; j < std::max<Index>(columns, 1); ++j) {
        for (c = 0; c < std::max<Index>(depth, 1); ++c) {
          tensor.made.push_back(value_at(run, ref));
        }
      }
    }
  }
  return tensor;
}

TensorId whole_from_name(std::string_view name) {
  std::array<const char *, kWhole.size()> known{};
  for (std::size_t i = 0; i < kWhole.size(); ++i) {
    known[i] = tensor_name(kWhole[i]);
    if (name == known[i]) {
      return kWhole[i];
    }
  }
  refuse(ErrorCode::kUnsupported,
         {"tensor: \"", name, "\" is not known; known are ", listed(known)});
}

} // namespace

Tensor tensor(const Run &run, std::string_view name, std::optional<Index> head) {
  const TensorId id = whole_from_name(name);
  const bool is_weight_of_head = id >= TensorId::kWq && id < TensorId::kBo;
  check_head(run, name, head, is_weight_of_head || tensor_has_heads(id));
  tensor_extents(run, id); // refuses what this run has not
  const LayerSpec &s = run.spec();
  const Weights &w = run.layer().weights();
  const LayerInput *origin = run.origin();
  const Index owner = head.value_or(0);
  const Index kv_owner = s.kv_head(owner);
  const auto columns = [&](const Matrix &whole, Index part, Index width) {
    return part_of(head ? column_block(whole, part * width, width) : view(whole));
  };
  const auto entries = [&](const RowVector &whole, Index part, Index width) {
    return head ? Tensor{{width}, {}, whole.data() + part * width}
                : Tensor{{whole.size()}, {}, whole.data()};
  };
  const auto score_rows = [&](const Matrix &whole) {
    Tensor rows =
        part_of(head ? row_block(whole, owner * run.length(), run.length()) : view(whole));
    if (!head) {
      rows.shape = {s.num_heads, run.length(), run.context_length()};
    }
    return rows;
  };
  switch (id) {
  case TensorId::kPatches:
    return part_of(view(origin->patches));
  case TensorId::kPatchWeight:
    return part_of(view(origin->projection->weight));
  case TensorId::kPatchBias:
    return entries(origin->projection->bias, 0, 0);
  case TensorId::kHidden:
    return part_of(view(origin->hidden));
  case TensorId::kNormWeight:
    return entries(origin->norm->weight, 0, 0);
  case TensorId::kNormBias:
    return entries(origin->norm->bias, 0, 0);
  case TensorId::kEmbedding:
    return part_of(view(run.embedding()));
  case TensorId::kPosition:
    return part_of(view(run.position()));
  case TensorId::kX:
    return part_of(view(run.x()));
  case TensorId::kQProjected:
    return columns(run.q_projected(), owner, s.head_dim);
  case TensorId::kKProjected:
    return columns(run.k_projected(), kv_owner, s.head_dim);
  case TensorId::kQ:
    return columns(run.q(), owner, s.head_dim);
  case TensorId::kK:
    return columns(run.k(), kv_owner, s.head_dim);
  case TensorId::kV:
    return columns(run.v(), kv_owner, s.value_dim);
  case TensorId::kScores:
    return score_rows(run.scores());
  case TensorId::kScaled:
    return score_rows(run.scaled());
  case TensorId::kWeights:
    return score_rows(run.weights());
  case TensorId::kZ:
    return columns(run.concat(), owner, s.value_dim);
  case TensorId::kConcat:
    return part_of(view(run.concat()));
  case TensorId::kOutput:
    return part_of(view(run.output()));
  case TensorId::kWq:
    return columns(w.wq, owner, s.head_dim);
  case TensorId::kWk:
    return columns(w.wk, kv_owner, s.head_dim);
  case TensorId::kWv:
    return columns(w.wv, kv_owner, s.value_dim);
  case TensorId::kWo:
    return part_of(head ? row_block(w.wo, owner * s.value_dim, s.value_dim) : view(w.wo));
  case TensorId::kBq:
    return entries(w.bq, owner, s.head_dim);
  case TensorId::kBk:
    return entries(w.bk, kv_owner, s.head_dim);
  case TensorId::kBv:
    return entries(w.bv, kv_owner, s.value_dim);
  case TensorId::kBo:
    return entries(w.bo, 0, 0);
  default:
    return counted(run, id, head);
  }
}

Matrix query_numbers(const Run &run, const TensorRef &place) {
  const Index query = place.index[0];
  check_query(run, query);
  check_ref(run, {place.tensor, place.head, {query}});
  switch (place.tensor) {
  case TensorId::kProducts:
    return score_products(run, place.head, query);
  case TensorId::kWeighted:
    return weighted_values(run, place.head, query);
  case TensorId::kContributions:
    return contributions(run, query);
  case TensorId::kHeadOutput: {
    Matrix shares(run.spec().num_heads, run.spec().out_dim);
    for (Index head = 0; head < shares.rows(); ++head) {
      const RowVector share = head_output(run, head, query);
      std::copy_n(share.data(), share.size(), shares.data() + head * shares.cols());
    }
    return shares;
  }
  default:
    refuse(ErrorCode::kUnsupported, {tensor_name(place.tensor), ": not a query's matrix"});
  }
}

} // namespace attn
