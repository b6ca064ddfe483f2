// SPDX-License-Identifier: MIT
/// A model while its file is read: which stored tensor goes where, and what is still to be built of
/// it. The names of each kind of file are in families/.
#pragma once

#include "attn/model.hpp"
#include "attn/safetensors.hpp"
#include "attn/weights.hpp"

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attn {

/// A rectangle of a stored tensor, which is seen as [rows, cols], and where its first number goes.
struct TensorPart {
  Index first_row = 0;
  Index rows = 0;
  Index first_col = 0;
  Index cols = 0;
  float *to = nullptr;
  Index row_step = 0; ///< distance between rows at the destination, in floats
  Index col_step = 0;
};

/// A stored tensor that is wanted.
struct TensorPlace {
  const StoredTensor *tensor = nullptr;
  Index cols = 0;
  std::vector<TensorPart> parts;
  std::uint64_t filled = 0; ///< numbers so far
};

/// The next numbers of a tensor to where its parts want them.
void fill_numbers(const TensorPlace &place, std::span<const float> numbers);

/// Hands out the tensors of a file by name and notes which were taken.
class TensorDemands {
public:
  explicit TensorDemands(const SafetensorsHeader &header);

  bool has(std::string_view name) const { return find(name) != nullptr; }
  /// Null when absent.
  const StoredTensor *find(std::string_view name) const;
  /// Throws Error(kShape) when absent.
  const StoredTensor &required(const std::string &name) const;

  /// One size of a tensor that has `rank` of them. Throws Error(kShape).
  Index extent(const std::string &name, std::size_t rank, std::size_t axis) const;

  /// The destination is sized here; the stored shape may have further axes of size 1 in front.
  void vector(const std::string &name, RowVector &to, Index size);
  void rows(const std::string &name, Matrix &to, Index rows, Index cols);
  /// Stored [out, in], as PyTorch's Linear; kept [in, out].
  void transposed(const std::string &name, Matrix &to, Index in, Index out);
  /// `name`.weight as transposed() and `name`.bias, where it is there.
  void linear(const std::string &name, Linear &to, Index in, Index out);
  /// `name`.weight and .bias (or .gamma and .beta, as old BERT files have them).
  void norm(const std::string &name, LayerNorm &to, Index size, float epsilon);
  /// Any parts; the shape must be as said.
  void parts(const std::string &name, std::initializer_list<Index> shape, Index cols,
             std::vector<TensorPart> parts);
  void ignore(const std::string &name);

  /// Throws Error(kUnsupported) for a tensor that nobody asked for: a model would be run without
  /// something that belongs to it.
  void refuse_leftovers(std::initializer_list<const char *> harmless) const;

  /// In the order of their bytes.
  std::vector<TensorPlace> take();

private:
  std::size_t index_of(const StoredTensor &tensor) const;

  const SafetensorsHeader &header_;
  std::vector<char> taken_;
  std::vector<TensorPlace> places_;
};

struct ModelDraft {
  SafetensorsHeader header;
  Model model;
  std::vector<LayerSpec> specs; ///< of each block's attention
  std::vector<Weights> weights; ///< likewise; become the attention layers at the end
  std::vector<TensorPlace> places;
  RowVector tokenizer_scores;      ///< [vocabulary]; size 0 = absent
  Matrix position;                 ///< of words: the learned table; 0 rows = absent
  bool layer_has_position = false; ///< the layer itself adds the positions

  /// Must come before the first add(): a vector that grows could copy what demands point to.
  void reserve(Index blocks);
  void add(EncoderBlock block, LayerSpec spec, Weights w);
};

} // namespace attn
