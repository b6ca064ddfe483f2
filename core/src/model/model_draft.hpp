// SPDX-License-Identifier: MIT
/// A model while its file is read: which stored tensor goes where, and what is still to be built of
/// it. The names of each kind of file are in families/.
#pragma once

#include "attn/model.hpp"
#include "attn/safetensors.hpp"
#include "attn/weights.hpp"

#include <functional>
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

/// Hands out the tensors of a file by name and notes which were taken. What is handed out may be
/// moved, but not copied, before the file is read: the demand points to its memory.
class TensorDemands {
public:
  explicit TensorDemands(const SafetensorsHeader &header);

  /// What stands before every name from here on.
  void set_prefix(std::string prefix) { prefix_ = std::move(prefix); }
  const std::string &prefix() const { return prefix_; }
  /// Whatever stands before this end of a name, at the first tensor that has it; none = no tensor.
  std::optional<std::string> prefix_of(std::string_view end) const;

  bool has(std::string_view name) const { return find(name) != nullptr; }
  /// Null when absent.
  const StoredTensor *find(std::string_view name) const;
  /// Throws Error(kShape) when absent.
  const StoredTensor &required(const std::string &name) const;
  /// True when a tensor's name begins like this.
  bool has_any(std::string_view beginning) const;

  /// One size of a tensor that has `rank` of them. Throws Error(kShape).
  Index extent(const std::string &name, std::size_t rank, std::size_t axis) const;

  /// The stored shape may have further axes of size 1 in front.
  RowVector vector(const std::string &name, Index size);
  /// Size 0 where the file has none.
  RowVector vector_if(const std::string &name, Index size);
  Matrix rows(const std::string &name, Index rows, Index cols);
  /// `name`.weight [out, in], as PyTorch's Linear, kept [in, out], and `name`.bias where it is
  /// there.
  Linear linear(const std::string &name, Index in, Index out);
  /// As linear(), with as many outputs as the weight has rows.
  Linear linear(const std::string &name, Index in);
  /// Of the head, which may stand before the prefix or a part of it; none where there is none.
  std::optional<Linear> head(const std::string &name, Index in);
  /// `name`.weight and .bias, where that is there (or .gamma and .beta, as old files have them).
  Norm norm(const std::string &name, Index size, float epsilon, NormKind kind = NormKind::kLayer);
  bool has_norm(const std::string &name) const;
  /// Any parts; the shape must be as said.
  void parts(const std::string &name, std::initializer_list<Index> shape, Index cols,
             std::vector<TensorPart> parts);
  void ignore(const std::string &name);

  /// Throws Error(kUnsupported) for a tensor behind the prefix that nobody asked for: a model would
  /// be run without something that belongs to it. What stands elsewhere is another part of the
  /// file. `harmless`: parts of names that change nothing here; in a block (a name that begins with
  /// `blocks`) nothing but buffers is harmless.
  void refuse_leftovers(std::string_view blocks,
                        std::initializer_list<const char *> harmless) const;

  /// In the order of their bytes.
  std::vector<TensorPlace> take();

private:
  std::string full_name(std::string_view name) const;
  std::size_t index_of(const StoredTensor &tensor) const;
  const StoredTensor *find_full(std::string_view name) const;

  const SafetensorsHeader &header_;
  std::string prefix_;
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
  bool layer_has_position = false; ///< the layer itself adds the positions
  /// What is to be computed of the numbers once they are there.
  std::vector<std::function<void(ModelDraft &)>> afterwards;

  /// Must come before the first add(): a vector that grows could copy what demands point to.
  void reserve(Index blocks);
  void add(EncoderBlock block, LayerSpec spec, Weights w);
};

} // namespace attn
