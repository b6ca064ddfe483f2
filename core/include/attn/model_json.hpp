// SPDX-License-Identifier: MIT
/// \file
/// Models and their runs as JSON, for callers in other languages.
#pragma once

#include "attn/head_facts.hpp"
#include "attn/json.hpp"
#include "attn/json_writer.hpp"
#include "attn/model_run.hpp"
#include "attn/next_token.hpp"
#include "attn/readout.hpp"

namespace attn {

/// { config, numLayers, numHeads, dModel, image?: { size, patchSize, channels }, vocabularySize?,
/// hasNextToken }.
void write_json(JsonWriter &out, const Model &model);

/// { length, numLayers, numHeads, tokens, tokenIds?, grid?: { rows, columns, prefix }, windows?: [{
/// rows, columns, size, numHeads, order }], classLayers? }: for each layer its patches, the tokens
/// of a window, its heads, and the patch of each row of x; how many of the last layers have [CLS]
/// as their only query.
void write_json(JsonWriter &out, const ModelRun &run);

/// One { entropy, distance, onPrefix } of a query for each layer and head: [layers][heads]. query
/// −1: the means over all queries. Throws Error(kRange).
void write_facts(JsonWriter &out, const ModelRun &run, Index query);

/// { before: [{ token, cosine }], after: […] }.
void write_json(JsonWriter &out, const Readout &readout);

/// { id, token, probability, logit }.
void write_json(JsonWriter &out, const NextToken &token);
/// A list of them.
void write_json(JsonWriter &out, const std::vector<NextToken> &tokens);

/// { tokenIds, tokens }. Throws Error(kUnsupported) when the model has no tokenizer.
void write_tokenized(JsonWriter &out, const Model &model, const std::string &text);

/// The text that has these token numbers, as a JSON string. ids: a list of them.
/// Throws Error: kParse, kRange; kUnsupported when the model has no tokenizer, or one whose way
/// back is not known.
void write_decoded(JsonWriter &out, const Model &model, const Json &ids);

struct TokenRequest {
  std::vector<Index> token_ids;
  std::vector<std::string> tokens; ///< their names; empty = as in the vocabulary
  Changes changes;                 ///< none = as given
};

/// { tokenIds, tokens? } or { text }, with { changes? }. Throws Error: kParse, kShape,
/// kUnsupported.
TokenRequest read_token_request(const Json &json, const Model &model);

/// Attention weights of one query in every layer and head: [layers · heads, n]. Throws
/// Error(kRange).
Matrix attention_of(const ModelRun &run, Index query);

/// attention_rollout() of the layers that are done, [n, n].
/// Throws Error(kUnsupported) where it is not defined: windows, class attention, weights that are
/// mixed over the heads.
Matrix rollout_of(const ModelRun &run, const RolloutOptions &options = {});

} // namespace attn
