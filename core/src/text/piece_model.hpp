// SPDX-License-Identifier: MIT
/// Cutting one part of a text into pieces of a vocabulary; internal to the core.
#pragma once

#include "text/vocabulary.hpp"

#include <memory>
#include <string_view>
#include <vector>

namespace attn {

/// The `model` of a tokenizer.json.
class PieceModel {
public:
  virtual ~PieceModel() = default;
  /// Appends the ids of a part, which is not empty.
  virtual void cut(std::string_view part, std::vector<Index> &ids) const = 0;

  const Vocabulary &vocabulary() const { return vocabulary_; }

protected:
  explicit PieceModel(Vocabulary vocabulary) : vocabulary_(std::move(vocabulary)) {}

private:
  Vocabulary vocabulary_;
};

/// WordPiece, BPE, Unigram or WordLevel. Throws Error naming `path`.
std::unique_ptr<PieceModel> read_piece_model(const Json &json, std::string_view path);

/// One of each; throws like read_piece_model.
/// @{
std::unique_ptr<PieceModel> read_word_piece(const Json &json, std::string_view path);
std::unique_ptr<PieceModel> read_word_level(const Json &json, std::string_view path);
std::unique_ptr<PieceModel> read_bpe(const Json &json, std::string_view path);
std::unique_ptr<PieceModel> read_unigram(const Json &json, std::string_view path);
/// @}

} // namespace attn
