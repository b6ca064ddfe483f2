// SPDX-License-Identifier: MIT
#include "attn/model_config.hpp"

#include "base/check.hpp"
#include "text/pipeline_tokenizer.hpp"
#include "text/tokenizer_files.hpp"
#include "json/json_reader.hpp"

#include <optional>
#include <string>
#include <utility>

namespace attn {

std::unique_ptr<Tokenizer> read_tokenizer(const Json &config, std::span<const float> scores) {
  const auto text_of = [&](const char *key, const char *expected) {
    return read_string(required(config, key, key, expected), key);
  };
  const Json *given_type = find(config, "tokenizer_type");
  const std::string type =
      given_type == nullptr ? "word" : read_string(*given_type, "tokenizer_type");
  if (type != "word" && type != "unigram") {
    refuse(ErrorCode::kUnsupported,
           {"tokenizer_type: \"", type, "\" is not known; known are word, unigram"});
  }
  std::vector<std::string> vocab =
      read_strings(required(config, "vocab", "vocab", "a list of pieces"), "vocab");
  const std::string unk_token = text_of("unk_token", "a piece of the vocab");
  std::vector<std::string> special_tokens;
  if (const Json *special = find(config, "special_tokens")) {
    special_tokens = read_strings(*special, "special_tokens");
  }
  special_tokens.push_back(unk_token);
  if (find(config, "mask_token") != nullptr) {
    special_tokens.push_back(text_of("mask_token", "a piece of the vocab"));
  }
  if (type == "unigram") {
    return std::make_unique<UnigramTokenizer>(std::move(vocab), unk_token, scores, special_tokens);
  }
  return std::make_unique<WordTokenizer>(std::move(vocab), unk_token, std::move(special_tokens));
}

std::unique_ptr<Tokenizer> read_tokenizer_files(const Json &config) {
  const auto text_of = [&](const char *key) {
    const Json *text = find(config, key);
    return text == nullptr ? std::string() : read_string(*text, key);
  };
  if (const Json *json = find(config, "tokenizer_json")) {
    return std::make_unique<PipelineTokenizer>(*json, "tokenizer_json");
  }
  if (const Json *vocab = find(config, "vocab_json")) {
    const std::string merges = read_string(
        required(config, "merges_txt", "merges_txt", "merges.txt beside vocab.json"), "merges_txt");
    return std::make_unique<PipelineTokenizer>(
        tokenizer_of_merges(*vocab, merges, text_of("model_type")), "vocab_json");
  }
  if (find(config, "vocab_txt") != nullptr) {
    std::optional<bool> lowers;
    if (const Json *given = find(config, "do_lower_case")) {
      lowers = read_bool(*given, "do_lower_case");
    }
    return std::make_unique<PipelineTokenizer>(tokenizer_of_vocab_txt(text_of("vocab_txt"), lowers),
                                               "vocab_txt");
  }
  return nullptr;
}

} // namespace attn
