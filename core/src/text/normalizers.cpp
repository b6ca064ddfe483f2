// SPDX-License-Identifier: MIT
#include "text/normalizers.hpp"

#include "base/utf8.hpp"
#include "text/patterns.hpp"
#include "text/tokenizer_reader.hpp"
#include "text/unicode.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace attn {

namespace {

constexpr const char *kKnown = "BertNormalizer, Lowercase, NFC, NFD, StripAccents, Strip, Replace, "
                               "Prepend, Precompiled, Sequence";

/// Chinese characters as BERT counts them (its tokenization.py): each is a word.
bool is_chinese(char32_t code) {
  return (code >= 0x4E00 && code <= 0x9FFF) || (code >= 0x3400 && code <= 0x4DBF) ||
         (code >= 0x20000 && code <= 0x2A6DF) || (code >= 0x2A700 && code <= 0x2B73F) ||
         (code >= 0x2B740 && code <= 0x2B81F) || (code >= 0x2B920 && code <= 0x2CEAF) ||
         (code >= 0xF900 && code <= 0xFAFF) || (code >= 0x2F800 && code <= 0x2FA1F);
}

std::string without(std::string_view text, bool (*is_unwanted)(char32_t code)) {
  return unicode::each_character(text, [is_unwanted](char32_t code, std::string &out) {
    if (!is_unwanted(code)) {
      unicode::append_utf8(code, out);
    }
  });
}

/// Controls go, and every white space is a space.
std::string cleaned(std::string_view text) {
  return unicode::each_character(text, [](char32_t code, std::string &out) {
    if (code == '\t' || code == '\n' || code == '\r') {
      out += ' ';
    } else if (code != 0 && !unicode::is_other(code)) {
      unicode::append_utf8(unicode::is_space(code) ? U' ' : code, out);
    }
  });
}

std::string with_chinese_apart(std::string_view text) {
  return unicode::each_character(text, [](char32_t code, std::string &out) {
    const char *around = is_chinese(code) ? " " : "";
    out += around;
    unicode::append_utf8(code, out);
    out += around;
  });
}

Normalizer bert(const TokenizerReader &reader) {
  const bool cleans = reader.flag("clean_text", true);
  const bool parts_chinese = reader.flag("handle_chinese_chars", true);
  const bool lowers = reader.flag("lowercase", true);
  const bool strips = reader.flag("strip_accents", lowers);
  return [=](std::string_view text) {
    std::string out(text);
    if (cleans) {
      out = cleaned(out);
    }
    if (parts_chinese) {
      out = with_chinese_apart(out);
    }
    if (strips) {
      out = without(unicode::nfd(out), unicode::is_nonspacing);
    }
    return lowers ? unicode::lowered_text(out) : out;
  };
}

Normalizer strip(const TokenizerReader &reader) {
  const bool left = reader.flag("strip_left", true);
  const bool right = reader.flag("strip_right", true);
  return [=](std::string_view text) {
    std::size_t first = text.size();
    std::size_t end = 0;
    for (std::size_t at = 0; at < text.size();) {
      const Utf8Character character = first_character(text.substr(at));
      if (!unicode::is_space(character.code)) {
        first = std::min(first, at);
        end = at + character.size;
      }
      at += character.size;
    }
    if (end == 0) {
      return left || right ? std::string() : std::string(text);
    }
    const std::size_t begin = left ? first : 0;
    return std::string(text.substr(begin, (right ? end : text.size()) - begin));
  };
}

/// Longer than any model's, and a text would grow without bounds.
constexpr std::size_t kLongestInsert = 100;

std::string read_insert(const TokenizerReader &reader, const char *key) {
  const std::string text = reader.text(key);
  if (text.size() > kLongestInsert) {
    refuse(ErrorCode::kUnsupported,
           {reader.path(key), ": expected at most ", kLongestInsert, " bytes, got ", text.size()});
  }
  return text;
}

Normalizer replace(const TokenizerReader &reader) {
  const Pattern pattern =
      read_pattern(reader.required("pattern", "a pattern"), reader.path("pattern"));
  return [pattern, content = read_insert(reader, "content")](std::string_view text) {
    std::string out;
    for (const Stretch &one : pattern(text)) {
      out += one.matches ? content : std::string(text.substr(one.begin, one.end - one.begin));
    }
    return out;
  };
}

Normalizer sequence(const TokenizerReader &reader) {
  const Json &list = reader.required("normalizers", "a list");
  const std::string path = reader.path("normalizers");
  if (!list.is_array()) {
    refuse_type(path, "a list", list);
  }
  std::vector<Normalizer> steps;
  for (const Json &item : list.items()) {
    steps.push_back(read_normalizer(item, joined({path, "[", steps.size(), "]"})));
  }
  return [steps = std::move(steps), path](std::string_view text) {
    constexpr std::size_t kMostGrowth = 64; // each step may double what the one before has doubled
    std::string out(text);
    for (const Normalizer &step : steps) {
      out = step(out);
      if (out.size() / kMostGrowth > text.size() + kLongestInsert) {
        refuse(ErrorCode::kUnsupported, {path, ": makes the text ", kMostGrowth, " times as long"});
      }
    }
    return out;
  };
}

} // namespace

Normalizer read_normalizer(const Json &json, std::string_view path) {
  const TokenizerReader reader(json, path);
  const std::string type = reader.text("type");
  if (type == "BertNormalizer") {
    return bert(reader);
  }
  if (type == "Lowercase") {
    return unicode::lowered_text;
  }
  if (type == "NFC") {
    return unicode::nfc;
  }
  if (type == "NFD") {
    return unicode::nfd;
  }
  if (type == "StripAccents") {
    return [](std::string_view text) { return without(text, unicode::is_mark); };
  }
  if (type == "Strip") {
    return strip(reader);
  }
  if (type == "Replace") {
    return replace(reader);
  }
  if (type == "Prepend") {
    return [front = read_insert(reader, "prepend")](std::string_view text) {
      return text.empty() ? std::string() : front + std::string(text);
    };
  }
  if (type == "Precompiled") {
    return read_precompiled(reader.required("precompiled_charsmap", "a text in base64"),
                            reader.path("precompiled_charsmap"));
  }
  if (type == "Sequence") {
    return sequence(reader);
  }
  reader.refuse_unknown(joined({"the type \"", type, "\""}), kKnown);
}

} // namespace attn
