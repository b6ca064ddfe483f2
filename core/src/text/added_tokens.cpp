// SPDX-License-Identifier: MIT
/// The rules are those of tokenizers (Rust), tokenizer/added_vocabulary.rs.
#include "text/added_tokens.hpp"

#include "base/utf8.hpp"
#include "text/tokenizer_reader.hpp"
#include "text/unicode.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace attn {

namespace {

AddedToken read_added_token(const Json &json, std::string_view path) {
  const TokenizerReader reader(json, path);
  AddedToken token;
  token.content = reader.text("content");
  token.id = read_index(reader.required("id", "a whole number"), reader.path("id"), 0, kMaxIndex);
  token.is_special = reader.flag("special", false);
  token.single_word = reader.flag("single_word", false);
  token.takes_left = reader.flag("lstrip", false);
  token.takes_right = reader.flag("rstrip", false);
  token.normalized = reader.flag("normalized", !token.is_special);
  return token;
}

/// Where the last character of a text begins.
std::size_t last_character(std::string_view text) {
  std::size_t at = text.size() - 1;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80) {
    --at;
  }
  return at;
}

bool ends_with_word(std::string_view text) {
  return !text.empty() &&
         unicode::is_word_part(first_character(text.substr(last_character(text))).code);
}

bool starts_with_word(std::string_view text) {
  return !text.empty() && unicode::is_word_part(first_character(text).code);
}

std::size_t without_space_at_end(std::string_view text) {
  while (!text.empty()) {
    const std::size_t last = last_character(text);
    if (!unicode::is_space(first_character(text.substr(last)).code)) {
      break;
    }
    text = text.substr(0, last);
  }
  return text.size();
}

std::size_t space_at_start(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size()) {
    const Utf8Character next = first_character(text.substr(size));
    if (!unicode::is_space(next.code)) {
      break;
    }
    size += next.size;
  }
  return size;
}

} // namespace

std::vector<AddedToken> read_added_tokens(const Json &json, std::string_view path,
                                          const Vocabulary &vocabulary) {
  if (!json.is_array()) {
    refuse_type(path, "a list of tokens", json);
  }
  std::vector<AddedToken> tokens;
  std::map<std::string, Index, std::less<>> known;
  Index next = vocabulary.count();
  for (const Json &item : json.items()) {
    const std::string item_path = joined({path, "[", tokens.size(), "]"});
    AddedToken token = read_added_token(item, item_path);
    if (token.content.empty()) {
      refuse(ErrorCode::kShape, {item_path, ".content: expected a text, got none"});
    }
    const Index in_vocabulary = vocabulary.find(token.content);
    const auto before = known.find(token.content);
    const Index expected = before != known.end() ? before->second
                           : in_vocabulary >= 0  ? in_vocabulary
                                                 : next;
    if (token.id != expected) {
      refuse(ErrorCode::kUnsupported,
             {item_path, ".id: expected ", expected, " for \"", token.content,
              in_vocabulary >= 0 ? "\", as in the vocab, got " : "\", the next that is free, got ",
              token.id});
    }
    next = std::max(next, token.id + 1);
    known.emplace(token.content, token.id);
    tokens.push_back(std::move(token));
  }
  return tokens;
}

AddedTokenFinder::AddedTokenFinder(std::vector<AddedToken> tokens, const Normalizer &normalizer)
    : tokens_(std::move(tokens)) {
  std::vector<std::string> contents;
  for (const AddedToken &token : tokens_) {
    contents.push_back(normalizer ? normalizer(token.content) : token.content);
  }
  contents_ = Vocabulary(std::move(contents));
}

void AddedTokenFinder::find_in(TextParts &parts) const {
  TextParts result;
  for (TextPart &part : parts) {
    if (part.id >= 0 || tokens_.empty()) {
      result.push_back(std::move(part));
    } else {
      cut(part, result);
    }
  }
  parts = std::move(result);
}

void AddedTokenFinder::cut(const TextPart &part, TextParts &out) const {
  const std::string_view text = part.text;
  std::size_t done = 0;
  const auto add_text = [&](std::size_t end) {
    if (done < end) {
      out.push_back({part.text.substr(done, end - done), part.at_start && done == 0});
    }
  };
  for (std::size_t at = 0; at < text.size();) {
    Index found = -1;
    std::size_t size = 0;
    contents_.for_each_at(text, at, [&](Index place, std::size_t length) {
      found = place;
      size = length;
    });
    if (found < 0) {
      at += first_character(text.substr(at)).size;
      continue;
    }
    const AddedToken &token = tokens_[static_cast<std::size_t>(found)];
    std::size_t begin = at;
    std::size_t end = at + size;
    at = end;
    if (token.single_word &&
        (ends_with_word(text.substr(0, begin)) || starts_with_word(text.substr(end)))) {
      continue;
    }
    if (token.takes_left) {
      begin = done + without_space_at_end(text.substr(done, std::max(begin, done) - done));
    }
    if (token.takes_right) {
      end += space_at_start(text.substr(end));
    }
    add_text(begin);
    out.push_back({part.text.substr(begin, end - begin), part.at_start && begin == 0, token.id});
    done = end;
  }
  add_text(text.size());
}

} // namespace attn
