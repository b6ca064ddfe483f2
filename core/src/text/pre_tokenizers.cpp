// SPDX-License-Identifier: MIT
#include "text/pre_tokenizers.hpp"

#include "base/utf8.hpp"
#include "text/byte_level.hpp"
#include "text/patterns.hpp"
#include "text/tokenizer_reader.hpp"
#include "text/unicode.hpp"

#include <utility>
#include <vector>

namespace attn {

namespace {

constexpr const char *kKnown =
    "BertPreTokenizer, Whitespace, WhitespaceSplit, ByteLevel, Metaspace, Split, Digits, "
    "Punctuation, CharDelimiterSplit, Sequence";

SplitBehavior read_behavior(const TokenizerReader &reader, std::string_view otherwise) {
  struct Named {
    const char *name;
    SplitBehavior behavior;
  };
  static constexpr Named kBehaviors[] = {
      {"Removed", SplitBehavior::kRemoved},
      {"Isolated", SplitBehavior::kIsolated},
      {"MergedWithPrevious", SplitBehavior::kMergedWithPrevious},
      {"MergedWithNext", SplitBehavior::kMergedWithNext},
      {"Contiguous", SplitBehavior::kContiguous},
  };
  const std::string name = reader.text("behavior", otherwise);
  for (const Named &known : kBehaviors) {
    if (name == known.name) {
      return known.behavior;
    }
  }
  reader.refuse_unknown(joined({"the behavior \"", name, "\""}),
                        "Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous");
}

/// Words and runs of other visible characters: \w+|[^\w\s]+.
Pattern words_and_signs() {
  return runs_of([](std::string_view text, std::size_t at) {
    const std::size_t begin = at;
    bool is_word = false;
    while (at < text.size()) {
      const Utf8Character character = first_character(text.substr(at));
      const bool in_word = unicode::is_word_part(character.code);
      if (unicode::is_space(character.code) || (at > begin && in_word != is_word)) {
        break;
      }
      is_word = in_word;
      at += character.size;
    }
    return at - begin;
  });
}

PreTokenizer byte_level(const TokenizerReader &reader) {
  const bool adds_space = reader.flag("add_prefix_space", true);
  const bool cuts = reader.flag("use_regex", true);
  return [=, pattern = gpt2_pattern()](TextParts &parts) {
    for (TextPart &part : parts) {
      if (part.id < 0 && adds_space && !part.text.starts_with(' ')) {
        part.text.insert(0, 1, ' ');
      }
    }
    if (cuts) {
      split(parts, pattern, SplitBehavior::kIsolated);
    }
    for (TextPart &part : parts) {
      if (part.id < 0) {
        part.text = byte_characters(part.text);
      }
    }
  };
}

/// One text in place of each space.
std::string with_spaces_as(std::string_view mark, std::string_view text) {
  std::string out;
  out.reserve(text.size() + mark.size());
  for (const char c : text) {
    if (c == ' ') {
      out += mark;
    } else {
      out += c;
    }
  }
  return out;
}

PreTokenizer metaspace(const TokenizerReader &reader) {
  const std::string mark = reader.text("replacement");
  if (mark.empty() || first_character(mark).size != mark.size()) {
    refuse_type(reader.path("replacement"), "one character", *reader.find("replacement"));
  }
  const std::string scheme = reader.text("prepend_scheme", "always");
  if (scheme != "always" && scheme != "first" && scheme != "never") {
    reader.refuse_unknown(joined({"the prepend_scheme \"", scheme, "\""}), "always, first, never");
  }
  if (!reader.flag("add_prefix_space", true) && scheme != "never") {
    refuse(ErrorCode::kUnsupported, {reader.path("add_prefix_space"),
                                     ": false, but the prepend_scheme is \"", scheme, "\""});
  }
  const bool cuts = reader.flag("split", true);
  return [=, marks = each_text(mark)](TextParts &parts) {
    for (TextPart &part : parts) {
      if (part.id >= 0) {
        continue;
      }
      part.text = with_spaces_as(mark, part.text);
      const bool is_wanted = scheme == "always" || (scheme == "first" && part.at_start);
      if (is_wanted && !part.text.starts_with(mark)) {
        part.text.insert(0, mark);
      }
    }
    if (cuts) {
      split(parts, marks, SplitBehavior::kMergedWithNext);
    }
  };
}

PreTokenizer splitting(Pattern pattern, SplitBehavior behavior, bool inverted = false) {
  return [pattern = std::move(pattern), behavior, inverted](TextParts &parts) {
    split(parts, pattern, behavior, inverted);
  };
}

PreTokenizer sequence(const TokenizerReader &reader) {
  const Json &list = reader.required("pretokenizers", "a list");
  const std::string path = reader.path("pretokenizers");
  if (!list.is_array()) {
    refuse_type(path, "a list", list);
  }
  std::vector<PreTokenizer> steps;
  for (const Json &item : list.items()) {
    steps.push_back(read_pre_tokenizer(item, joined({path, "[", steps.size(), "]"})));
  }
  return [steps = std::move(steps)](TextParts &parts) {
    for (const PreTokenizer &step : steps) {
      step(parts);
    }
  };
}

PreTokenizer bert() {
  return [spaces = each_of(unicode::is_space),
          signs = each_of(unicode::is_punctuation)](TextParts &parts) {
    split(parts, spaces, SplitBehavior::kRemoved);
    split(parts, signs, SplitBehavior::kIsolated);
  };
}

} // namespace

PreTokenizer read_pre_tokenizer(const Json &json, std::string_view path) {
  const TokenizerReader reader(json, path);
  const std::string type = reader.text("type");
  if (type == "BertPreTokenizer") {
    return bert();
  }
  if (type == "Whitespace") {
    return splitting(words_and_signs(), SplitBehavior::kRemoved, true);
  }
  if (type == "WhitespaceSplit") {
    return splitting(each_of(unicode::is_space), SplitBehavior::kRemoved);
  }
  if (type == "ByteLevel") {
    return byte_level(reader);
  }
  if (type == "Metaspace") {
    return metaspace(reader);
  }
  if (type == "Split") {
    Pattern pattern = read_pattern(reader.required("pattern", "a pattern"), reader.path("pattern"));
    return splitting(std::move(pattern), read_behavior(reader, ""), reader.flag("invert", false));
  }
  if (type == "Digits") {
    return splitting(each_of(unicode::is_numeric), reader.flag("individual_digits", false)
                                                       ? SplitBehavior::kIsolated
                                                       : SplitBehavior::kContiguous);
  }
  if (type == "Punctuation") {
    return splitting(each_of(unicode::is_punctuation), read_behavior(reader, "Isolated"));
  }
  if (type == "CharDelimiterSplit") {
    const std::string delimiter = reader.text("delimiter");
    if (delimiter.empty()) {
      refuse_type(reader.path("delimiter"), "one character", *reader.find("delimiter"));
    }
    return splitting(each_text(delimiter), SplitBehavior::kRemoved);
  }
  if (type == "Sequence") {
    return sequence(reader);
  }
  reader.refuse_unknown(joined({"the type \"", type, "\""}), kKnown);
}

} // namespace attn
