// SPDX-License-Identifier: MIT
/// The rules are those of tokenizers (Rust), decoders/.
#include "text/decoders.hpp"

#include "base/utf8.hpp"
#include "text/byte_level.hpp"
#include "text/patterns.hpp"
#include "text/tokenizer_reader.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace attn {

namespace {

using Tokens = std::vector<std::string>;

std::string all_of(const Tokens &tokens) {
  return std::accumulate(
      tokens.begin(), tokens.end(), std::string(),
      [](std::string sum, const std::string &one) { return std::move(sum) + one; });
}

std::string replaced(std::string_view text, std::string_view wanted, std::string_view by) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (!wanted.empty() && text.substr(at).starts_with(wanted)) {
      out += by;
      at += wanted.size();
    } else {
      out += text[at++];
    }
  }
  return out;
}

void byte_level(Tokens &tokens) {
  std::string bytes;
  for (const std::string &token : tokens) {
    // A special token may have characters that stand for no byte.
    bytes += bytes_of_characters(token).value_or(token);
  }
  tokens = {repaired_utf8(bytes)};
}

/// Neighbouring bytes together; one U+FFFD for each when they are not UTF-8.
void byte_fallback(Tokens &tokens) {
  Tokens out;
  std::string bytes;
  const auto end_bytes = [&] {
    if (bytes.empty()) {
      return;
    }
    if (repaired_utf8(bytes) == bytes) {
      out.push_back(bytes);
    } else {
      out.insert(out.end(), bytes.size(), std::string(kReplacement));
    }
    bytes.clear();
  };
  for (std::string &token : tokens) {
    if (const int byte = byte_of_name(token); byte >= 0) {
      bytes += static_cast<char>(byte);
      continue;
    }
    end_bytes();
    out.push_back(std::move(token));
  }
  end_bytes();
  tokens = std::move(out);
}

Decoder word_piece(const TokenizerReader &reader) {
  const std::string prefix = reader.text("prefix", "##");
  const bool cleans = reader.flag("cleanup", true);
  return [=](Tokens &tokens) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      std::string &token = tokens[i];
      if (i != 0) {
        token = token.starts_with(prefix) ? token.substr(prefix.size()) : " " + token;
      }
      if (cleans) {
        for (const auto &[from, to] :
             std::initializer_list<std::pair<const char *, const char *>>{{" .", "."},
                                                                          {" ?", "?"},
                                                                          {" !", "!"},
                                                                          {" ,", ","},
                                                                          {" ' ", "'"},
                                                                          {" n't", "n't"},
                                                                          {" 'm", "'m"},
                                                                          {" do not", " don't"},
                                                                          {" 's", "'s"},
                                                                          {" 've", "'ve"},
                                                                          {" 're", "'re"}}) {
          token = replaced(token, from, to);
        }
      }
    }
  };
}

Decoder metaspace(const TokenizerReader &reader) {
  const std::string mark = reader.text("replacement");
  const bool is_prepended = reader.text("prepend_scheme", "always") != "never";
  return [=](Tokens &tokens) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const bool goes = i == 0 && is_prepended;
      tokens[i] = replaced(tokens[i], mark, goes ? "" : " ");
    }
  };
}

Decoder strip(const TokenizerReader &reader) {
  const std::string content = reader.text("content");
  const auto count = [&](const char *key) {
    return read_index(reader.required(key, "a whole number"), reader.path(key), 0, kMaxIndex);
  };
  const Index at_start = count("start");
  const Index at_end = count("stop");
  return [=](Tokens &tokens) {
    for (std::string &token : tokens) {
      std::string_view rest = token;
      for (Index i = 0; i < at_start && rest.starts_with(content); ++i) {
        rest.remove_prefix(content.size());
      }
      for (Index i = 0; i < at_end && rest.ends_with(content); ++i) {
        rest.remove_suffix(content.size());
      }
      token = std::string(rest);
    }
  };
}

Decoder replace(const TokenizerReader &reader) {
  const Pattern pattern =
      read_pattern(reader.required("pattern", "a pattern"), reader.path("pattern"));
  return [pattern, content = reader.text("content")](Tokens &tokens) {
    for (std::string &token : tokens) {
      std::string out;
      for (const Stretch &one : pattern(token)) {
        out += one.matches ? content : token.substr(one.begin, one.end - one.begin);
      }
      token = std::move(out);
    }
  };
}

Decoder bpe(const TokenizerReader &reader) {
  return [suffix = reader.text("suffix", "</w>")](Tokens &tokens) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      tokens[i] = replaced(tokens[i], suffix, i + 1 == tokens.size() ? "" : " ");
    }
  };
}

Decoder sequence(const TokenizerReader &reader) {
  const Json &list = reader.required("decoders", "a list");
  const std::string path = reader.path("decoders");
  if (!list.is_array()) {
    refuse_type(path, "a list", list);
  }
  std::vector<Decoder> steps;
  for (const Json &item : list.items()) {
    steps.push_back(read_decoder(item, joined({path, "[", steps.size(), "]"})));
  }
  return [steps = std::move(steps)](Tokens &tokens) {
    for (const Decoder &step : steps) {
      step(tokens);
    }
  };
}

} // namespace

Decoder read_decoder(const Json &json, std::string_view path) {
  const TokenizerReader reader(json, path);
  const std::string type = reader.text("type");
  if (type == "ByteLevel") {
    return byte_level;
  }
  if (type == "ByteFallback") {
    return byte_fallback;
  }
  if (type == "Fuse") {
    return [](Tokens &tokens) { tokens = {all_of(tokens)}; };
  }
  if (type == "WordPiece") {
    return word_piece(reader);
  }
  if (type == "Metaspace") {
    return metaspace(reader);
  }
  if (type == "Strip") {
    return strip(reader);
  }
  if (type == "Replace") {
    return replace(reader);
  }
  if (type == "BPEDecoder") {
    return bpe(reader);
  }
  if (type == "Sequence") {
    return sequence(reader);
  }
  reader.refuse_unknown(
      joined({"the type \"", type, "\""}),
      "ByteLevel, ByteFallback, Fuse, WordPiece, Metaspace, Strip, Replace, BPEDecoder, Sequence");
}

} // namespace attn
