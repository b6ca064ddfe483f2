// SPDX-License-Identifier: MIT
#include "attn/tokenizer.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace attn {

Tokenizer::Tokenizer(std::vector<std::string> vocab, const std::string &unk_token)
    : vocab_(std::move(vocab)), sorted_ids_(vocab_.size()) {
  std::iota(sorted_ids_.begin(), sorted_ids_.end(), Index{0});
  std::sort(sorted_ids_.begin(), sorted_ids_.end(), [this](Index a, Index b) {
    const int order = piece(a).compare(piece(b));
    return order != 0 ? order < 0 : a > b;
  });
  const auto same = [this](Index a, Index b) { return piece(a) == piece(b); };
  sorted_ids_.erase(std::unique(sorted_ids_.begin(), sorted_ids_.end(), same), sorted_ids_.end());
  unknown_id_ = -1;
  unknown_id_ = id_of(unk_token);
  if (unknown_id_ < 0) {
    refuse(ErrorCode::kRange,
           {"unk_token: expected a piece of the vocab, got \"", unk_token, "\""});
  }
}

Index Tokenizer::id_of(std::string_view wanted) const {
  const auto found = std::lower_bound(
      sorted_ids_.begin(), sorted_ids_.end(), wanted,
      [this](Index id, std::string_view value) { return std::string_view(piece(id)) < value; });
  return found != sorted_ids_.end() && piece(*found) == wanted ? *found : unknown_id_;
}

void Tokenizer::append(Index id, TokenizedText &out) const {
  out.token_ids.push_back(id);
  out.tokens.push_back(piece(id));
}

} // namespace attn
