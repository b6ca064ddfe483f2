// SPDX-License-Identifier: MIT
#include "attn/tensor.hpp"

#include "attn/position_walk.hpp"
#include "check.hpp"

#include <algorithm>
#include <string>

namespace attn {

namespace {

constexpr const char *kKnown =
    "patches, patchWeight, patchBias, hidden, normWeight, normBias, embedding, position, "
    "qProjected, kProjected, x, q, k, v, scores, scaled, weights, z, concat, output, wq, wk, wv, "
    "wo, bq, bk, bv, bo, embeddingSimilarity, positionSimilarity, xSimilarity, offsetBias, "
    "offsetScores";

Tensor part_of(const MatrixView &values, std::vector<Index> shape) {
  Tensor tensor{std::move(shape), {}, nullptr};
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

Tensor part_of(const MatrixView &values) { return part_of(values, {values.rows(), values.cols()}); }

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

void require(bool present, std::string_view name, const char *reason) {
  if (!present) {
    refuse(ErrorCode::kUnsupported, {name, ": ", reason});
  }
}

/// The weight or bias of one projection, whole or the part that one query head uses; nothing when
/// `name` is none.
std::optional<Tensor> weight_tensor(const Run &run, std::string_view name,
                                    std::optional<Index> head) {
  const LayerSpec &s = run.spec();
  const Weights &w = run.layer().weights();
  const Index kv_head = head ? s.kv_head(*head) : 0;
  const auto columns = [&](const Matrix &whole, Index owner, Index width) {
    return part_of(head ? column_block(whole, owner * width, width) : view(whole));
  };
  const auto entries = [&](const RowVector &whole, Index owner, Index width) {
    require(whole.size() > 0, name, "this layer has no such bias");
    const Index first = head ? owner * width : 0;
    const Index count = head ? width : whole.size();
    return Tensor{{count}, {whole.data() + first, whole.data() + first + count}};
  };
  if (name == "wq") {
    return columns(w.wq, head.value_or(0), s.head_dim);
  }
  if (name == "wk") {
    return columns(w.wk, kv_head, s.head_dim);
  }
  if (name == "wv") {
    return columns(w.wv, kv_head, s.value_dim);
  }
  if (name == "wo") {
    return part_of(head ? row_block(w.wo, *head * s.value_dim, s.value_dim) : view(w.wo));
  }
  if (name == "bq") {
    return entries(w.bq, head.value_or(0), s.head_dim);
  }
  if (name == "bk") {
    return entries(w.bk, kv_head, s.head_dim);
  }
  if (name == "bv") {
    return entries(w.bv, kv_head, s.value_dim);
  }
  if (name == "bo") {
    return entries(w.bo, 0, s.out_dim);
  }
  return std::nullopt;
}

/// The head, or every head in turn, with a value for each of `shape`'s places.
template <class Value>
Tensor counted(std::optional<Index> head, Index heads, std::vector<Index> shape, Value value) {
  Index places = 1;
  for (const Index extent : shape) {
    places *= extent;
  }
  Tensor tensor{std::move(shape), {}};
  if (!head) {
    tensor.shape.insert(tensor.shape.begin(), heads);
  }
  for (Index h = head.value_or(0); h < (head ? *head + 1 : heads); ++h) {
    for (Index place = 0; place < places; ++place) {
      tensor.made.push_back(value(h, place));
    }
  }
  return tensor;
}

/// What a position does, counted for every place or offset; nothing when `name` is none.
std::optional<Tensor> position_tensor(const Run &run, std::string_view name,
                                      std::optional<Index> head) {
  const Index n = run.length();
  const Index m = run.context_length();
  const Index heads = run.spec().num_heads;
  const Index offsets = offset_places(run);
  const bool of_words = name == "embeddingSimilarity";
  const bool of_positions = name == "positionSimilarity";
  if (of_words || of_positions || name == "xSimilarity") {
    check_head(run, name, head, false);
    require(run.has_embedding() || name == "xSimilarity", name,
            "no positions are added to x in this layer");
    check_size(std::string(name), {n, n});
    const Matrix &rows = of_words ? run.embedding() : of_positions ? run.position() : run.x();
    return counted(0, 1, {n, n}, [&](Index, Index place) {
      return row_cosine(rows, place / n, place % n).value;
    });
  }
  if (name == "offsetBias") {
    check_head(run, name, head, true);
    require(has_offset_bias(run), name, "this layer adds no bias that depends on the offset");
    return counted(head, heads, {offsets},
                   [&](Index h, Index place) { return offset_bias(run, h, place); });
  }
  if (name == "offsetScores") {
    check_head(run, name, head, true);
    require(has_offset_turns(run), name, "no turn depends on the offset alone in this layer");
    check_size("offsetScores", {head ? 1 : heads, n, m, offsets});
    return counted(head, heads, {n, m, offsets}, [&](Index h, Index place) {
      const Index pair = place / offsets;
      return offset_score(run, h, pair / m, pair % m, place % offsets);
    });
  }
  return std::nullopt;
}

/// What only a model's layer has; nothing when `name` is none of it.
std::optional<Tensor> origin_tensor(const Run &run, std::string_view name,
                                    std::optional<Index> head) {
  const bool of_patches = name == "patches" || name == "patchWeight" || name == "patchBias";
  const bool of_norm = name == "normWeight" || name == "normBias";
  if (!of_patches && !of_norm && name != "hidden") {
    return std::nullopt;
  }
  check_head(run, name, head, false);
  const LayerInput *origin = run.origin();
  require(origin != nullptr, name, "this layer stands alone; only a model's layer has it");
  require(!of_patches || origin->projection != nullptr, name,
          "only the first layer of an image model has it");
  require(!of_norm || origin->norm != nullptr, name, "no layer norm stands before this layer");
  if (name == "hidden") {
    return part_of(view(origin->hidden));
  }
  if (name == "patches") {
    return part_of(view(origin->patches));
  }
  if (name == "patchWeight") {
    return part_of(view(origin->projection->weight));
  }
  const RowVector &entries = name == "patchBias"    ? origin->projection->bias
                             : name == "normWeight" ? origin->norm->weight
                                                    : origin->norm->bias;
  require(entries.size() != 0, name, "this layer has no such bias");
  return Tensor{{entries.size()}, {entries.data(), entries.data() + entries.size()}};
}

} // namespace

Tensor tensor(const Run &run, std::string_view name, std::optional<Index> head) {
  if (std::optional<Tensor> positions = position_tensor(run, name, head)) {
    return *std::move(positions);
  }
  if (std::optional<Tensor> made_of = origin_tensor(run, name, head)) {
    return *std::move(made_of);
  }
  const bool additive_only = name == "embedding" || name == "position";
  const bool rope_only = name == "qProjected" || name == "kProjected";
  if (additive_only || name == "x" || name == "concat" || name == "output") {
    check_head(run, name, head, false);
    require(!additive_only || run.has_embedding() ||
                (name == "embedding" && run.has_bare_embedding()),
            name, "no positions are added to x in this layer");
    return part_of(view(name == "embedding"  ? run.embedding()
                        : name == "position" ? run.position()
                        : name == "x"        ? run.x()
                        : name == "concat"   ? run.concat()
                                             : run.output()));
  }
  check_head(run, name, head, name != "bo");
  require(!rope_only || run.has_rope(), name, "q and k are not rotated in this layer");
  if (std::optional<Tensor> weight = weight_tensor(run, name, head)) {
    return *std::move(weight);
  }
  const auto columns = [&](const Matrix &whole, MatrixView (Run::*part)(Index) const) {
    return part_of(head ? (run.*part)(*head) : view(whole));
  };
  const auto rows = [&](const Matrix &whole, MatrixView (Run::*part)(Index) const) {
    return head ? part_of((run.*part)(*head))
                : part_of(view(whole), {run.spec().num_heads, run.length(), run.context_length()});
  };
  if (name == "q") {
    return columns(run.q(), &Run::q);
  }
  if (name == "k") {
    return columns(run.k(), &Run::k);
  }
  if (name == "v") {
    return columns(run.v(), &Run::v);
  }
  if (name == "qProjected") {
    return columns(run.q_projected(), &Run::q_projected);
  }
  if (name == "kProjected") {
    return columns(run.k_projected(), &Run::k_projected);
  }
  if (name == "z") {
    return columns(run.concat(), &Run::z);
  }
  if (name == "scores") {
    return rows(run.scores(), &Run::scores);
  }
  if (name == "scaled") {
    return rows(run.scaled(), &Run::scaled);
  }
  if (name == "weights") {
    return rows(run.weights(), &Run::weights);
  }
  refuse(ErrorCode::kUnsupported, {"tensor: \"", name, "\" is not known; known are ", kKnown});
}

} // namespace attn
