// SPDX-License-Identifier: MIT
#include "text/text_parts.hpp"

#include "base/utf8.hpp"

#include <utility>

namespace attn {

namespace {

/// The stretches that become parts. As NormalizedString::split of tokenizers (Rust) joins them:
/// for kMergedWithNext it goes from the end to the start.
std::vector<Stretch> merged(const std::vector<Stretch> &stretches, SplitBehavior behavior) {
  std::vector<Stretch> out;
  bool before = false;
  switch (behavior) {
  case SplitBehavior::kRemoved:
    for (const Stretch &one : stretches) {
      if (!one.matches) {
        out.push_back(one);
      }
    }
    return out;
  case SplitBehavior::kIsolated:
    return stretches;
  case SplitBehavior::kContiguous:
    for (const Stretch &one : stretches) {
      if (!out.empty() && one.matches == before) {
        out.back().end = one.end;
      } else {
        out.push_back(one);
      }
      before = one.matches;
    }
    return out;
  case SplitBehavior::kMergedWithPrevious:
    for (const Stretch &one : stretches) {
      if (one.matches && !before && !out.empty()) {
        out.back().end = one.end;
      } else {
        out.push_back(one);
      }
      before = one.matches;
    }
    return out;
  case SplitBehavior::kMergedWithNext:
    break;
  }
  for (std::size_t i = stretches.size(); i-- > 0;) {
    const Stretch &one = stretches[i];
    if (one.matches && !before && !out.empty()) {
      out.back().begin = one.begin;
    } else {
      out.push_back(one);
    }
    before = one.matches;
  }
  return {out.rbegin(), out.rend()};
}

} // namespace

void split(TextParts &parts, const Pattern &pattern, SplitBehavior behavior, bool inverted) {
  TextParts result;
  result.reserve(parts.size());
  for (TextPart &part : parts) {
    if (part.id >= 0) {
      result.push_back(std::move(part));
      continue;
    }
    std::vector<Stretch> stretches = pattern(part.text);
    if (inverted) {
      for (Stretch &one : stretches) {
        one.matches = !one.matches;
      }
    }
    for (const Stretch &one : merged(stretches, behavior)) {
      if (one.begin < one.end) {
        result.push_back(
            {part.text.substr(one.begin, one.end - one.begin), part.at_start && one.begin == 0});
      }
    }
  }
  parts = std::move(result);
}

Pattern runs_of(std::function<std::size_t(std::string_view text, std::size_t at)> size) {
  return [size = std::move(size)](std::string_view text) {
    std::vector<Stretch> stretches;
    std::size_t plain = 0;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t found = size(text, at);
      if (found == 0) {
        at += first_character(text.substr(at)).size;
        continue;
      }
      if (plain < at) {
        stretches.push_back({plain, at, false});
      }
      stretches.push_back({at, at + found, true});
      at += found;
      plain = at;
    }
    if (plain < text.size()) {
      stretches.push_back({plain, text.size(), false});
    }
    return stretches;
  };
}

Pattern each_text(std::string wanted) {
  return runs_of([wanted = std::move(wanted)](std::string_view text, std::size_t at) {
    return text.substr(at).starts_with(wanted) ? wanted.size() : std::size_t{0};
  });
}

Pattern each_of(bool (*is_wanted)(char32_t code)) {
  return runs_of([is_wanted](std::string_view text, std::size_t at) -> std::size_t {
    const Utf8Character character = first_character(text.substr(at));
    return is_wanted(character.code) ? character.size : 0;
  });
}

} // namespace attn
