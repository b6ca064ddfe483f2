// SPDX-License-Identifier: MIT
/// \file
/// A finished forward pass with every intermediate that does not depend on the query shown.
#pragma once

#include "attn/attention.hpp"
#include "attn/layer_input.hpp"
#include "attn/parts.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace attn {

/// Where a row of numbers comes from when nothing here computed it.
enum class InputSource { kGiven, kWordVectors, kTrainedVectors };

/// Vectors with their names.
struct Sequence {
  Matrix values;                                      ///< [n, d_model]
  std::vector<std::string> tokens;                    ///< n names; empty = "0", "1", …
  InputSource source = InputSource::kGiven;           ///< who made the values
  std::shared_ptr<const LayerInput> origin = nullptr; ///< of a model's layer
  std::shared_ptr<const Matrix> words = nullptr;      ///< [vocabulary, d_model]; see Run::words()
};

/// The vectors that word_vectors() makes for these tokens under the layer's seed.
Sequence sequence_of_words(std::vector<std::string> tokens, const LayerSpec &spec);

/// n queries, m keys (m = n unless there is a context), H heads. Nothing here depends on which
/// query is shown; those of one query are in trace.hpp and tensor.hpp. A run keeps its layer alive.
///
/// \code{.cpp}
/// #include <attn/run.hpp>
/// #include <iostream>
///
/// attn::LayerSpec spec;
/// spec.d_model = 2;
/// spec.num_heads = 1;
/// spec.mask.causal = true;
/// attn::Weights weights;
/// weights.wq = weights.wk = weights.wv = weights.wo = attn::Matrix::Identity(2, 2);
/// const auto layer = std::make_shared<const attn::AttentionLayer>(spec, weights);
/// attn::Sequence x;
/// x.values = attn::Matrix::Ones(3, 2);
/// const attn::Run run(layer, x);
/// std::cout << run.weights(0).row(1) << '\n'; // 0.5 0.5   0
/// std::cout << run.output().row(2) << '\n'; // 1 1
/// \endcode
class Run {
public:
  /// Self-attention, or cross-attention when a context is given (keys and values come from it).
  /// Additive positions are added to x, not to the context, which comes ready-made.
  /// Throws Error: kShape (no rows, wrong width, tokens ≠ rows, mask or position that does not
  /// fit), kNotFinite (input, or a result that does not fit a float), kOutOfMemory.
  Run(std::shared_ptr<const AttentionLayer> layer, Sequence x,
      std::optional<Sequence> context = std::nullopt);

  /// Where the next input goes, [n, d_model]; what update() then takes.
  Matrix &next_x();
  /// The same tokens with the values of next_x(): every number is computed anew, in the memory of
  /// the old ones. next_x() is undefined afterwards. The positions are added to it, the context
  /// stays. Throws Error: kUnsupported (a layer of a model), kNotFinite; the run is as before then.
  void update();

  /// The layer that was run.
  const AttentionLayer &layer() const { return *layer_; }
  /// The same, for who keeps it.
  const std::shared_ptr<const AttentionLayer> &shared_layer() const { return layer_; }
  /// Of the layer, every default filled in.
  const LayerSpec &spec() const { return layer_->spec(); }
  /// Number of queries, n.
  Index length() const { return sequence_.values.rows(); }
  /// Number of keys of a query, m.
  Index context_length() const { return spec().window != 0 ? spec().window : key_source().rows(); }
  /// The row of k and v that is key `key` of this query: with windows they are counted in the
  /// query's own.
  Index key_row(Index query, Index key) const { return first_key_row(query) + key; }
  /// The row of its first key.
  Index first_key_row(Index query) const {
    return spec().window == 0 ? 0 : query / spec().window * spec().window;
  }
  /// True for cross-attention.
  bool has_context() const { return context_.has_value(); }
  /// True where the layer adds positions to x.
  bool has_additive_position() const { return is_additive(spec().position); }
  /// True where the layer turns queries and keys.
  bool has_rope() const { return std::holds_alternative<RopePosition>(spec().position); }
  /// True where q and k are brought to length 1.
  bool is_cosine() const { return kHasModelParts && spec().cosine; }
  /// @{
  /// The norm of q and of k behind their projection; null without one.
  const Norm *q_norm() const { return norm_in(layer_->weights().q_norm); }
  const Norm *k_norm() const { return norm_in(layer_->weights().k_norm); }
  /// @}
  /// @{
  /// Over the heads, of the scores and of the weights behind the softmax; null without one.
  const HeadMix *score_mix() const { return mix_in(layer_->weights().score_mix); }
  const HeadMix *weight_mix() const { return mix_in(layer_->weights().weight_mix); }
  /// @}
  /// True where position or mask add to the scores.
  bool has_score_bias() const { return attn::has_score_bias(layer_->attend_options()); }

