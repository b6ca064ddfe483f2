// SPDX-License-Identifier: MIT
#include "attn/tokenizer.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace attn {

ListTokenizer::ListTokenizer(std::vector<std::string> vocab, const std::string &unk_token)
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

Index ListTokenizer::id_of(std::string_view wanted) const {
  const auto found = std::lower_bound(
      sorted_ids_.begin(), sorted_ids_.end(), wanted,
      [this](Index id, std::string_view value) { return std::string_view(piece(id)) < value; });
  return found != sorted_ids_.end() && piece(*found) == wanted ? *found : unknown_id_;
}

void ListTokenizer::append(Index id, TokenizedText &out) const {
  out.token_ids.push_back(id);
  out.tokens.push_back(piece(id));
}

std::string ListTokenizer::shown(Index id) const {
  return id >= 0 && id < count() ? piece(id) : joined({id});
}

std::string ListTokenizer::decode(std::span<const Index> ids) const {
  constexpr std::string_view kSpace = "\u2581";
  std::string text;
  for (const Index id : ids) {
    if (id < 0 || id >= count()) {
      continue;
    }
    text += text.empty() ? std::string_view() : between();
    for (std::string_view rest = piece(id); !rest.empty();) {
      const bool is_space = rest.starts_with(kSpace);
      if (!is_space || !text.empty()) {
        text += is_space ? ' ' : rest.front();
      }
      rest.remove_prefix(is_space ? kSpace.size() : 1);
    }
  }
  return text;
}

} // namespace attn
