// SPDX-License-Identifier: MIT
#include "text/unicode.hpp"

#include "base/utf8.hpp"
#include "text/unicode_tables.hpp"

#include <algorithm>
#include <vector>

namespace attn::unicode {

namespace {

namespace tables = unicode_tables;

/// A set of characters: where it begins and ends, by turns.
class CharacterSet {
public:
  explicit CharacterSet(std::string_view packed) {
    PackedNumbers numbers(packed);
    char32_t code = 0;
    while (!numbers.done()) {
      code += numbers.next();
      changes_.push_back(code);
    }
  }

  bool has(char32_t code) const {
    const auto above = std::upper_bound(changes_.begin(), changes_.end(), code);
    return (above - changes_.begin()) % 2 == 1;
  }

private:
  std::vector<char32_t> changes_;
};

/// Letters that lower by the same distance: every one, or every second.
struct LowerRun {
  char32_t first;
  char32_t last;
  char32_t step;
  std::int32_t distance;
};

std::vector<LowerRun> lower_runs() {
  std::vector<LowerRun> runs;
  PackedNumbers numbers(tables::kLower);
  char32_t code = 0;
  while (!numbers.done()) {
    const char32_t first = code + numbers.next();
    const char32_t shape = numbers.next();
    const char32_t step = shape % 2 + 1;
    code = first + shape / 2 * step;
    runs.push_back({first, code, step, numbers.next_signed()});
  }
  return runs;
}

char32_t lower(char32_t code) {
  static const std::vector<LowerRun> runs = lower_runs();
  const auto run =
      std::lower_bound(runs.begin(), runs.end(), code,
                       [](const LowerRun &one, char32_t wanted) { return one.last < wanted; });
  const bool is_in =
      run != runs.end() && code >= run->first && (code - run->first) % run->step == 0;
  return is_in ? static_cast<char32_t>(static_cast<std::int32_t>(code) + run->distance) : code;
}

} // namespace

char32_t PackedNumbers::next() {
  constexpr char32_t kBase = 45;
  char32_t number = 0;
  for (char32_t unit = 1; !rest_.empty(); unit *= kBase) {
    const char character = rest_.front();
    rest_.remove_prefix(1);
    const auto digit = static_cast<char32_t>(character - '#' - (character > '\\' ? 1 : 0));
    number += unit * (digit % kBase);
    if (digit < kBase) {
      break;
    }
  }
  return number;
}

std::int32_t PackedNumbers::next_signed() {
  const auto number = static_cast<std::int32_t>(next());
  return number % 2 == 0 ? number / 2 : -(number + 1) / 2;
}

bool is_letter(char32_t code) {
  static const CharacterSet set(tables::kLetters);
  return set.has(code);
}

bool is_number(char32_t code) {
  static const CharacterSet set(tables::kNumbers);
  return set.has(code);
}

bool is_numeric(char32_t code) {
  static const CharacterSet more(tables::kMoreNumeric);
  return is_number(code) || more.has(code);
}

bool is_word_part(char32_t code) {
  static const CharacterSet more(tables::kMoreOfWords);
  return is_letter(code) != more.has(code);
}

bool is_space(char32_t code) {
  return (code >= 0x09 && code <= 0x0D) || code == 0x20 || code == 0x85 || code == 0xA0 ||
         code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 ||
         code == 0x202F || code == 0x205F || code == 0x3000;
}

bool is_punctuation(char32_t code) {
  static const CharacterSet set(tables::kPunctuation);
  return set.has(code);
}

bool is_mark(char32_t code) {
  static const CharacterSet set(tables::kMarks);
  return set.has(code);
}

bool is_nonspacing(char32_t code) {
  static const CharacterSet spacing(tables::kSpacingMarks);
  return is_mark(code) != spacing.has(code);
}

bool is_other(char32_t code) {
  static const CharacterSet set(tables::kOther);
  return set.has(code);
}

bool is_extending(char32_t code) {
  static const CharacterSet set(tables::kExtending);
  return is_mark(code) != set.has(code);
}

void append_utf8(char32_t code, std::string &out) {
  const auto tail = [&](unsigned shift) {
    out += static_cast<char>(0x80U | ((code >> shift) & 0x3FU));
  };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0U | code >> 6U);
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0U | code >> 12U);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | code >> 18U);
    tail(12);
    tail(6);
    tail(0);
  }
}

std::string each_character(std::string_view text,
                           const std::function<void(char32_t code, std::string &out)> &replace) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Utf8Character character = first_character(text);
    replace(character.code, out);
    text.remove_prefix(character.size);
  }
  return out;
}

std::string lowered_text(std::string_view text) {
  constexpr char32_t kDottedI = 0x130;
  return each_character(text, [](char32_t code, std::string &out) {
    if (code == kDottedI) {
      out += "i\u0307";
    } else {
      append_utf8(lower(code), out);
    }
  });
}

} // namespace attn::unicode
