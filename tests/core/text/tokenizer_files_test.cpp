// SPDX-License-Identifier: MIT
/// The tokenizers of Hugging Face's files: the ids of its own library, what is refused, and texts
/// and files that no one should write. tokenizers/make_cases.mjs says how the ids were made.
#include "attn/error.hpp"
#include "attn/model_config.hpp"

#include "catch.hpp"
#include "library_json.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

using namespace attn;

namespace {

using Ids = std::vector<Index>;

LibraryJson golden(const std::string &name) {
  const std::filesystem::path folder =
      std::filesystem::path(ATTENTION_WALK_SOURCE_DIR) / "tests/core/text/tokenizers";
  std::ifstream file(folder / (name + ".json"), std::ios::binary);
  REQUIRE(file);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return LibraryJson::parse(text);
}

/// A variant is its changes to another one; of the model, to its members.
LibraryJson tokenizer_of(const LibraryJson &file) {
  if (file.contains("tokenizer")) {
    return file["tokenizer"];
  }
  LibraryJson whole = golden(file["of"].get<std::string>())["tokenizer"];
  for (const auto &[key, part] : file["parts"].items()) {
    if (key == "model") {
      whole[key].update(part);
    } else {
      whole[key] = part;
    }
  }
  return whole;
}

std::unique_ptr<Tokenizer> tokenizer_from(const LibraryJson &json) {
  return read_tokenizer_files(parse_json(LibraryJson({{"tokenizer_json", json}}).dump()));
}

std::string refusal_of(const LibraryJson &config) {
  try {
    const auto tokenizer = read_tokenizer_files(parse_json(config.dump()));
    return tokenizer == nullptr ? "none" : "accepted";
  } catch (const Error &error) {
    return std::string(error_code_name(error.code())) + ": " + error.what();
  }
}

/// Of the golden tokenizer with another value at a place.
std::string refusal_with(const char *name, const char *place, const char *value) {
  LibraryJson json = tokenizer_of(golden(name));
  json[LibraryJson::json_pointer(place)] = LibraryJson::parse(value);
  return refusal_of({{"tokenizer_json", json}});
}

double seconds_for(const Tokenizer &tokenizer, const std::string &text) {
  const auto start = std::chrono::steady_clock::now();
  tokenizer.tokenize(text);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

const char *const kShapes[] = {
    "bert",   "bert-cased",      "bert-accents",     "bert-sequence",
    "gpt2",   "roberta",         "llama-3",          "qwen-2",
    "smollm", "falcon",          "llama-2",          "llama-2-metaspace",
    "gemma",  "llama-2-unknown", "llama-2-unknowns", "unigram-xlm-r",
    "t5",
};

} // namespace

TEST_CASE("tokenizer.json: the ids of Hugging Face's library") {
  const LibraryJson texts = golden("texts")["texts"];
  REQUIRE(texts.size() == 26);
  for (const char *name : kShapes) {
    const LibraryJson file = golden(name);
    const auto tokenizer = tokenizer_from(tokenizer_of(file));
    REQUIRE(file["ids"].size() == texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      CAPTURE(name, texts[i].get<std::string>());
      const TokenizedText cut = tokenizer->tokenize(texts[i].get<std::string>());
      const Ids wanted = file["ids"][i].get<Ids>();
      CHECK(cut.token_ids == wanted);
      CHECK(cut.tokens.size() == wanted.size());
      if (file.contains("decoded")) {
        CHECK(tokenizer->decode(wanted) == file["decoded"][i].get<std::string>());
      }
    }
  }
}

TEST_CASE("tokenizer.json: tokens are shown as one can read them") {
  using Words = std::vector<std::string>;
  const auto gpt2 = tokenizer_from(tokenizer_of(golden("gpt2")));
  CHECK(gpt2->tokenize("the cat\n\t日").tokens == Words{"the", "▁cat", "↵", "⇥", "日"});
  CHECK(gpt2->tokenize("\u65E6").tokens == Words{"<0xE6><0x97>", "<0xA6>"});
  CHECK(gpt2->shown(100'000) == "100000");
  const auto bert = tokenizer_from(tokenizer_of(golden("bert")));
  CHECK(bert->tokenize("lowest").tokens == Words{"[CLS]", "low", "##est", "[SEP]"});
  CHECK(bert->normalization().empty());
}

TEST_CASE("vocab.txt is BERT's, in lower case when its pieces are") {
  const auto ids = [](const LibraryJson &config) {
    return read_tokenizer_files(parse_json(config.dump()))->tokenize("A [MASK] a\u0301s").token_ids;
  };
  const std::string pieces = "[PAD]\r\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n##s\n";
  CHECK(ids({{"vocab_txt", pieces}}) == Ids{2, 5, 4, 5, 6, 3});
  CHECK(ids({{"vocab_txt", pieces + "A\n"}}) == Ids{2, 7, 4, 1, 3});
  CHECK(ids({{"vocab_txt", pieces}, {"do_lower_case", false}}) == Ids{2, 1, 4, 1, 3});
  CHECK(refusal_of({{"vocab_txt", "a\nb\n"}}) ==
        "shape: vocab_txt: expected the token [CLS], got nothing");
}

TEST_CASE("vocab.json and merges.txt are GPT-2's, or RoBERTa's where they have its tokens") {
  LibraryJson vocab = {{"a", 0}, {"b", 1}, {"ab", 2}, {"\u0120", 3}, {"<|endoftext|>", 4}};
  const auto ids = [&](const char *model_type) {
    const LibraryJson config = {
        {"vocab_json", vocab}, {"merges_txt", "#version: 0.2\na b\n"}, {"model_type", model_type}};
    return read_tokenizer_files(parse_json(config.dump()))
        ->tokenize("ab  b<|endoftext|>")
        .token_ids;
  };
  CHECK(ids("gpt2") == Ids{2, 3, 3, 1, 4});
  CHECK(ids("") == Ids{2, 3, 3, 1, 4});
  vocab["<s>"] = 5;
  vocab["</s>"] = 6;
  CHECK(ids("") == Ids{5, 2, 3, 3, 1, 4, 6});
  CHECK(ids("roberta") == Ids{5, 2, 3, 3, 1, 4, 6});
  CHECK(ids("gpt2") == Ids{2, 3, 3, 1, 4});
  CHECK(refusal_of({{"vocab_json", vocab}}) ==
        "shape: merges_txt: expected merges.txt beside vocab.json, got nothing");
  CHECK(refusal_of({{"vocab_json", vocab}, {"merges_txt", "a b"}, {"model_type", "llama"}}) ==
        "unsupported: vocab_json: how the texts of the model_type \"llama\" are cut stands in "
        "tokenizer.json alone; give that file. Known without it are gpt2 and roberta");
  CHECK(refusal_of({{"vocab_json", vocab}, {"merges_txt", "a b\nb a"}}) ==
        "range: vocab_json.model.merges[1]: expected a piece of the vocab, got \"ba\"");
  CHECK(refusal_of({{"model_type", "gpt2"}}) == "none");
}

TEST_CASE("tokenizer.json: what is not known is refused by name") {
  const auto starts = [](const std::string &text, const std::string &with) {
    CAPTURE(text, with);
    CHECK(text.substr(0, with.size()) == with);
  };
  starts(refusal_with("bert", "/normalizer", R"({"type": "NFKC"})"),
         "unsupported: tokenizer_json.normalizer: the type \"NFKC\" is not known; known are Bert");
  starts(refusal_with("bert", "/pre_tokenizer", R"({"type": "UnicodeScripts"})"),
         "unsupported: tokenizer_json.pre_tokenizer: the type \"UnicodeScripts\" is not known");
  starts(refusal_with("qwen-2", "/pre_tokenizer/pretokenizers/0/pattern/Regex", R"("\\d+")"),
         "unsupported: tokenizer_json.pre_tokenizer.pretokenizers[0].pattern: the regular "
         "expression \"\\d+\" is not known; known are GPT-2's, Llama 3's, ");
  starts(refusal_with("gemma", "/pre_tokenizer/behavior", R"("Sideways")"),
         "unsupported: tokenizer_json.pre_tokenizer: the behavior \"Sideways\" is not known");
  starts(refusal_with("t5", "/pre_tokenizer/prepend_scheme", R"("last")"),
         "unsupported: tokenizer_json.pre_tokenizer: the prepend_scheme \"last\" is not known");
  starts(refusal_with("t5", "/pre_tokenizer/add_prefix_space", "false"),
         "unsupported: tokenizer_json.pre_tokenizer.add_prefix_space: false, but ");
  starts(refusal_with("bert", "/model/type", R"("Words")"),
         "unsupported: tokenizer_json.model: the type \"Words\" is not known; known are WordPiece");
  starts(refusal_with("bert", "/post_processor/type", R"("Frame")"),
         "unsupported: tokenizer_json.post_processor: the type \"Frame\" is not known");
  starts(refusal_with("bert", "/post_processor/single/1", R"({"SpecialToken": {"id": "[SEP]"}})"),
         "unsupported: tokenizer_json.post_processor.single: expected the text once, got it 0 t");
  starts(refusal_with("gpt2", "/model/dropout", "0.1"),
         "unsupported: tokenizer_json.model.dropout: expected none");
  starts(refusal_with("bert", "/added_tokens/1/id", "3"),
         "unsupported: tokenizer_json.added_tokens[1].id: expected 1 for \"[UNK]\", as in the "
         "vocab, got 3");
  starts(refusal_with("gpt2", "/added_tokens/0/id", "900000"),
         "unsupported: tokenizer_json.added_tokens[0].id: expected ");
  starts(refusal_with("bert", "/extra", "1"),
         "unsupported: tokenizer_json: \"extra\" is not a known key");
  // The way back is needed by generation alone.
  LibraryJson json = tokenizer_of(golden("bert"));
  json["decoder"] = {{"type", "CTC"}};
  const auto tokenizer = tokenizer_from(json);
  CHECK(tokenizer->tokenize("cat").token_ids.size() == 3);
  CHECK_THROWS_AS(tokenizer->decode(Ids{5}), Error);
}

TEST_CASE("tokenizer.json: what is no tokenizer is refused, naming the key") {
  struct Case {
    const char *name;
    const char *place;
    const char *value;
    const char *told;
  };
  const Case one = GENERATE(
      Case{"bert", "/model", "null", "parse: tokenizer_json.model: expected an object, got null"},
      Case{"bert", "/model/vocab", "[]",
           "parse: tokenizer_json.model.vocab: expected an object of pieces and their ids, got a "
           "list of 0"},
      Case{"bert", "/model/vocab/cat", "1e9",
           "range: tokenizer_json.model.vocab[\"cat\"]: expected a whole number from 0 to "},
      Case{"bert", "/model/vocab/cat", "-1", "range: tokenizer_json.model.vocab[\"cat\"]: "},
      Case{"bert", "/model/vocab/cat", "\"x\"", "parse: tokenizer_json.model.vocab[\"cat\"]: "},
      Case{"bert", "/model/vocab/cat", "0",
           "range: tokenizer_json.model.vocab: \"[PAD]\" and \"cat\" have the same id, 0"},
      Case{"bert", "/model/unk_token", "\"?!\"",
           "range: tokenizer_json.model.unk_token: expected a piece of the vocab, got \"?!\""},
      Case{"bert", "/model/max_input_chars_per_word", "1e8",
           "range: tokenizer_json.model.max_input_chars_per_word: "},
      Case{"gpt2", "/model/merges/3", "\"no such\"",
           "range: tokenizer_json.model.merges[3]: expected a piece of the vocab, got \"no\""},
      Case{"gpt2", "/model/merges/3", "7", "parse: tokenizer_json.model.merges"},
      Case{"gpt2", "/model/merges", "{}",
           "parse: tokenizer_json.model.merges: expected a list of pairs, got an object"},
      Case{"llama-2", "/model/merges/3", "[\"a\"]",
           "parse: tokenizer_json.model.merges[3]: expected a pair of pieces, got a list of 1"},
      Case{"llama-2", "/normalizer", "[]", "parse: tokenizer_json.normalizer: expected an object"},
      Case{"llama-2", "/normalizer/normalizers/1/pattern/String", "\"\"",
           "parse: tokenizer_json.normalizer.normalizers[1].pattern.String: "},
      Case{"t5", "/model/vocab/2", "[\"a\"]",
           "parse: tokenizer_json.model.vocab[2]: expected a piece and its score, got a list of 1"},
      Case{"t5", "/model/vocab", "[]", "parse: tokenizer_json.model.vocab: "},
      Case{"t5", "/model/unk_id", "1000000", "range: tokenizer_json.model.unk_id: "},
      Case{"unigram-xlm-r", "/normalizer/precompiled_charsmap", "\"////\"",
           "parse: tokenizer_json.normalizer.precompiled_charsmap: "},
      Case{"bert", "/added_tokens", "{}", "parse: tokenizer_json.added_tokens: "},
      Case{"bert", "/added_tokens/0/content", "\"\"",
           "shape: tokenizer_json.added_tokens[0].content: expected a text, got none"},
      Case{"bert", "/post_processor/special_tokens", "{}",
           "shape: tokenizer_json.post_processor.special_tokens.[CLS]: "});
  CAPTURE(one.name, one.place, one.value);
  const std::string told = refusal_with(one.name, one.place, one.value);
  CHECK(told.substr(0, std::string(one.told).size()) == one.told);
}

TEST_CASE("tokenizer.json: what would take all memory is refused") {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) {
    deep += R"({"type":"Sequence","normalizers":[)";
  }
  for (int i = 0; i < 100'000; ++i) {
    deep += "]}";
  }
  const std::string config = R"({"tokenizer_json": {"normalizer": )" + deep + "}}";
  CHECK_THROWS_AS(read_tokenizer_files(parse_json(config)), Error);
  LibraryJson json = tokenizer_of(golden("llama-2"));
  const LibraryJson doubling = {
      {"type", "Replace"}, {"pattern", {{"String", "a"}}}, {"content", "aa"}};
  json["normalizer"] = {{"type", "Sequence"}, {"normalizers", LibraryJson::array()}};
  for (int i = 0; i < 60; ++i) {
    json["normalizer"]["normalizers"].push_back(doubling);
  }
  CHECK_THROWS_AS(tokenizer_from(json)->tokenize("banana"), Error);
  const std::string long_text(200, 'x');
  CHECK(refusal_with("llama-2", "/normalizer/normalizers/0/prepend",
                     ("\"" + long_text + "\"").c_str()) ==
        "unsupported: tokenizer_json.normalizer.normalizers[0].prepend: expected at most 100 "
        "bytes, got 200");
  CHECK(refusal_with("bert", "/post_processor/special_tokens/[CLS]/ids",
                     LibraryJson(Ids(2000, 1)).dump().c_str()) ==
        "unsupported: tokenizer_json.post_processor.single: expected at most 1000 special tokens, "
        "got 2000");
}

TEST_CASE("tokenizer.json: a trie that leads nowhere replaces nothing") {
  LibraryJson json = tokenizer_of(golden("unigram-xlm-r"));
  // Size 8, the first of two units with an offset far outside.
  json["normalizer"]["precompiled_charsmap"] = "CAAAAAD///////9/";
  CHECK(tokenizer_from(json)->tokenize("the cat").token_ids.size() == 4);
}

TEST_CASE("tokenizer.json: bytes that are not UTF-8 count as U+FFFD") {
  const auto tokenizer = tokenizer_from(tokenizer_of(golden("gpt2")));
  CHECK(tokenizer->tokenize("a\xFF").token_ids == tokenizer->tokenize("a\uFFFD").token_ids);
}

TEST_CASE("tokenizer.json: a long text takes time in proportion, and no more") {
  std::string words;
  while (words.size() < 100'000) {
    words += "the lowest cat's 1234 日本  \n";
  }
  for (const char *name : {"bert", "gpt2", "llama-2", "llama-3", "qwen-2", "t5"}) {
    const auto tokenizer = tokenizer_from(tokenizer_of(golden(name)));
    for (const std::string &text :
         {words, std::string(100'000, 'a'), std::string(100'000, ' '), std::string(100'000, '<')}) {
      CAPTURE(name, text.substr(0, 4));
      CHECK(seconds_for(*tokenizer, text) < 1);
    }
  }
}
