// SPDX-License-Identifier: MIT
/// WordPiece (Schuster & Nakajima 2012) as BERT cuts with it: always the longest piece that fits.
/// And WordLevel, which has whole words alone.
#include "text/piece_model.hpp"

#include "base/utf8.hpp"
#include "text/tokenizer_reader.hpp"

#include <algorithm>
#include <utility>

namespace attn {

namespace {

struct WordPieceTraits {
  Index unknown;
  std::string prefix;    ///< of a piece that does not begin the word
  Index most_characters; ///< a longer word is unknown
};

class WordPiece : public PieceModel {
public:
  WordPiece(Vocabulary vocabulary, WordPieceTraits traits)
      : PieceModel(std::move(vocabulary)), traits_(std::move(traits)) {
    for (const std::string &piece : this->vocabulary().pieces()) {
      longest_ = std::max(longest_, piece.size());
    }
  }

  void cut(std::string_view part, std::vector<Index> &ids) const override {
    const std::size_t before = ids.size();
    if (count_characters(part) > traits_.most_characters) {
      ids.push_back(traits_.unknown);
      return;
    }
    for (std::size_t begin = 0; begin < part.size();) {
      const std::string_view rest = part.substr(begin, longest_);
      std::string piece = begin == 0 ? "" : traits_.prefix;
      const std::size_t front = piece.size();
      piece += rest;
      Index id = vocabulary().find(piece);
      while (id < 0 && piece.size() > front + 1) {
        piece.pop_back();
        id = vocabulary().find(piece);
      }
      if (id < 0) {
        // What has one part that is in no piece is unknown as a whole.
        ids.resize(before);
        ids.push_back(traits_.unknown);
        return;
      }
      ids.push_back(id);
      begin += piece.size() - front;
    }
  }

private:
  static Index count_characters(std::string_view text) {
    return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
  }

  WordPieceTraits traits_;
  std::size_t longest_ = 1;
};

class WordLevel : public PieceModel {
public:
  WordLevel(Vocabulary vocabulary, Index unknown)
      : PieceModel(std::move(vocabulary)), unknown_(unknown) {}

  void cut(std::string_view part, std::vector<Index> &ids) const override {
    const Index id = vocabulary().find(part);
    ids.push_back(id < 0 ? unknown_ : id);
  }

private:
  Index unknown_;
};

} // namespace

std::unique_ptr<PieceModel> read_word_piece(const Json &json, std::string_view path) {
  const TokenizerReader reader(json, path);
  Vocabulary vocabulary(reader.required("vocab", "an object"), reader.path("vocab"));
  constexpr Index kMostCharacters = 100;
  WordPieceTraits traits;
  traits.unknown = vocabulary.required(reader.text("unk_token", "[UNK]"), reader.path("unk_token"));
  traits.prefix = reader.text("continuing_subword_prefix", "##");
  const Json *most = reader.find("max_input_chars_per_word");
  traits.most_characters =
      most == nullptr ? kMostCharacters
                      : read_index(*most, reader.path("max_input_chars_per_word"), 0, 1000);
  return std::make_unique<WordPiece>(std::move(vocabulary), std::move(traits));
}

std::unique_ptr<PieceModel> read_word_level(const Json &json, std::string_view path) {
  const TokenizerReader reader(json, path);
  Vocabulary vocabulary(reader.required("vocab", "an object"), reader.path("vocab"));
  const Index unknown =
      vocabulary.required(reader.text("unk_token", "<unk>"), reader.path("unk_token"));
  return std::make_unique<WordLevel>(std::move(vocabulary), unknown);
}

} // namespace attn
