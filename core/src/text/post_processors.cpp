// SPDX-License-Identifier: MIT
#include "text/post_processors.hpp"

#include "text/tokenizer_reader.hpp"

#include <utility>

namespace attn {

namespace {

/// A pair of a token and its id.
Index read_pair_id(const TokenizerReader &reader, const char *key) {
  const Json &pair = reader.required(key, "a token and its id");
  const std::string path = reader.path(key);
  if (!pair.is_array() || pair.items().size() != 2) {
    refuse_type(path, "a token and its id", pair);
  }
  return read_index(pair.items()[1], joined({path, "[1]"}), 0, kMaxIndex);
}

/// No model has more, and lists of lists would grow without bounds.
void check_count(const Frame &frame, std::string_view path) {
  constexpr std::size_t kMost = 1000;
  const std::size_t count = frame.before.size() + frame.behind.size();
  if (count > kMost) {
    refuse(ErrorCode::kUnsupported,
           {path, ": expected at most ", kMost, " special tokens, got ", count});
  }
}

Frame template_frame(const TokenizerReader &reader) {
  const Json &single = reader.required("single", "a list");
  const std::string path = reader.path("single");
  if (!single.is_array()) {
    refuse_type(path, "a list", single);
  }
  Frame frame;
  int texts = 0;
  for (std::size_t i = 0; i < single.items().size(); ++i) {
    const TokenizerReader item(single.items()[i], joined({path, "[", i, "]"}));
    if (item.find("Sequence") != nullptr) {
      ++texts;
      continue;
    }
    const TokenizerReader token(item.required("SpecialToken", "a Sequence or a SpecialToken"),
                                item.path("SpecialToken"));
    const std::string name = token.text("id");
    const TokenizerReader tokens(reader.required("special_tokens", "an object"),
                                 reader.path("special_tokens"));
    const TokenizerReader named(tokens.required(name.c_str(), "the ids of this token"),
                                tokens.path(name));
    const std::vector<Index> ids =
        read_indices(named.required("ids", "a list of ids"), named.path("ids"), 0, kMaxIndex);
    std::vector<Index> &side = texts == 0 ? frame.before : frame.behind;
    side.insert(side.end(), ids.begin(), ids.end());
    check_count(frame, path);
  }
  if (texts != 1) {
    refuse(ErrorCode::kUnsupported, {path, ": expected the text once, got it ", texts, " times"});
  }
  return frame;
}

Frame sequence(const TokenizerReader &reader) {
  const Json &list = reader.required("processors", "a list");
  const std::string path = reader.path("processors");
  if (!list.is_array()) {
    refuse_type(path, "a list", list);
  }
  Frame frame;
  for (std::size_t i = 0; i < list.items().size(); ++i) {
    Frame outer = read_post_processor(list.items()[i], joined({path, "[", i, "]"}));
    frame.before.insert(frame.before.begin(), outer.before.begin(), outer.before.end());
    frame.behind.insert(frame.behind.end(), outer.behind.begin(), outer.behind.end());
    check_count(frame, path);
  }
  return frame;
}

} // namespace

Frame read_post_processor(const Json &json, std::string_view path) {
  const TokenizerReader reader(json, path);
  const std::string type = reader.text("type");
  if (type == "TemplateProcessing") {
    return template_frame(reader);
  }
  if (type == "BertProcessing" || type == "RobertaProcessing") {
    return {{read_pair_id(reader, "cls")}, {read_pair_id(reader, "sep")}};
  }
  if (type == "ByteLevel") {
    return {}; // moves offsets alone
  }
  if (type == "Sequence") {
    return sequence(reader);
  }
  reader.refuse_unknown(
      joined({"the type \"", type, "\""}),
      "TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel, Sequence");
}

} // namespace attn
