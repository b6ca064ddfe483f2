// SPDX-License-Identifier: MIT
/// Byte pair encoding (Sennrich, Haddow & Birch 2016, algorithm 1) with the settings that GPT-2,
/// Llama and Gemma need; the order of every step is that of tokenizers (Rust), models/bpe.
#include "base/utf8.hpp"
#include "text/byte_level.hpp"
#include "text/piece_model.hpp"
#include "text/tokenizer_reader.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <queue>
#include <utility>

namespace attn {

namespace {

/// Two neighbours become one.
struct Merge {
  std::uint64_t pair; ///< left id · 2^32 + right id
  Index rank;         ///< the least goes first
  Index id;           ///< what they become
};

std::uint64_t pair_of(Index left, Index right) {
  return static_cast<std::uint64_t>(left) << 32U | static_cast<std::uint64_t>(right);
}

struct BpeTraits {
  std::vector<Merge> merges;      ///< by pair, one for each
  std::array<Index, 256> bytes{}; ///< ids of <0x00> and on, −1 where one is missing
  Index unknown = -1;             ///< −1: what is in no piece goes
  std::string prefix;             ///< of pieces that do not begin a part
  std::string suffix;             ///< of a piece that ends a part
  bool fuse_unknown = false;
  bool byte_fallback = false;
  bool ignore_merges = false; ///< a part that is a piece is not cut
};

/// A piece in the chain of a part.
struct Symbol {
  Index id;
  Index previous;
  Index next;
  bool is_gone = false;
};

/// Two neighbours that could be merged.
struct Candidate {
  Index rank;
  Index at; ///< the left one
  Index id;

  /// A queue's top is its largest.
  bool operator<(const Candidate &other) const {
    return rank != other.rank ? rank > other.rank : at > other.at;
  }
};

class Bpe : public PieceModel {
public:
  Bpe(Vocabulary vocabulary, BpeTraits traits)
      : PieceModel(std::move(vocabulary)), traits_(std::move(traits)) {}

  void cut(std::string_view part, std::vector<Index> &ids) const override {
    if (traits_.ignore_merges) {
      if (const Index id = vocabulary().find(part); id >= 0) {
        ids.push_back(id);
        return;
      }
    }
    std::vector<Symbol> symbols = characters(part);
    merge(symbols);
    for (const Symbol &symbol : symbols) {
      if (!symbol.is_gone) {
        ids.push_back(symbol.id);
      }
    }
  }

private:
  std::vector<Symbol> characters(std::string_view part) const {
    std::vector<Symbol> symbols;
    const auto add = [&](Index id) {
      const auto at = static_cast<Index>(symbols.size());
      symbols.push_back({id, at - 1, at + 1});
    };
    bool unknown_waits = false; // an unknown one stands only once what follows it is known
    for (std::size_t begin = 0; begin < part.size();) {
      const std::size_t size = first_character(part.substr(begin)).size;
      std::string piece = begin == 0 ? "" : traits_.prefix;
      piece += part.substr(begin, size);
      begin += size;
      piece += begin == part.size() ? traits_.suffix : "";
      if (const Index id = vocabulary().find(piece); id >= 0) {
        if (std::exchange(unknown_waits, false)) {
          add(traits_.unknown);
        }
        add(id);
      } else if (traits_.byte_fallback && has_bytes(piece)) {
        for (const char byte : piece) {
          add(traits_.bytes[static_cast<unsigned char>(byte)]);
        }
      } else if (traits_.unknown >= 0) {
        if (unknown_waits && !traits_.fuse_unknown) {
          add(traits_.unknown);
        }
        unknown_waits = true;
      }
    }
    if (unknown_waits) {
      add(traits_.unknown);
    }
    if (!symbols.empty()) {
      symbols.back().next = -1;
    }
    return symbols;
  }

  bool has_bytes(std::string_view piece) const {
    return std::all_of(piece.begin(), piece.end(), [this](char byte) {
      return traits_.bytes[static_cast<unsigned char>(byte)] >= 0;
    });
  }

  const Merge *find(Index left, Index right) const {
    const std::uint64_t pair = pair_of(left, right);
    const auto found =
        std::lower_bound(traits_.merges.begin(), traits_.merges.end(), pair,
                         [](const Merge &one, std::uint64_t wanted) { return one.pair < wanted; });
    return found != traits_.merges.end() && found->pair == pair ? &*found : nullptr;
  }

  void merge(std::vector<Symbol> &symbols) const {
    std::vector<Candidate> first;
    const auto candidate = [&](Index left, auto &&take) {
      const Symbol &symbol = symbols[static_cast<std::size_t>(left)];
      if (symbol.next < 0) {
        return;
      }
      if (const Merge *merge = find(symbol.id, symbols[static_cast<std::size_t>(symbol.next)].id)) {
        take(Candidate{merge->rank, left, merge->id});
      }
    };
    for (std::size_t i = 0; i < symbols.size(); ++i) {
      candidate(static_cast<Index>(i), [&](const Candidate &one) { first.push_back(one); });
    }
    std::priority_queue<Candidate> queue({}, std::move(first));
    while (!queue.empty()) {
      const Candidate best = queue.top();
      queue.pop();
      Symbol &left = symbols[static_cast<std::size_t>(best.at)];
      if (left.is_gone || left.next < 0) {
        continue;
      }
      Symbol &right = symbols[static_cast<std::size_t>(left.next)];
      const Merge *still = find(left.id, right.id);
      if (still == nullptr || still->id != best.id) {
        continue; // one of the two has been merged since
      }
      left.id = best.id;
      left.next = right.next;
      right.is_gone = true;
      if (left.next >= 0) {
        symbols[static_cast<std::size_t>(left.next)].previous = best.at;
      }
      const auto push = [&](const Candidate &one) { queue.push(one); };
      if (left.previous >= 0) {
        candidate(left.previous, push);
      }
      candidate(best.at, push);
    }
  }

