// SPDX-License-Identifier: MIT
#include "attn/tokenizer.hpp"

#include "base/check.hpp"
#include "base/utf8.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace attn {

namespace {

/// "▁" before the text and for each space.
std::string with_visible_spaces(std::string_view text) {
  constexpr std::string_view kSpace = "\u2581";
  std::string result;
  if (!text.empty()) {
    result += kSpace;
  }
  for (const char c : text) {
    if (c == ' ') {
      result += kSpace;
    } else {
      result += c;
    }
  }
  return result;
}

/// The byte at a depth, or −1 behind the end: shorter pieces sort before their continuations.
int byte_at(const std::string &piece, std::size_t depth) {
  return depth < piece.size() ? static_cast<unsigned char>(piece[depth]) : -1;
}

} // namespace

/// The best way to each place (byte offset) of the text.
struct UnigramTokenizer::Lattice {
  std::vector<double> best; ///< sum of the scores up to here
  std::vector<Index> last;  ///< the piece that ends here
};

UnigramTokenizer::UnigramTokenizer(std::vector<std::string> vocab, const std::string &unk_token,
                                   std::span<const float> scores,
                                   const std::vector<std::string> &special_tokens)
    : ListTokenizer(std::move(vocab), unk_token), scores_(scores.begin(), scores.end()),
      is_special_(scores.size()) {
  if (scores.size() != this->vocab().size()) {
    refuse(ErrorCode::kShape, {"tokenizer.scores: expected one for each of ", this->vocab().size(),
                               " pieces, got ", scores.size()});
  }
  for (std::size_t id = 0; id < scores.size(); ++id) {
    if (!std::isfinite(scores[id])) {
      refuse(ErrorCode::kNotFinite, {"tokenizer.scores[", id, "]: expected a finite number, got ",
                                     not_finite_text(scores[id])});
    }
  }
  is_special_[static_cast<std::size_t>(unknown_id())] = true;
  for (const std::string &token : special_tokens) {
    is_special_[static_cast<std::size_t>(id_of(token))] = true;
  }
}

/// Adds every piece that the text has at `start`, shortest first; without any, one unknown
/// character.
void UnigramTokenizer::add_pieces(std::string_view text, std::size_t start,
                                  Lattice &lattice) const {
  const auto add = [&](Index id, std::size_t size, double score) {
    const double sum = lattice.best[start] + score;
    double &best = lattice.best[start + size];
    if (best == 0 || sum >= best) {
      best = sum;
      lattice.last[start + size] = id;
    }
  };
  // The pieces that agree with the text so far are neighbours in the sorted order.
  auto first = sorted_ids().begin();
  auto end = sorted_ids().end();
  bool found = false;
  for (std::size_t depth = 0; start + depth < text.size() && first != end; ++depth) {
    const int byte = static_cast<unsigned char>(text[start + depth]);
    first = std::lower_bound(
        first, end, byte, [&](Index id, int value) { return byte_at(piece(id), depth) < value; });
    end = std::upper_bound(first, end, byte,
                           [&](int value, Index id) { return value < byte_at(piece(id), depth); });
    const bool is_piece = first != end && piece(*first).size() == depth + 1;
    if (is_piece && !is_special_[static_cast<std::size_t>(*first)]) {
      add(*first, depth + 1, static_cast<double>(scores_[static_cast<std::size_t>(*first)]));
      found = true;
    }
  }
  if (!found) {
    add(unknown_id(), first_character(text.substr(start)).size, 0);
  }
}

TokenizedText UnigramTokenizer::tokenize(std::string_view text) const {
  const std::string whole = with_visible_spaces(repaired_utf8(text));
  Lattice lattice{std::vector<double>(whole.size() + 1, 0.0),
                  std::vector<Index>(whole.size() + 1, unknown_id())};
  for (std::size_t start = 0; start < whole.size();) {
    add_pieces(whole, start, lattice);
    start += first_character(std::string_view(whole).substr(start)).size;
  }
  std::vector<Index> backwards;
  for (std::size_t place = whole.size(); place > 0;) {
    const Index id = lattice.last[place];
    if (id != unknown_id()) {
      place -= piece(id).size();
    } else {
      do {
        --place;
      } while ((static_cast<unsigned char>(whole[place]) & 0xC0U) == 0x80);
    }
    if (backwards.empty() || id != unknown_id() || backwards.back() != unknown_id()) {
      backwards.push_back(id);
    }
  }
  TokenizedText result;
  std::for_each(backwards.rbegin(), backwards.rend(), [&](Index id) { append(id, result); });
  return result;
}

} // namespace attn
