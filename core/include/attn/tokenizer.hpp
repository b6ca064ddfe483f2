// SPDX-License-Identifier: MIT
/// \file
/// Cutting a text into the tokens of a model's vocabulary; the vectors of the tokens are elsewhere.
#pragma once

#include "attn/matrix.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attn {

/// One entry for each token, in the order of the text.
struct TokenizedText {
  std::vector<Index> token_ids;    ///< 0-based rows of the vocabulary
  std::vector<std::string> tokens; ///< what readers see: the pieces of these ids, as they stand
};

/// Cuts any text: bytes that are not UTF-8 count as U+FFFD, and the time grows with the length and
/// no faster than n log n. How many tokens are too many is the model's affair.
class Tokenizer {
public:
  virtual ~Tokenizer() = default;
  /// One entry for each token of the text, with those that the model wants around it.
  virtual TokenizedText tokenize(std::string_view text) const = 0;

  /// All ids are below; the embedding of a model may have more rows, or (Error(kRange) once they
  /// are met) fewer.
  virtual Index count() const = 0;
  /// What readers see of a token; its number when no piece has this id.
  virtual std::string shown(Index id) const = 0;
  /// The text that has these tokens, as far as they tell it; special tokens are left out.
  /// Throws Error(kUnsupported) when the tokenizer's own way back is not known.
  virtual std::string decode(std::span<const Index> ids) const = 0;
  /// The normalization form (JavaScript: text.normalize(form)) in which a text must come: NFKC, or
  /// nothing when it is taken as it is.
  virtual std::string_view normalization() const = 0;
};

/// A tokenizer with one list of pieces; an empty text has no tokens.
class ListTokenizer : public Tokenizer {
public:
  /// Every piece, by its id.
  const std::vector<std::string> &vocab() const { return vocab_; }
  /// What stands for everything that is not in the vocabulary.
  Index unknown_id() const { return unknown_id_; }

  Index count() const override { return static_cast<Index>(vocab_.size()); }
  std::string shown(Index id) const override;
  /// Pieces side by side, "▁" as a space; whole words with spaces between them.
  std::string decode(std::span<const Index> ids) const override;
  std::string_view normalization() const override { return "NFKC"; }

protected:
  /// Throws Error(kRange) when the unknown token is not in the vocabulary.
  ListTokenizer(std::vector<std::string> vocab, const std::string &unk_token);

  /// One id for each different piece (the last), in the order of the pieces' bytes.
  const std::vector<Index> &sorted_ids() const { return sorted_ids_; }
  /// The piece with this id.
  const std::string &piece(Index id) const { return vocab_[static_cast<std::size_t>(id)]; }
  /// The id of this piece, or the unknown one.
  Index id_of(std::string_view piece) const;
  /// Adds a token with its piece.
  void append(Index id, TokenizedText &out) const;
  /// What stands between two pieces of a text.
  virtual std::string_view between() const { return {}; }

private:
  std::vector<std::string> vocab_;
  std::vector<Index> sorted_ids_;
  Index unknown_id_;
};

/// Whole words in lower case: runs of letters and apostrophes (’ counts as ') are tokens, and so is
/// every other visible character. The special tokens, such as [mask], stay whole. A token that is
/// not in the vocabulary is unknown.
///
/// The same as `tokenize` in examples/training/grammar.py, except that only A to Z are lowered and
/// that rare scripts may be cut elsewhere: both only matter for words that are unknown anyway.
class WordTokenizer : public ListTokenizer {
public:
  /// Throws Error(kRange) when unk_token is not in the vocabulary.
  WordTokenizer(std::vector<std::string> vocab, const std::string &unk_token,
                std::vector<std::string> special_tokens);
  TokenizedText tokenize(std::string_view text) const override;

protected:
  std::string_view between() const override { return " "; }

private:
  std::size_t token_size(std::string_view rest) const;

  std::vector<std::string> special_tokens_;
};

/// SentencePiece's unigram model (Kudo 2018, sec. 3.2): of all ways to cut the text into pieces,
/// the one with the largest sum of scores, found by the Viterbi algorithm. "▁" stands for a space
/// and begins the text; neighbouring unknown characters are one token.
///
/// The text must be in the normalization form NFKC (JavaScript: text.normalize('NFKC')). The ids
/// are those of the JavaScript tokenizer of Universal Sentence Encoder Lite, which departs from
/// SentencePiece in three ways that are kept: spaces are not collapsed, an unknown character costs
/// nothing, and a place whose best sum is exactly 0 counts as not reached yet.
class UnigramTokenizer : public ListTokenizer {
public:
  /// scores: [vocab], logarithms of probabilities. special_tokens are never found in a text.
  /// Throws Error: kRange (unk_token is not in the vocabulary), kShape (another number of scores),
  /// kNotFinite.
  UnigramTokenizer(std::vector<std::string> vocab, const std::string &unk_token,
                   std::span<const float> scores, const std::vector<std::string> &special_tokens);
  TokenizedText tokenize(std::string_view text) const override;

private:
  struct Lattice;
  void add_pieces(std::string_view text, std::size_t start, Lattice &lattice) const;

  std::vector<float> scores_;
  std::vector<bool> is_special_;
};

} // namespace attn
