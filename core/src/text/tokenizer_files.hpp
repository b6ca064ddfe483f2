// SPDX-License-Identifier: MIT
/// Tokenizers from before there was a tokenizer.json, as one; internal to the core.
#pragma once

#include "attn/json.hpp"

#include <optional>
#include <string_view>

namespace attn {

/// BERT's vocab.txt: a piece on each line. lowers: whether its texts are in lower case; when that
/// is not told, they are if no piece has a capital of A to Z.
Json tokenizer_of_vocab_txt(std::string_view lines, std::optional<bool> lowers);

/// vocab.json and merges.txt of GPT-2 and RoBERTa (which has <s> and </s>, and puts them around).
/// model_type: of config.json; "" when it is not told. Throws Error: kUnsupported for another one,
/// whose texts may be cut in another way; kParse.
Json tokenizer_of_merges(const Json &vocab, std::string_view merges, std::string_view model_type);

} // namespace attn