  /// Names of the queries.
  const std::vector<std::string> &tokens() const { return sequence_.tokens; }
  /// Names of the rows of k and v.
  const std::vector<std::string> &key_tokens() const {
    return context_ ? context_->tokens : sequence_.tokens;
  }
  /// Who made x.
  InputSource source() const { return sequence_.source; }
  /// Who made the context; only with one.
  InputSource context_source() const { return context_->source; }

  /// How a model made x; null for a layer that stands alone.
  const LayerInput *origin() const { return kHasModelParts ? sequence_.origin.get() : nullptr; }
  /// How a model made the context; null where it came ready-made, or there is none.
  const LayerInput *context_origin() const {
    return kHasModelParts && context_ ? context_->origin.get() : nullptr;
  }
  /// [vocabulary, d_model]: the words that x, and x + output, may be compared with; null where the
  /// layer was not trained for it.
  const Matrix *words() const { return kHasModelParts ? sequence_.words.get() : nullptr; }
  /// True where embedding() and position() are known: they add up to x, or to the model's hidden
  /// rows before the layer norm.
  bool has_embedding() const {
    return has_additive_position() || (origin() != nullptr && origin()->position.size() != 0);
  }
  /// True where only embedding() is known: a model's patches without their positions.
  bool has_bare_embedding() const {
    return origin() != nullptr && origin()->position.size() == 0 && origin()->embedding.size() != 0;
  }
  /// [n, d_model] before positions.
  const Matrix &embedding() const {
    return has_additive_position() || origin() == nullptr ? sequence_.values : origin()->embedding;
  }
  /// [n, d_model].
  const Matrix &position() const {
    return has_additive_position() || origin() == nullptr ? position_ : origin()->position;
  }
  const Matrix &x() const {
    return has_additive_position() ? x_ : sequence_.values;
  } ///< [n, d_model]
  /// [m, d_model]: the context, or x.
  const Matrix &key_source() const { return context_ ? context_->values : x(); }

  const Matrix &q() const { return q_; } ///< [n, num_heads · head_dim], what the scores use
  const Matrix &k() const { return k_; } ///< [m, num_kv_heads · head_dim], what the scores use
  const Matrix &v() const { return v_; } ///< [m, num_kv_heads · value_dim]
  /// @{
  /// Behind the projection alone: what follows it is a norm, a turn or the division by the length.
  const Matrix &q_projected() const { return q_steps_.projected.size() ? q_steps_.projected : q_; }
  const Matrix &k_projected() const { return k_steps_.projected.size() ? k_steps_.projected : k_; }
  /// @}
  /// @{
  /// Behind the norm of q or k, where there is one; what RoPE turns.
  const Matrix &q_unturned() const { return q_steps_.unturned(q_); }
  const Matrix &k_unturned() const { return k_steps_.unturned(k_); }
  /// @}
  /// @{
  /// [n · num_heads] (or [n] where all heads have one norm together): of the norm of q and of k.
  const std::vector<RowScale> &q_scales() const { return q_steps_.scales; }
  const std::vector<RowScale> &k_scales() const { return k_steps_.scales; }
  /// @}
  const Matrix &scores() const { return middle_.scores; }   ///< [H · n, m]
  const Matrix &scaled() const { return middle_.scaled; }   ///< [H · n, m]; masked = −infinity
  const Matrix &weights() const { return middle_.weights; } ///< [H · n, m]
  /// [H · n, m]: what the softmax gave; the weights, unless they are mixed over the heads.
  const Matrix &unmixed_weights() const {
    return weight_mix() != nullptr ? middle_.unmixed : middle_.weights;
  }
  const Matrix &concat() const { return middle_.z; } ///< [n, num_heads · value_dim]
  const Matrix &output() const { return output_; }   ///< [n, out_dim]

