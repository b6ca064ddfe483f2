// SPDX-License-Identifier: MIT
/// Pieces and their numbers; internal to the core.
#pragma once

#include "attn/json.hpp"
#include "attn/matrix.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace attn {

/// Pieces by id and ids by piece. An id may be missing, a piece may stand twice (its last id
/// counts).
class Vocabulary {
public:
  Vocabulary() = default;
  /// Of an object { piece: id }. Throws Error naming `path`: kParse, kRange.
  Vocabulary(const Json &json, std::string_view path);
  /// Ids in the order of the list.
  explicit Vocabulary(std::vector<std::string> pieces);

  /// −1 when it is not there.
  Index find(std::string_view piece) const;
  /// Calls `take(id, size)` for every piece that the text has at `begin`, shortest first.
  template <typename Take>
  void for_each_at(std::string_view text, std::size_t begin, Take take) const {
    // The pieces that agree with the text so far are neighbours in the sorted order.
    auto first = sorted_.begin();
    auto end = sorted_.end();
    for (std::size_t depth = 0; begin + depth < text.size() && first != end; ++depth) {
      const int byte = static_cast<unsigned char>(text[begin + depth]);
      first = std::lower_bound(
          first, end, byte, [&](Index id, int value) { return byte_at(piece(id), depth) < value; });
      end = std::upper_bound(
          first, end, byte, [&](int value, Index id) { return value < byte_at(piece(id), depth); });
      if (first != end && piece(*first).size() == depth + 1) {
        take(*first, depth + 1);
      }
    }
  }

  /// Throws Error(kRange) naming `path` when it is not there.
  Index required(std::string_view piece, std::string_view path) const;
  /// How many entries it was made of.
  Index count() const { return count_; }
  /// By id; empty where one is missing.
  const std::vector<std::string> &pieces() const { return pieces_; }
  const std::string &piece(Index id) const { return pieces_[static_cast<std::size_t>(id)]; }

private:
  void sort();

  /// −1 behind the end: shorter pieces sort before their continuations.
  static int byte_at(const std::string &piece, std::size_t depth) {
    return depth < piece.size() ? static_cast<unsigned char>(piece[depth]) : -1;
  }

  std::vector<std::string> pieces_;
  std::vector<Index> sorted_;
  Index count_ = 0;
};

} // namespace attn
