// SPDX-License-Identifier: MIT
#include "attn/json_input.hpp"

#include "attn/examples.hpp"
#include "base/check.hpp"
#include "json/json_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace attn {

namespace {

constexpr std::array kTraceKeys{"query", "heads", "steps", "weights", "indent"};

} // namespace

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
  std::vector<const char *> known(spec_keys().begin(), spec_keys().end());
  known.insert(known.end(), run_input_keys().begin(), run_input_keys().end());
  known.insert(known.end(), {"query", "heads", "steps", "traceWeights", "indent", "example", "id",
                             "title", "description"});
  check_keys(json, "request", known);
  Json request = json;
  if (const Json *id = find(json, "example")) {
    JsonWriter base;
    write_json(base, example(read_string(*id, "example")));
    request = parse_json(base.text());
    request.update(json);
  }
  const auto part = [&request](std::span<const char *const> keys) {
    Json picked = Json::object();
    for (const char *key : keys) {
      if (const Json *value = find(request, key)) {
        picked.set(key, *value);
      }
    }
    return picked;
  };
  const std::shared_ptr<const AttentionLayer> layer = read_layer(part(spec_keys()));
  Run run = read_run(layer, part(run_input_keys()));
  constexpr std::array kOptionKeys{"query", "heads", "steps", "indent"};
  Json options = part(kOptionKeys);
  if (options.find("query") == nullptr) {
    options.set("query", Json(std::int64_t{0}));
  }
  if (const Json *weights = find(request, "traceWeights")) {
    options.set("weights", *weights);
  }
  return {std::move(run), read_trace_request(options)};
}

} // namespace attn
