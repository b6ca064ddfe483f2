// SPDX-License-Identifier: MIT
/// Texts cut into tokens: against the Python and JavaScript tokenizers that the models were made
/// with, and for texts that no one should write.
#include "attn/error.hpp"
#include "attn/model_config.hpp"

#include "catch.hpp"
#include "library_json.hpp"

#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

using namespace attn;

namespace {

using Words = std::vector<std::string>;

std::string read_bytes(const std::filesystem::path &path) {
  std::ifstream file(std::filesystem::path(ATTENTION_WALK_SOURCE_DIR) / path, std::ios::binary);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The config in a shipped safetensors file: its header begins behind eight bytes of length.
LibraryJson config_of(const std::filesystem::path &path) {
  const std::string bytes = read_bytes(path);
  std::size_t length = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    length |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  const LibraryJson header = parse_json(bytes.substr(8, length));
  return parse_json(header["__metadata__"]["config"].get<std::string>());
}

std::unique_ptr<Tokenizer> text_tiny() {
  return read_tokenizer(config_of("web/models/text-tiny/model.safetensors"));
}

std::unique_ptr<Tokenizer> unigram(const std::string &vocab, const std::vector<float> &scores) {
  const std::string config = R"({"tokenizer_type": "unigram", "unk_token": "<unk>", "vocab": )";
  return read_tokenizer(parse_json(config + vocab + "}"), scores);
}

std::string refusal_of(const std::string &config, const std::vector<float> &scores = {}) {
  try {
    read_tokenizer(parse_json(config), scores);
    return "accepted";
  } catch (const Error &error) {
    return std::string(error_code_name(error.code())) + ": " + error.what();
  }
}

double seconds_for(const Tokenizer &tokenizer, const std::string &text) {
  const auto start = std::chrono::steady_clock::now();
  tokenizer.tokenize(text);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

TEST_CASE("words: the sentences of the reference have its tokens and ids") {
  const auto tokenizer = text_tiny();
  const LibraryJson reference =
      LibraryJson(parse_json(read_bytes("examples/training/reference/text-tiny.json")))["cases"];
  REQUIRE(reference.size() == 3);
  for (const LibraryJson &one : reference) {
    const TokenizedText cut = tokenizer->tokenize(one["text"].get<std::string>());
    REQUIRE(cut.tokens == one["tokens"].get<Words>());
    REQUIRE(cut.token_ids == one["ids"].get<std::vector<Index>>());
  }
}

TEST_CASE("words: what is a token") {
  // grammar.py's tokenize() gives the same, with [unk] for what is not in its VOCABULARY.
  struct Case {
    const char *text;
    Words tokens;
  };
  const Case one = GENERATE(
      Case{"Didn’t", {"didn't"}}, Case{"the dog.", {"the", "dog", "."}},
      Case{"WHAT?", {"what", "?"}}, Case{"the [MASK] was [unk]", {"the", "[mask]", "was", "[unk]"}},
      Case{"[it]", {"[unk]", "it", "[unk]"}}, Case{"dog2cat_", {"dog", "[unk]", "cat", "[unk]"}},
      Case{"naïve Ünicode", {"[unk]", "[unk]"}}, Case{"“cat”", {"[unk]", "cat", "[unk]"}},
      Case{"cat—dog", {"cat", "[unk]", "dog"}}, Case{"e\u0301", {"[unk]", "[unk]"}},
      Case{"日本語 👍👍", {"[unk]", "[unk]", "[unk]"}},
      Case{"it\u00A0was\u3000so\tvery\n", {"it", "was", "so", "very"}}, Case{"", {}},
      Case{" \t ", {}});
  CAPTURE(one.text);
  REQUIRE(text_tiny()->tokenize(one.text).tokens == one.tokens);
}

TEST_CASE("unigram: the ids of the JavaScript tokenizer of USE Lite") {
  const LibraryJson reference = parse_json(read_bytes("tests/reference/use-lite-tokenizer.json"));
  LibraryJson config = parse_json(R"({"tokenizer_type": "unigram", "special_tokens": ["<s>", "</s>",
                               "extra_token_id_1", "extra_token_id_2", "extra_token_id_3"]})");
  std::vector<float> scores;
  std::vector<Index> ids;
  for (const LibraryJson &piece : reference["pieces"]) {
    ids.push_back(piece[0].get<Index>());
    config["vocab"].push_back(piece[1]);
    scores.push_back(piece[2].get<float>());
  }
  config["unk_token"] = config["vocab"][0];
  const auto tokenizer = read_tokenizer(config, scores);
  REQUIRE(reference["cases"].size() > 20);
  for (const LibraryJson &one : reference["cases"]) {
    CAPTURE(one["text"].get<std::string>());
    std::vector<Index> cut = tokenizer->tokenize(one["text"].get<std::string>()).token_ids;
    for (Index &id : cut) {
      id = ids[static_cast<std::size_t>(id)];
    }
    REQUIRE(cut == one["ids"].get<std::vector<Index>>());
  }
}

TEST_CASE("unigram: the largest sum wins, not the longest piece") {
  const std::string vocab = R"(["<unk>", "▁", "a", "b", "c", "▁a", "▁ab", "bc"])";
  REQUIRE(unigram(vocab, {0, -3, -3, -3, -3, -1, -2, -1})->tokenize("abc").tokens ==
          Words{"▁a", "bc"});
  REQUIRE(unigram(vocab, {0, -3, -3, -3, -3, -1, -2, -9})->tokenize("abc").tokens ==
          Words{"▁ab", "c"});
}

TEST_CASE("unigram: neighbouring unknown characters are one token") {
  const auto tokenizer = unigram(R"(["<unk>", "▁", "a"])", {0, -1, -1});
  REQUIRE(tokenizer->tokenize("日本a語").tokens == Words{"▁", "<unk>", "a", "<unk>"});
  REQUIRE(tokenizer->tokenize("<unk>").tokens == Words{"▁", "<unk>"});
}

TEST_CASE("bytes that are not UTF-8 count as unknown characters") {
  const auto tokenizer = unigram(R"(["<unk>", "▁", "a", "é"])", {0, -1, -1, -1});
  const std::string bad = GENERATE(as<std::string>(), "\xFF", "\xC3", "\xC0\x80", "\xED\xA0\x80",
                                   "\xF8\x88\x80\x80\x80", "\xF4\x90\x80\x80", "\xE2\x82");
  REQUIRE(tokenizer->tokenize(bad + "a\u00E9").tokens == Words{"▁", "<unk>", "a", "é"});
  REQUIRE(text_tiny()->tokenize("cat " + bad).tokens.at(0) == "cat");
  REQUIRE(text_tiny()->tokenize("cat " + bad).tokens.at(1) == "[unk]");
}

TEST_CASE("a long text takes time in proportion, and no more") {
  const auto tokenizer =
      unigram(R"(["<unk>", "▁", "a", "aa", "aaa", "aaaaaaaa"])", {0, -1, -2, -3, -4, -9});
  const auto words = text_tiny();
  const std::string once(100'000, 'a');
  REQUIRE(tokenizer->tokenize(once).token_ids.size() == 12'501);
  for (const Tokenizer *one : {tokenizer.get(), words.get()}) {
    // Ten times the text in a hundred times the time would be quadratic.
    const double short_time = seconds_for(*one, once);
    REQUIRE(seconds_for(*one, std::string(1'000'000, 'a')) < 50 * short_time + 0.5);
  }
}

TEST_CASE("a config that is no tokenizer is refused with a sentence") {
  REQUIRE(refusal_of(R"({"vocab": ["a"], "unk_token": "b"})") ==
          "range: unk_token: expected a piece of the vocab, got \"b\"");
  REQUIRE(refusal_of(R"({"vocab": ["a"]})") ==
          "shape: unk_token: expected a piece of the vocab, got nothing");
  REQUIRE(refusal_of(R"({"unk_token": "a"})") ==
          "shape: vocab: expected a list of pieces, got nothing");
  REQUIRE(refusal_of(R"({"vocab": ["a", 1], "unk_token": "a"})") ==
          "parse: vocab[1]: expected a string, got 1");
  REQUIRE(refusal_of(R"({"vocab": ["a"], "unk_token": "a", "tokenizer_type": "bpe"})") ==
          "unsupported: tokenizer_type: \"bpe\" is not known; known are word, unigram");
  const std::string unigram_of_two =
      R"({"vocab": ["a", "b"], "unk_token": "a", "tokenizer_type": "unigram"})";
  REQUIRE(refusal_of(unigram_of_two, {0}) ==
          "shape: tokenizer.scores: expected one for each of 2 pieces, got 1");
  REQUIRE(refusal_of(unigram_of_two, {0, -INFINITY}) ==
          "not_finite: tokenizer.scores[1]: expected a finite number, got -Infinity");
  REQUIRE(refusal_of(unigram_of_two, {0, -1}) == "accepted");
}