  BpeTraits traits_;
};

/// One merge is "a b" or ["a", "b"].
std::pair<std::string, std::string> read_pair(const Json &json, std::string_view path) {
  constexpr const char *kExpected = "two pieces with a space between them";
  if (json.is_array()) {
    if (json.items().size() != 2) {
      refuse_type(path, "a pair of pieces", json);
    }
    return {read_string(json.items()[0], path), read_string(json.items()[1], path)};
  }
  if (!json.is_string()) {
    refuse_type(path, kExpected, json);
  }
  const std::string &text = json.text();
  const std::size_t space = text.find(' ');
  if (space == std::string::npos || text.find(' ', space + 1) != std::string::npos) {
    refuse_type(path, kExpected, json);
  }
  return {text.substr(0, space), text.substr(space + 1)};
}

std::vector<Merge> read_merges(const Json &json, std::string_view path,
                               const Vocabulary &vocabulary, std::size_t prefix) {
  if (!json.is_array()) {
    refuse_type(path, "a list of pairs", json);
  }
  std::vector<Merge> merges;
  merges.reserve(json.items().size());
  for (std::size_t i = 0; i < json.items().size(); ++i) {
    const auto place = [&] { return joined({path, "[", i, "]"}); };
    const Json &item = json.items()[i];
    const auto [left, right] = read_pair(item, item.is_string() ? path : place());
    const auto id_of = [&](const std::string &piece) {
      const Index id = vocabulary.find(piece);
      return id >= 0 ? id : vocabulary.required(piece, place());
    };
    const std::string whole = left + right.substr(std::min(prefix, right.size()));
    const Index left_id = id_of(left);
    const Index right_id = id_of(right);
    merges.push_back({pair_of(left_id, right_id), static_cast<Index>(i), id_of(whole)});
  }
  // Of a pair that stands twice the last counts.
  std::sort(merges.begin(), merges.end(), [](const Merge &a, const Merge &b) {
    return a.pair != b.pair ? a.pair < b.pair : a.rank > b.rank;
  });
  const auto same = [](const Merge &a, const Merge &b) { return a.pair == b.pair; };
  merges.erase(std::unique(merges.begin(), merges.end(), same), merges.end());
  return merges;
}

} // namespace

std::unique_ptr<PieceModel> read_bpe(const Json &json, std::string_view path) {
  const TokenizerReader reader(json, path);
  Vocabulary vocabulary(reader.required("vocab", "an object"), reader.path("vocab"));
  BpeTraits traits;
  traits.prefix = reader.text("continuing_subword_prefix", "");
  traits.suffix = reader.text("end_of_word_suffix", "");
  traits.fuse_unknown = reader.flag("fuse_unk", false);
  traits.byte_fallback = reader.flag("byte_fallback", false);
  traits.ignore_merges = reader.flag("ignore_merges", false);
  if (const Json *dropout = reader.find("dropout")) {
    if (read_float(*dropout, reader.path("dropout")) != 0) {
      refuse(ErrorCode::kUnsupported,
             {reader.path("dropout"), ": expected none, got one that cuts by chance"});
    }
  }
  if (reader.find("unk_token") != nullptr) {
    traits.unknown = vocabulary.required(reader.text("unk_token"), reader.path("unk_token"));
  }
  for (std::size_t byte = 0; byte < traits.bytes.size(); ++byte) {
    traits.bytes[byte] = vocabulary.find(byte_name(static_cast<unsigned char>(byte)));
  }
  traits.merges = read_merges(reader.required("merges", "a list of pairs"), reader.path("merges"),
                              vocabulary, traits.prefix.size());
  return std::make_unique<Bpe>(std::move(vocabulary), std::move(traits));
}

std::unique_ptr<PieceModel> read_piece_model(const Json &json, std::string_view path) {
  const TokenizerReader reader(json, path);
  // Old files leave the type out where the merges tell it.
  const std::string type = reader.text("type", reader.find("merges") != nullptr ? "BPE" : "");
  if (type == "BPE") {
    return read_bpe(json, path);
  }
  if (type == "WordPiece") {
    return read_word_piece(json, path);
  }
  if (type == "Unigram") {
    return read_unigram(json, path);
  }
  if (type == "WordLevel") {
    return read_word_level(json, path);
  }
  reader.refuse_unknown(joined({"the type \"", type, "\""}), "WordPiece, BPE, Unigram, WordLevel");
}

} // namespace attn
