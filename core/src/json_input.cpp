// SPDX-License-Identifier: MIT
#include "attn/json_input.hpp"

#include "attn/examples.hpp"
#include "check.hpp"

#include <algorithm>
#include <utility>

namespace attn {

namespace {

const std::vector<const char *> kInputKeys{"x", "tokens", "context"};
const std::vector<const char *> kTraceKeys{"query", "heads", "steps", "weights", "indent"};

Sequence read_sequence(const Json &json, const std::string &prefix, const LayerSpec &spec,
                       const Blobs &blobs) {
  Sequence sequence;
  const Json *x = find(json, "x");
  const Json *tokens = find(json, "tokens");
  if (tokens != nullptr) {
    sequence.tokens = read_strings(*tokens, prefix + "tokens");
    if (sequence.tokens.empty()) {
      refuse(ErrorCode::kShape, {prefix, "tokens: expected at least one, got none"});
    }
  }
  if (x == nullptr && tokens == nullptr) {
    refuse(ErrorCode::kShape, {prefix, "x: expected rows of dModel = ", spec.d_model,
                               " values, or tokens to make them of, got neither"});
  }
  if (x == nullptr) {
    return sequence_of_words(std::move(sequence.tokens), spec);
  }
  sequence.values = read_matrix(*x, prefix + "x", {std::nullopt, spec.d_model}, blobs);
  return sequence;
}

} // namespace

RunInput read_run_input(const Json &json, const LayerSpec &spec, const Blobs &blobs) {
  check_keys(json, "input", kInputKeys);
  RunInput input{read_sequence(json, "", spec, blobs), std::nullopt};
  if (const Json *context = find(json, "context")) {
    check_keys(*context, "context", {"x", "tokens"});
    input.context = read_sequence(*context, "context.", spec, blobs);
  }
  return input;
}

TraceRequest read_trace_request(const Json &json) {
  check_keys(json, "options", kTraceKeys);
  TraceRequest request;
  request.options.query =
      read_index(required(json, "query", "query", "a token's number"), "query", 0, kMaxDimension);
  if (const Json *heads = find(json, "heads")) {
    request.options.heads = read_indices(*heads, "heads", 0, kMaxDimension);
  }
  if (const Json *steps = find(json, "steps")) {
    request.options.steps = read_strings(*steps, "steps");
  }
  if (const Json *weights = find(json, "weights")) {
    request.options.weights = read_bool(*weights, "weights");
  }
  if (const Json *indent = find(json, "indent")) {
    request.indent = static_cast<int>(read_index(*indent, "indent", 0, 16));
  }
  return request;
}

TensorRef read_tensor_ref(const Json &json) {
  check_keys(json, "ref", {"tensor", "head", "index"});
  TensorRef ref;
  ref.tensor =
      tensor_from_name(read_string(required(json, "tensor", "ref.tensor", "a name"), "ref.tensor"));
  if (const Json *head = find(json, "head")) {
    ref.head = read_index(*head, "ref.head", 0, kMaxDimension);
  }
  const std::vector<Index> index = read_indices(
      required(json, "index", "ref.index", "a list of whole numbers"), "ref.index", 0, kMaxIndex);
  if (static_cast<int>(index.size()) != tensor_rank(ref.tensor)) {
    refuse(ErrorCode::kShape, {"ref.index: expected ", tensor_rank(ref.tensor), " numbers for ",
                               tensor_name(ref.tensor), ", got ", index.size()});
  }
  std::copy(index.begin(), index.end(), ref.index.begin());
  return ref;
}

WalkRequest read_walk_request(const Json &json) {
  std::vector<const char *> known = spec_keys();
  known.insert(known.end(), kInputKeys.begin(), kInputKeys.end());
  known.insert(known.end(), {"query", "heads", "steps", "traceWeights", "indent", "example", "id",
                             "title", "description"});
  check_keys(json, "request", known);
  Json request = json;
  if (const Json *id = find(json, "example")) {
    request = to_json(example(read_string(*id, "example")));
    request.update(json);
  }
  const auto part = [&request](const std::vector<const char *> &keys) {
    Json picked = Json::object();
    for (const char *key : keys) {
      if (const Json *value = find(request, key)) {
        picked[key] = *value;
      }
    }
    return picked;
  };
  const std::shared_ptr<const AttentionLayer> layer = read_layer(part(spec_keys()));
  RunInput input = read_run_input(part(kInputKeys), layer->spec());
  Json options = part({"query", "heads", "steps", "indent"});
  if (options.find("query") == options.end()) {
    options["query"] = 0;
  }
  if (const Json *weights = find(request, "traceWeights")) {
    options["weights"] = *weights;
  }
  return {Run(layer, std::move(input.x), std::move(input.context)), read_trace_request(options)};
}

} // namespace attn
