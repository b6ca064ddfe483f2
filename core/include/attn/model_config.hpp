// SPDX-License-Identifier: MIT
/// \file
/// What a model's config.json says that its tensors do not.
#pragma once

#include "attn/json.hpp"
#include "attn/tokenizer.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace attn {

/// What every family has, of Hugging Face's config.json and preprocessor_config.json and of timm's
/// config.json. The keys that change a model's mathematics are read by its family.
struct ModelConfig {
  std::string name;                ///< name, architecture or _name_or_path
  std::string trained_on;          ///< trained_on: for readers
  std::string model_type;          ///< model_type
  std::vector<std::string> labels; ///< id2label
  std::vector<float> image_mean;   ///< image_mean; timm: pretrained_cfg.mean
  std::vector<float> image_std;    ///< image_std; timm: pretrained_cfg.std
  Json json = Json::object();      ///< all of it
};

/// Throws Error: kParse, kRange, kNotFinite, kUnsupported, each naming `config.<key>`.
ModelConfig read_model_config(const Json &json);

/// From a model's config: `tokenizer_type` "word" (when absent) or "unigram", `vocab`, `unk_token`,
/// and optionally `mask_token` and `special_tokens`. scores: the tensor `tokenizer.scores`, for
/// unigram only. Throws Error: kParse, kShape, kRange, kNotFinite, kUnsupported (another type).
std::unique_ptr<Tokenizer> read_tokenizer(const Json &config, std::span<const float> scores = {});

/// From the files of a tokenizer that came beside the model, in its config as `tokenizer_json`, or
/// `vocab_json` and `merges_txt` (GPT-2, RoBERTa), or `vocab_txt` (BERT); null when none is there.
/// `model_type` and `do_lower_case` tell what the older files leave open. Throws Error naming the
/// key, kUnsupported for what would give other ids than the library of Hugging Face.
std::unique_ptr<Tokenizer> read_tokenizer_files(const Json &config);

} // namespace attn
