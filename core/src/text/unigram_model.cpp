// SPDX-License-Identifier: MIT
/// The unigram model (Kudo 2018, sec. 3.2): of all ways to cut a part the one with the largest sum
/// of scores, found by the Viterbi algorithm as in tokenizers (Rust), models/unigram. Scores are
/// read as float32, which those of SentencePiece's models are (XLM-R, T5); where others have more
/// digits, two ways whose sums agree but for these can change places.
#include "base/utf8.hpp"
#include "text/byte_level.hpp"
#include "text/piece_model.hpp"
#include "text/tokenizer_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace attn {

namespace {

struct UnigramTraits {
  std::vector<double> scores;
  Index unknown = -1; ///< −1: what is in no piece is refused
  bool byte_fallback = false;
  std::array<Index, 256> bytes{}; ///< ids of <0x00> and on, −1 where one is missing
};

/// The best way to a place of the part.
struct Way {
  double score = 0;
  Index id = -1;
  std::size_t begin = 0; ///< of the last piece
  bool is_reached = false;
};

class Unigram : public PieceModel {
public:
  Unigram(Vocabulary vocabulary, UnigramTraits traits)
      : PieceModel(std::move(vocabulary)), traits_(std::move(traits)) {
    constexpr double kPenalty = 10;
    unknown_score_ = *std::min_element(traits_.scores.begin(), traits_.scores.end()) - kPenalty;
  }

  void cut(std::string_view part, std::vector<Index> &ids) const override {
    std::vector<Way> ways(part.size() + 1);
    for (std::size_t begin = 0; begin < part.size();) {
      const std::size_t size = first_character(part.substr(begin)).size;
      extend(ways, part, begin, size);
      begin += size;
    }
    // From the end; neighbouring unknown characters are one.
    std::vector<Stretch> backwards;
    bool unknown_before = false;
    for (std::size_t end = part.size(); end > 0;) {
      const Way &way = ways[end];
      const bool is_unknown = traits_.unknown >= 0 && way.id == traits_.unknown;
      if (is_unknown && unknown_before) {
        backwards.back().begin = way.begin;
      } else {
        backwards.push_back({way.begin, end});
      }
      unknown_before = is_unknown;
      end = way.begin;
    }
    std::for_each(backwards.rbegin(), backwards.rend(), [&](const Stretch &one) {
      append(part.substr(one.begin, one.end - one.begin), ids);
    });
  }

private:
  struct Stretch {
    std::size_t begin;
    std::size_t end;
  };

  void extend(std::vector<Way> &ways, std::string_view part, std::size_t begin,
              std::size_t size) const {
    const double until_here = ways[begin].score;
    const auto reach = [&](std::size_t end, Index id, double score) {
      Way &way = ways[end];
      if (!way.is_reached || score > way.score) {
        way = {score, id, begin, true};
      }
    };
    bool has_single = false;
    vocabulary().for_each_at(part, begin, [&](Index id, std::size_t length) {
      reach(begin + length, id, until_here + traits_.scores[static_cast<std::size_t>(id)]);
      has_single = has_single || length == size;
    });
    if (!has_single) {
      reach(begin + size, traits_.unknown, until_here + unknown_score_);
    }
  }

  void append(std::string_view piece, std::vector<Index> &ids) const {
    if (const Index id = vocabulary().find(piece); id >= 0) {
      ids.push_back(id);
      return;
    }
    const auto byte_id = [this](char byte) {
      return traits_.bytes[static_cast<unsigned char>(byte)];
    };
    if (traits_.byte_fallback &&
        std::all_of(piece.begin(), piece.end(), [&](char byte) { return byte_id(byte) >= 0; })) {
      std::transform(piece.begin(), piece.end(), std::back_inserter(ids), byte_id);
      return;
    }
    if (traits_.unknown < 0) {
      refuse(
          ErrorCode::kUnsupported,
          {"text: \"", piece, "\" is in no piece of this model, which has none for the unknown"});
    }
    ids.push_back(traits_.unknown);
  }

  UnigramTraits traits_;
  double unknown_score_ = 0;
};

} // namespace

std::unique_ptr<PieceModel> read_unigram(const Json &json, std::string_view path) {
  const TokenizerReader reader(json, path);
  const Json &vocab = reader.required("vocab", "a list of pieces with their scores");
  const std::string vocab_path = reader.path("vocab");
  if (!vocab.is_array() || vocab.items().empty()) {
    refuse_type(vocab_path, "a list of pieces with their scores", vocab);
  }
  UnigramTraits traits;
  std::vector<std::string> pieces;
  for (std::size_t i = 0; i < vocab.items().size(); ++i) {
    const Json &entry = vocab.items()[i];
    const bool is_plain = entry.is_array() && entry.items().size() == 2 &&
                          entry.items()[0].is_string() && entry.items()[1].is_number();
    if (!is_plain) {
      refuse_type(joined({vocab_path, "[", i, "]"}), "a piece and its score", entry);
    }
    pieces.push_back(entry.items()[0].text());
    traits.scores.push_back(entry.items()[1].number<double>());
  }
  const auto last = static_cast<Index>(pieces.size()) - 1;
  if (const Json *unknown = reader.find("unk_id")) {
    traits.unknown = read_index(*unknown, reader.path("unk_id"), 0, last);
  }
  traits.byte_fallback = reader.flag("byte_fallback", false);
  Vocabulary vocabulary(std::move(pieces));
  for (std::size_t byte = 0; byte < traits.bytes.size(); ++byte) {
    traits.bytes[byte] = vocabulary.find(byte_name(static_cast<unsigned char>(byte)));
  }
  return std::make_unique<Unigram>(std::move(vocabulary), std::move(traits));
}

} // namespace attn
