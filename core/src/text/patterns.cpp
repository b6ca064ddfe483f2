// SPDX-License-Identifier: MIT
#include "text/patterns.hpp"

#include "base/utf8.hpp"
#include "text/tokenizer_reader.hpp"
#include "text/unicode.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace attn {

namespace {

constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();

/// Where the patterns that cut a text for byte-level BPE differ. All have the order: 's and the
/// like, letters, digits, other visible characters, white space.
struct ChunkRule {
  bool any_case = false;         ///< 'S too
  bool letters_take_any = false; ///< before letters one of [^\r\n\p{L}\p{N}] instead of a space
  std::size_t most_digits = kAny;
  bool digits_take_space = false;
  bool others_take_breaks = false; ///< [\r\n]* behind other visible characters
  bool breaks_end_space = false;   ///< \s*[\r\n]+ is a chunk
};

bool is_break(char32_t code) { return code == '\r' || code == '\n'; }

bool is_visible_other(char32_t code) {
  return !unicode::is_space(code) && !unicode::is_letter(code) && !unicode::is_number(code);
}

/// Bytes of the characters of a kind from here on, `most` of them at most.
template <typename Kind>
std::size_t run(std::string_view text, std::size_t at, Kind is_wanted, std::size_t most = kAny) {
  const std::size_t begin = at;
  for (std::size_t count = 0; count < most && at < text.size(); ++count) {
    const Utf8Character character = first_character(text.substr(at));
    if (!is_wanted(character.code)) {
      break;
    }
    at += character.size;
  }
  return at - begin;
}

/// Bytes of 's, 't, 're, 've, 'm, 'll or 'd, 0 without.
std::size_t contraction(std::string_view text, bool any_case) {
  constexpr std::string_view kLongS = "\u017F"; // the other capital of s
  if (text.front() != '\'') {
    return 0;
  }
  const std::string_view rest = text.substr(1);
  if (any_case && rest.starts_with(kLongS)) {
    return 1 + kLongS.size();
  }
  for (const std::string_view ending : {"s", "t", "re", "ve", "m", "ll", "d"}) {
    const auto same = [any_case](char given, char wanted) {
      return given == wanted || (any_case && given == wanted - 'a' + 'A');
    };
    if (rest.size() >= ending.size() &&
        std::equal(ending.begin(), ending.end(), rest.begin(),
                   [&](char wanted, char given) { return same(given, wanted); })) {
      return 1 + ending.size();
    }
  }
  return 0;
}

std::size_t with_front(std::size_t front, std::size_t size) { return size == 0 ? 0 : front + size; }

/// White space: \s*[\r\n]+ where the rule has it, \s+(?!\S), \s+.
std::size_t space_chunk(const ChunkRule &rule, std::string_view text, std::size_t at) {
  const std::size_t size = run(text, at, unicode::is_space);
  const std::string_view space = text.substr(at, size);
  if (rule.breaks_end_space) {
    const std::size_t last = space.find_last_of("\r\n");
    if (last != std::string_view::npos) {
      return last + 1;
    }
  }
  if (at + size == text.size()) {
    return size;
  }
  // The last one stays for the word behind it, unless it is the only one.
  std::size_t last = size - 1;
  while (last > 0 && (static_cast<unsigned char>(space[last]) & 0xC0U) == 0x80) {
    --last;
  }
  return last == 0 ? size : last;
}

std::size_t chunk(const ChunkRule &rule, std::string_view text, std::size_t at) {
  const Utf8Character first = first_character(text.substr(at));
  if (const std::size_t size = contraction(text.substr(at), rule.any_case)) {
    return size;
  }
  const bool is_space = first.code == ' ';
  if (unicode::is_letter(first.code)) {
    return run(text, at, unicode::is_letter);
  }
  const bool takes_letters =
      rule.letters_take_any ? !is_break(first.code) && !unicode::is_number(first.code) : is_space;
  if (takes_letters) {
    const std::size_t size = run(text, at + first.size, unicode::is_letter);
    if (size != 0) {
      return first.size + size;
    }
  }
  const std::size_t digits_front = rule.digits_take_space && is_space ? 1 : 0;
  if (const std::size_t size = run(text, at + digits_front, unicode::is_number, rule.most_digits)) {
    return digits_front + size;
  }
  const std::size_t front = is_space ? 1 : 0;
  if (const std::size_t size = with_front(front, run(text, at + front, is_visible_other))) {
    return size + (rule.others_take_breaks ? run(text, at + size, is_break) : 0);
  }
  return space_chunk(rule, text, at);
}

Pattern chunks(const ChunkRule &rule) {
  return runs_of([rule](std::string_view text, std::size_t at) { return chunk(rule, text, at); });
}

constexpr ChunkRule kGpt2{.digits_take_space = true};

ChunkRule cl100k(std::size_t most_digits) {
  return {.any_case = true,
          .letters_take_any = true,
          .most_digits = most_digits,
          .others_take_breaks = true,
          .breaks_end_space = true};
}

std::size_t space_run(std::string_view text, std::size_t at) {
  return run(text, at, unicode::is_space);
}

/// As many of a character as there are, from `least` on.
std::function<std::size_t(std::string_view, std::size_t)> repeated(char wanted, std::size_t least) {
  return [wanted, least](std::string_view text, std::size_t at) -> std::size_t {
    const std::size_t size =
        run(text, at, [wanted](char32_t code) { return code == static_cast<char32_t>(wanted); });
    return size >= least ? size : 0;
  };
}

struct KnownPattern {
  std::string_view name;
  std::string_view regex;
  Pattern (*make)();
};

constexpr KnownPattern kPatterns[] = {
    {"GPT-2's", R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)",
     [] { return chunks(kGpt2); }},
    {"Llama 3's",
     R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)",
     [] { return chunks(cl100k(3)); }},
    {"Qwen 2's",
     R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)",
     [] { return chunks(cl100k(1)); }},
    {"\\s+", R"(\s+)", [] { return runs_of(space_run); }},
    {"\\s", R"(\s)", [] { return each_of(unicode::is_space); }},
    {" {2,}", R"( {2,})", [] { return runs_of(repeated(' ', 2)); }},
    {"\\p{N}", R"(\p{N})", [] { return each_of(unicode::is_number); }},
    {"\\p{N}{1,3}", R"(\p{N}{1,3})",
     [] {
       return runs_of([](std::string_view text, std::size_t at) {
         return run(text, at, unicode::is_number, 3);
       });
     }},
    {"[0-9][0-9][0-9]", R"([0-9][0-9][0-9])",
     [] {
       return runs_of([](std::string_view text, std::size_t at) -> std::size_t {
         const auto is_digit = [](char32_t code) { return code >= '0' && code <= '9'; };
         const std::size_t size = run(text, at, is_digit, 3);
         return size == 3 ? size : 0;
       });
     }},
};

} // namespace

Pattern gpt2_pattern() { return chunks(kGpt2); }

Pattern read_pattern(const Json &json, std::string_view path) {
  const TokenizerReader reader(json, path);
  if (reader.find("String") != nullptr) {
    std::string text = reader.text("String");
    if (text.empty()) {
      refuse_type(reader.path("String"), "a text that is not empty", *reader.find("String"));
    }
    return each_text(std::move(text));
  }
  const std::string regex = reader.text("Regex");
  std::string names;
  for (const KnownPattern &known : kPatterns) {
    if (known.regex == regex) {
      return known.make();
    }
    names += names.empty() ? "" : ", ";
    names += known.name;
  }
  reader.refuse_unknown(joined({"the regular expression \"", regex, "\""}), names);
}

} // namespace attn