  /// @{
  /// One head's part; `head` always counts query heads (the key/value head is implied).
  MatrixView q(Index head) const { return head_columns(q_, head, spec().head_dim); }
  MatrixView k(Index head) const { return head_columns(k_, spec().kv_head(head), spec().head_dim); }
  MatrixView v(Index head) const {
    return head_columns(v_, spec().kv_head(head), spec().value_dim);
  }
  MatrixView q_projected(Index head) const {
    return head_columns(q_projected(), head, spec().head_dim);
  }
  MatrixView k_projected(Index head) const {
    return head_columns(k_projected(), spec().kv_head(head), spec().head_dim);
  }
  MatrixView q_unturned(Index head) const {
    return head_columns(q_unturned(), head, spec().head_dim);
  }
  MatrixView k_unturned(Index head) const {
    return head_columns(k_unturned(), spec().kv_head(head), spec().head_dim);
  }
  MatrixView scores(Index head) const { return row_block(scores(), head * length(), length()); }
  MatrixView scaled(Index head) const { return row_block(scaled(), head * length(), length()); }
  MatrixView weights(Index head) const { return row_block(weights(), head * length(), length()); }
  MatrixView z(Index head) const { return head_columns(concat(), head, spec().value_dim); }
  /// [m, out_dim]: v_h · Wo[h], what each key adds to an output where its weight is 1. No query
  /// changes it, so it is kept from the first time on; where all heads together are too much, it is
  /// made in `unkept`.
  MatrixView key_outputs(Index head, Matrix &unkept) const;
  /// @}

private:
  /// \cond
  /// What q or k were on their way; of size 0 where they are the result itself.
  struct Steps {
    Matrix projected;
    Matrix normalized;
    std::vector<RowScale> scales;

    const Matrix &unturned(const Matrix &result) const {
      return normalized.size() != 0                    ? normalized
             : scales.empty() && projected.size() != 0 ? projected
                                                       : result;
    }
  };
  /// \endcond

  void compute();
  /// From the projection to what the scores use.
  void finish_projection(const Norm *norm, Steps &steps, Matrix &x) const;

  static const HeadMix *mix_in(const std::optional<HeadMix> &mix) {
    return kHasModelParts && mix ? &*mix : nullptr;
  }

  static const Norm *norm_in(const std::optional<Norm> &norm) {
    return kHasModelParts && norm ? &*norm : nullptr;
  }

  static MatrixView head_columns(const Matrix &matrix, Index head, Index width) {
    return column_block(matrix, head * width, width);
  }

  std::shared_ptr<const AttentionLayer> layer_;
  Sequence sequence_;
  std::optional<Sequence> context_;
  Matrix position_;
  Matrix x_; ///< of size 0 where nothing is added to the sequence's values
  Matrix next_x_;
  Steps q_steps_;
  Steps k_steps_;
  Matrix q_;
  Matrix k_;
  Matrix v_;
  AttendResult middle_;
  Matrix output_;
  mutable std::vector<Matrix> key_outputs_; ///< none until they are asked for
};

} // namespace attn
