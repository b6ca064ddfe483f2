// SPDX-License-Identifier: MIT
#include "text/vocabulary.hpp"

#include "base/check.hpp"
#include "json/json_reader.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace attn {

namespace {

/// More than any model has; an id beyond would be a table of that many empty pieces.
constexpr Index kMostPieces = 10'000'000;

} // namespace

Vocabulary::Vocabulary(const Json &json, std::string_view path) {
  if (!json.is_object()) {
    refuse_type(path, "an object of pieces and their ids", json);
  }
  const std::size_t count = json.items().size();
  // Ids may leave gaps, but a table far larger than what is in it is a mistake or an attack.
  const Index most = std::min<Index>(kMostPieces, 1000 + 100 * static_cast<Index>(count));
  std::vector<bool> taken;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string &piece = json.keys()[i];
    const Json &value = json.items()[i];
    const bool is_plain = value.is_integer() && value.number<std::int64_t>() >= 0 &&
                          value.number<std::int64_t>() <= most;
    // A path for every piece would take longer than reading them all.
    const Index id = is_plain ? value.number<Index>()
                              : read_index(value, joined({path, "[\"", piece, "\"]"}), 0, most);
    const auto place = static_cast<std::size_t>(id);
    if (place >= pieces_.size()) {
      pieces_.resize(place + 1);
      taken.resize(place + 1);
    }
    if (taken[place]) {
      refuse(ErrorCode::kRange,
             {path, ": \"", pieces_[place], "\" and \"", piece, "\" have the same id, ", id});
    }
    taken[place] = true;
    pieces_[place] = piece;
    sorted_.push_back(id);
  }
  sort();
}

Vocabulary::Vocabulary(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {
  sorted_.resize(pieces_.size());
  std::iota(sorted_.begin(), sorted_.end(), Index{0});
  sort();
}

void Vocabulary::sort() {
  count_ = static_cast<Index>(sorted_.size());
  std::sort(sorted_.begin(), sorted_.end(), [this](Index a, Index b) {
    const int order = piece(a).compare(piece(b));
    return order != 0 ? order < 0 : a > b;
  });
  const auto same = [this](Index a, Index b) { return piece(a) == piece(b); };
  sorted_.erase(std::unique(sorted_.begin(), sorted_.end(), same), sorted_.end());
}

Index Vocabulary::find(std::string_view wanted) const {
  const auto found = std::lower_bound(
      sorted_.begin(), sorted_.end(), wanted,
      [this](Index id, std::string_view value) { return std::string_view(piece(id)) < value; });
  return found != sorted_.end() && piece(*found) == wanted ? *found : -1;
}

Index Vocabulary::required(std::string_view wanted, std::string_view path) const {
  const Index id = find(wanted);
  if (id < 0) {
    refuse(ErrorCode::kRange, {path, ": expected a piece of the vocab, got \"", wanted, "\""});
  }
  return id;
}

} // namespace attn
