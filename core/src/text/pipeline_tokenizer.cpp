// SPDX-License-Identifier: MIT
#include "text/pipeline_tokenizer.hpp"

#include "attn/error.hpp"
#include "base/utf8.hpp"
#include "text/byte_level.hpp"
#include "text/tokenizer_reader.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace attn {

namespace {

/// Whether a part of the pipeline, or one of the sequence that it is, is of this type.
bool has_type(const Json *json, const char *type, const char *list) {
  if (json == nullptr) {
    return false;
  }
  if (const Json *own = json->find("type"); own != nullptr && is_text(*own, type)) {
    return true;
  }
  const Json *items = json->find(list);
  return items != nullptr && items->is_array() &&
         std::any_of(items->items().begin(), items->items().end(),
                     [&](const Json &item) { return has_type(&item, type, list); });
}

/// Sequences may hold sequences; so deep that reading them would take all of the stack is no file
/// of a model.
void check_depth(const Json &json, std::string_view path) {
  constexpr int kDeepest = 40;
  std::vector<std::pair<const Json *, int>> open{{&json, 0}};
  while (!open.empty()) {
    const auto [one, depth] = open.back();
    open.pop_back();
    if (depth > kDeepest) {
      refuse(ErrorCode::kUnsupported,
             {path, ": expected lists and objects at most ", kDeepest, " deep, got more"});
    }
    for (const Json &item : one->items()) {
      if (item.is_array() || item.is_object()) {
        open.emplace_back(&item, depth + 1);
      }
    }
  }
}

/// For readers: a space as "▁", other white space and controls as signs.
std::string visible(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ') {
      out += "\u2581";
    } else if (c == '\n') {
      out += "\u21B5"; // ↵
    } else if (c == '\t') {
      out += "\u21E5"; // ⇥
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      out += byte_name(static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

/// What a byte-level piece says: its text, or its bytes one by one when they are part of a
/// character.
std::string shown_bytes(const std::string &piece) {
  const std::optional<std::string> bytes = bytes_of_characters(piece);
  if (!bytes) {
    return piece;
  }
  if (repaired_utf8(*bytes) == *bytes) {
    return visible(*bytes);
  }
  std::string names;
  for (const char byte : *bytes) {
    const auto value = static_cast<unsigned char>(byte);
    names += value >= 0x80 ? byte_name(value) : visible({&byte, 1});
  }
  return names;
}

} // namespace

PipelineTokenizer::PipelineTokenizer(const Json &json, std::string_view path) {
  check_keys(json, path,
             {"version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer",
              "post_processor", "decoder", "model"});
  check_depth(json, path);
  const TokenizerReader reader(json, path);
  model_ = read_piece_model(reader.required("model", "an object"), reader.path("model"));
  if (const Json *normalizer = reader.find("normalizer")) {
    normalizer_ = read_normalizer(*normalizer, reader.path("normalizer"));
  }
  const Json *pre_tokenizer = reader.find("pre_tokenizer");
  if (pre_tokenizer != nullptr) {
    pre_tokenizer_ = read_pre_tokenizer(*pre_tokenizer, reader.path("pre_tokenizer"));
  }
  if (const Json *post_processor = reader.find("post_processor")) {
    frame_ = read_post_processor(*post_processor, reader.path("post_processor"));
  }
  const Json *decoder = reader.find("decoder");
  if (decoder != nullptr) {
    try {
      decoder_ = read_decoder(*decoder, reader.path("decoder"));
    } catch (const Error &error) {
      no_decoder_ = error.what(); // a text can be read without it
    }
  }
  is_byte_level_ = has_type(decoder, "ByteLevel", "decoders") ||
                   has_type(pre_tokenizer, "ByteLevel", "pretokenizers");
  if (const Json *tokens = reader.find("added_tokens")) {
    std::vector<AddedToken> raw;
    std::vector<AddedToken> normalized;
    for (AddedToken &token :
         read_added_tokens(*tokens, reader.path("added_tokens"), model_->vocabulary())) {
      (token.normalized ? normalized : raw).push_back(token);
      const Index id = token.id;
      added_.insert_or_assign(id, std::move(token));
    }
    raw_added_ = AddedTokenFinder(std::move(raw), {});
    normalized_added_ = AddedTokenFinder(std::move(normalized), normalizer_);
  }
}

TokenizedText PipelineTokenizer::tokenize(std::string_view text) const {
  TextParts parts;
  if (!text.empty()) {
    parts.push_back({repaired_utf8(text), true});
  }
  raw_added_.find_in(parts);
  if (normalizer_) {
    for (TextPart &part : parts) {
      if (part.id < 0) {
        part.text = normalizer_(part.text);
      }
    }
  }
  normalized_added_.find_in(parts);
  const auto is_empty = [](const TextPart &part) { return part.id < 0 && part.text.empty(); };
  parts.erase(std::remove_if(parts.begin(), parts.end(), is_empty), parts.end());
  if (pre_tokenizer_) {
    pre_tokenizer_(parts);
  }
  TokenizedText result;
  result.token_ids = frame_.before;
  for (const TextPart &part : parts) {
    if (part.id >= 0) {
      result.token_ids.push_back(part.id);
    } else if (!part.text.empty()) {
      model_->cut(part.text, result.token_ids);
    }
  }
  result.token_ids.insert(result.token_ids.end(), frame_.behind.begin(), frame_.behind.end());
  for (const Index id : result.token_ids) {
    result.tokens.push_back(shown(id));
  }
  return result;
}

Index PipelineTokenizer::count() const {
  const auto of_model = static_cast<Index>(model_->vocabulary().pieces().size());
  return added_.empty() ? of_model : std::max(of_model, added_.rbegin()->first + 1);
}

const std::string *PipelineTokenizer::piece(Index id) const {
  if (const auto found = added_.find(id); found != added_.end()) {
    return &found->second.content;
  }
  const std::vector<std::string> &pieces = model_->vocabulary().pieces();
  const bool is_there = id >= 0 && static_cast<std::size_t>(id) < pieces.size();
  return is_there ? &model_->vocabulary().piece(id) : nullptr;
}

std::string PipelineTokenizer::shown(Index id) const {
  const std::string *found = piece(id);
  if (found == nullptr || found->empty()) {
    return joined({id});
  }
  return is_byte_level_ && added_.count(id) == 0 ? shown_bytes(*found) : visible(*found);
}

std::string PipelineTokenizer::decode(std::span<const Index> ids) const {
  if (!no_decoder_.empty()) {
    refuse(ErrorCode::kUnsupported, {no_decoder_});
  }
  std::vector<std::string> tokens;
  for (const Index id : ids) {
    const auto added = added_.find(id);
    const bool is_special = added != added_.end() && added->second.is_special;
    if (const std::string *found = piece(id); found != nullptr && !is_special) {
      tokens.push_back(*found);
    }
  }
  std::string text;
  if (decoder_) {
    decoder_(tokens);
  }
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    text += decoder_ || i == 0 ? "" : " ";
    text += tokens[i];
  }
  return text;
}

} // namespace attn
