// SPDX-License-Identifier: MIT
/// Tokens that are found whole in a text, before anything cuts it; internal to the core.
#pragma once

#include "attn/json.hpp"
#include "text/normalizers.hpp"
#include "text/text_parts.hpp"
#include "text/vocabulary.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace attn {

/// One of `added_tokens` of a tokenizer.json.
struct AddedToken {
  std::string content;
  Index id = 0;
  bool is_special = false;  ///< left out of decoded text
  bool single_word = false; ///< not inside a word
  bool takes_left = false;  ///< the white space before it is part of it
  bool takes_right = false; ///< the white space behind it is part of it
  bool normalized = false;  ///< looked for in the normalized text
};

/// Throws Error naming `path`; also (kUnsupported) when an id is not the one that tokenizers (Rust)
/// would give the token, which takes no heed of it.
std::vector<AddedToken> read_added_tokens(const Json &json, std::string_view path,
                                          const Vocabulary &vocabulary);

/// Finds tokens in texts: of those that begin first, the longest.
class AddedTokenFinder {
public:
  AddedTokenFinder() = default;
  /// normalizer: what the tokens go through before they are looked for; null for none.
  AddedTokenFinder(std::vector<AddedToken> tokens, const Normalizer &normalizer);

  /// Cuts every part that is text.
  void find_in(TextParts &parts) const;

private:
  void cut(const TextPart &part, TextParts &out) const;

  std::vector<AddedToken> tokens_;
  Vocabulary contents_; ///< by place in tokens_
};

} // namespace attn
