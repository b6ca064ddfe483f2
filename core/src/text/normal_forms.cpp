// SPDX-License-Identifier: MIT
/// Canonical decomposition and composition: Unicode Standard, sec. 3.11; Hangul syllables by
/// arithmetic, sec. 3.12.
#include "base/utf8.hpp"
#include "text/unicode.hpp"
#include "text/unicode_tables.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace attn::unicode {

namespace {

namespace tables = unicode_tables;

constexpr char32_t kSyllable = 0xAC00;
constexpr char32_t kLead = 0x1100;
constexpr char32_t kVowel = 0x1161;
constexpr char32_t kTail = 0x11A7; ///< one before the first
constexpr char32_t kLeads = 19;
constexpr char32_t kVowels = 21;
constexpr char32_t kTails = 28;
constexpr char32_t kSyllables = kLeads * kVowels * kTails;

struct Decomposition {
  char32_t whole;
  char32_t first;
  const std::vector<char32_t> *seconds;
};

struct Composition {
  char32_t first;
  char32_t second;
  char32_t whole;

  bool operator<(const Composition &other) const {
    return first != other.first ? first < other.first : second < other.second;
  }
};

struct ClassRun {
  char32_t first;
  char32_t last;
  char32_t order;
};

struct Tables {
  std::vector<std::vector<char32_t>> seconds;
  std::vector<Decomposition> decompositions; ///< by whole
  std::vector<Composition> compositions;     ///< sorted
  std::vector<ClassRun> classes;             ///< by first

  Tables() {
    PackedNumbers marks(tables::kSeconds);
    while (!marks.done()) {
      seconds.emplace_back(marks.next());
      std::generate(seconds.back().begin(), seconds.back().end(), [&] { return marks.next(); });
    }
    PackedNumbers numbers(tables::kDecompositions);
    char32_t whole = 0;
    char32_t first = 0;
    while (!numbers.done()) {
      whole += numbers.next();
      const char32_t shape = numbers.next();
      first = static_cast<char32_t>(static_cast<std::int32_t>(first) + numbers.next_signed());
      const std::vector<char32_t> &rest = seconds[shape / 2];
      decompositions.push_back({whole, first, &rest});
      if (shape % 2 == 1) {
        compositions.push_back({first, rest.front(), whole});
      }
    }
    std::sort(compositions.begin(), compositions.end());
    PackedNumbers runs(tables::kClasses);
    char32_t last = 0;
    while (!runs.done()) {
      const char32_t start = last + runs.next();
      last = start + runs.next();
      classes.push_back({start, last, runs.next()});
    }
  }

  char32_t order(char32_t code) const {
    const auto run =
        std::lower_bound(classes.begin(), classes.end(), code,
                         [](const ClassRun &one, char32_t wanted) { return one.last < wanted; });
    return run != classes.end() && code >= run->first ? run->order : 0;
  }

  void decompose(char32_t code, std::vector<char32_t> &out) const {
    if (code >= kSyllable && code < kSyllable + kSyllables) {
      const char32_t index = code - kSyllable;
      out.push_back(kLead + index / (kVowels * kTails));
      out.push_back(kVowel + index % (kVowels * kTails) / kTails);
      if (index % kTails != 0) {
        out.push_back(kTail + index % kTails);
      }
      return;
    }
    const auto found = std::lower_bound(
        decompositions.begin(), decompositions.end(), code,
        [](const Decomposition &one, char32_t wanted) { return one.whole < wanted; });
    if (found == decompositions.end() || found->whole != code) {
      out.push_back(code);
      return;
    }
    decompose(found->first, out);
    for (const char32_t second : *found->seconds) {
      decompose(second, out);
    }
  }

  /// 0 when the two stay two.
  char32_t composed(char32_t first, char32_t second) const {
    if (first >= kLead && first < kLead + kLeads && second >= kVowel && second < kVowel + kVowels) {
      return kSyllable + ((first - kLead) * kVowels + (second - kVowel)) * kTails;
    }
    if (first >= kSyllable && first < kSyllable + kSyllables && (first - kSyllable) % kTails == 0 &&
        second > kTail && second < kTail + kTails) {
      return first + (second - kTail);
    }
    const Composition wanted{first, second, 0};
    const auto found = std::lower_bound(compositions.begin(), compositions.end(), wanted);
    return found != compositions.end() && !(wanted < *found) ? found->whole : 0;
  }
};

const Tables &all_tables() {
  static const Tables all;
  return all;
}

std::vector<char32_t> decomposed(std::string_view text) {
  const Tables &all = all_tables();
  std::vector<char32_t> codes;
  codes.reserve(text.size());
  while (!text.empty()) {
    const Utf8Character character = first_character(text);
    all.decompose(character.code, codes);
    text.remove_prefix(character.size);
  }
  // Marks that stand behind one another are put in the order of their classes.
  std::vector<std::pair<char32_t, char32_t>> marks;
  for (std::size_t i = 0; i < codes.size();) {
    marks.clear();
    for (std::size_t j = i; j < codes.size(); ++j) {
      const char32_t order = all.order(codes[j]);
      if (order == 0) {
        break;
      }
      marks.emplace_back(order, codes[j]);
    }
    std::stable_sort(marks.begin(), marks.end(),
                     [](const auto &a, const auto &b) { return a.first < b.first; });
    for (const auto &mark : marks) {
      codes[i++] = mark.second;
    }
    i += marks.empty() ? 1 : 0;
  }
  return codes;
}

std::string as_utf8(const std::vector<char32_t> &codes) {
  std::string out;
  out.reserve(codes.size());
  for (const char32_t code : codes) {
    append_utf8(code, out);
  }
  return out;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

} // namespace

std::string nfd(std::string_view text) {
  return is_ascii(text) ? std::string(text) : as_utf8(decomposed(text));
}

std::string nfc(std::string_view text) {
  if (is_ascii(text)) {
    return std::string(text);
  }
  const Tables &all = all_tables();
  const std::vector<char32_t> codes = decomposed(text);
  std::vector<char32_t> out;
  std::size_t starter = codes.size(); // its place in out; none yet
  char32_t last_order = 0;
  for (const char32_t code : codes) {
    const char32_t order = all.order(code);
    const bool has_starter = starter < out.size();
    // A mark is blocked by one of the same or a later class between it and its starter.
    const bool is_next = has_starter && starter + 1 == out.size();
    if (has_starter && (is_next || (last_order != 0 && last_order < order))) {
      if (const char32_t whole = all.composed(out[starter], code)) {
        out[starter] = whole;
        continue;
      }
    }
    out.push_back(code);
    if (order == 0) {
      starter = out.size() - 1;
    }
    last_order = order;
  }
  return as_utf8(out);
}

} // namespace attn::unicode
