// SPDX-License-Identifier: MIT
#include "text/tokenizer_files.hpp"

#include "base/check.hpp"
#include "json/json_reader.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace attn {

namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    lines.push_back(line);
  }
  return lines;
}

bool has_capital(std::string_view piece) {
  return !piece.starts_with('[') &&
         std::any_of(piece.begin(), piece.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

Json id_of(const Json &vocab, const char *token, const char *path) {
  return required(vocab, token, path, joined({"the token ", token}).c_str());
}

/// Those of the tokens that the vocab has.
Json special_tokens(const Json &vocab, std::initializer_list<const char *> tokens) {
  Json list = Json::array();
  for (const char *token : tokens) {
    if (const Json *id = vocab.find(token)) {
      Json one = Json::object();
      one.set("id", *id);
      one.set("content", Json(std::string(token)));
      one.set("special", Json(true));
      one.set("lstrip", Json(std::string_view(token) == "<mask>")); // RoBERTa's
      list.add(std::move(one));
    }
  }
  return list;
}

/// What BERT and RoBERTa have in common.
Json frame(const char *type, const char *first, const char *last, const Json &vocab,
           const char *path) {
  Json processor = Json::object();
  processor.set("type", Json(std::string(type)));
  for (const auto &[key, token] : {std::pair{"cls", first}, std::pair{"sep", last}}) {
    Json pair = Json::array();
    pair.add(Json(std::string(token)));
    pair.add(id_of(vocab, token, path));
    processor.set(key, std::move(pair));
  }
  return processor;
}

} // namespace

Json tokenizer_of_vocab_txt(std::string_view text, std::optional<bool> lowers) {
  Json vocab = Json::object();
  const std::vector<std::string_view> lines = lines_of(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    vocab.add(std::string(lines[i]), Json(static_cast<std::uint64_t>(i)));
  }
  const bool is_lower = lowers.value_or(std::none_of(lines.begin(), lines.end(), has_capital));
  Json json = parse_json(R"({"normalizer": {"type": "BertNormalizer"},
                             "pre_tokenizer": {"type": "BertPreTokenizer"},
                             "decoder": {"type": "WordPiece"}})");
  Json normalizer = *json.find("normalizer");
  normalizer.set("lowercase", Json(is_lower));
  json.set("normalizer", std::move(normalizer));
  json.set("added_tokens", special_tokens(vocab, {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}));
  json.set("post_processor", frame("BertProcessing", "[CLS]", "[SEP]", vocab, "vocab_txt"));
  Json model = Json::object();
  model.set("type", Json(std::string("WordPiece")));
  model.set("vocab", std::move(vocab));
  json.set("model", std::move(model));
  return json;
}

Json tokenizer_of_merges(const Json &vocab, std::string_view merges, std::string_view model_type) {
  if (!vocab.is_object()) {
    refuse_type("vocab_json", "an object of pieces and their ids", vocab);
  }
  constexpr const char *kTypes[] = {"", "gpt2", "roberta"};
  if (std::find(std::begin(kTypes), std::end(kTypes), model_type) == std::end(kTypes)) {
    refuse(ErrorCode::kUnsupported,
           {"vocab_json: how the texts of the model_type \"", model_type,
            "\" are cut stands in tokenizer.json alone; give that file. Known without it are gpt2 "
            "and roberta"});
  }
  Json json = parse_json(R"({"pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false},
                             "decoder": {"type": "ByteLevel"}})");
  json.set("added_tokens",
           special_tokens(vocab, {"<s>", "<pad>", "</s>", "<unk>", "<mask>", "<|endoftext|>"}));
  const bool has_frame = vocab.find("<s>") != nullptr && vocab.find("</s>") != nullptr;
  if (model_type == "roberta" || (model_type.empty() && has_frame)) {
    json.set("post_processor", frame("RobertaProcessing", "<s>", "</s>", vocab, "vocab_json"));
  }
  Json list = Json::array();
  for (const std::string_view line : lines_of(merges)) {
    if (!line.empty() && !line.starts_with("#version")) {
      list.add(Json(std::string(line)));
    }
  }
  Json model = Json::object();
  model.set("type", Json(std::string("BPE")));
  model.set("vocab", vocab);
  model.set("merges", std::move(list));
  json.set("model", std::move(model));
  return json;
}

} // namespace attn
