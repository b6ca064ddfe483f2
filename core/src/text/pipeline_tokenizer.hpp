// SPDX-License-Identifier: MIT
/// The tokenizer of a tokenizer.json of Hugging Face; internal to the core.
#pragma once

#include "attn/json.hpp"
#include "attn/tokenizer.hpp"
#include "text/added_tokens.hpp"
#include "text/decoders.hpp"
#include "text/normalizers.hpp"
#include "text/piece_model.hpp"
#include "text/post_processors.hpp"
#include "text/pre_tokenizers.hpp"

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace attn {

/// A text is normalized, cut into parts, each part into pieces, and special tokens go around:
/// the ids are those of tokenizers (Rust) 0.23. Its `truncation` and `padding` are left out, as
/// transformers does unless it is asked for them.
class PipelineTokenizer : public Tokenizer {
public:
  /// Throws Error naming the place, from `path` on: kParse, kShape, kRange, and kUnsupported for
  /// what would be done otherwise than by the library.
  PipelineTokenizer(const Json &json, std::string_view path);

  TokenizedText tokenize(std::string_view text) const override;
  Index count() const override;
  std::string shown(Index id) const override;
  std::string decode(std::span<const Index> ids) const override;
  std::string_view normalization() const override { return {}; }

private:
  /// Null when the id has none.
  const std::string *piece(Index id) const;

  AddedTokenFinder raw_added_;
  Normalizer normalizer_;
  AddedTokenFinder normalized_added_;
  PreTokenizer pre_tokenizer_;
  std::unique_ptr<PieceModel> model_;
  Frame frame_;
  Decoder decoder_;
  std::string no_decoder_; ///< why there is none, when the one of the file is not known
  bool is_byte_level_ = false;
  std::map<Index, AddedToken> added_;
};

} // namespace attn
