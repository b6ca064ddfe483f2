// SPDX-License-Identifier: MIT
/// What JavaScript can call: a table of guarded calls into the core; no arithmetic, no defaults, no
/// texts. Those for whole models are in model_bindings.cpp. Every function returns { value } or {
/// error: { code, message } }.
#include "convert.hpp"
#include "guard.hpp"
#include "registry.hpp"

#include "attn/examples.hpp"
#include "attn/explain.hpp"
#include "attn/json_input.hpp"
#include "attn/tensor.hpp"
#include "attn/trace.hpp"
#include "attn/version.hpp"

#include <emscripten/bind.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace attn::wasm {

namespace {

Registry<const AttentionLayer> &layers = registries.layers;
Registry<Run> &runs = registries.runs;

val engine_version() {
  return guard([] { return val(version()); });
}

val examples_json() {
  return guard_json([](JsonWriter &out) { write_examples(out); });
}

val create_attention(const std::string &spec_json, const val &blobs) {
  return guard([&] {
    return val(
        layers.add(registries.next_handle(), read_layer(parse_json(spec_json), to_blobs(blobs))));
  });
}

val run_attention(int layer_handle, const std::string &input_json, const val &blobs) {
  return guard([&] {
    Run run = read_run(layers.get(layer_handle), parse_json(input_json), to_blobs(blobs));
    return val(runs.add(registries.next_handle(), std::make_shared<Run>(std::move(run))));
  });
}

unsigned address_of_next_x(Run &run) {
  return static_cast<unsigned>(reinterpret_cast<std::uintptr_t>(run.next_x().data()));
}

/// Where JavaScript puts the values of the next input: { address, size in numbers }.
val next_x(int run_handle) {
  return guard([&] {
    const auto run = runs.get(run_handle);
    val place = val::object();
    place.set("address", address_of_next_x(*run));
    place.set("size", static_cast<unsigned>(run->next_x().size()));
    return place;
  });
}

val update_error = val::undefined();

/// Takes the next x. Gives the address of the one after it, or 0 with the answer in updateError():
/// an answer as an object would cost a small layer more than its numbers do.
unsigned update_run(int run_handle) {
  try {
    const auto run = runs.get(run_handle);
    run->update();
    return address_of_next_x(*run);
  } catch (...) {
    update_error = guard([]() -> val { throw; });
    return 0;
  }
}

val take_update_error() { return std::exchange(update_error, val::undefined()); }

val run_length(int run_handle) {
  return guard([&] { return val(static_cast<int>(runs.get(run_handle)->length())); });
}

val trace_json(int run_handle, const std::string &options_json) {
  return guard_json([&](JsonWriter &out) {
    const auto run = runs.get(run_handle);
    const TraceRequest request = read_trace_request(parse_json(options_json));
    out = JsonWriter(request.indent);
    write_trace(out, *run, request.options);
  });
}

val explain_json(int run_handle, const std::string &ref_json) {
  return guard_json([&](JsonWriter &out) {
    const auto run = runs.get(run_handle);
    write_json(out, explain(*run, read_tensor_ref(parse_json(ref_json))));
  });
}

/// head −1 = none.
val run_tensor(int run_handle, const std::string &name, int head) {
  return guard([&] {
    const std::optional<Index> chosen = head == -1 ? std::nullopt : std::optional<Index>(head);
    return to_val(tensor(*runs.get(run_handle), name, chosen));
  });
}

val run_has_tensor(int run_handle, const std::string &name) {
  return guard([&] { return val(has_tensor(*runs.get(run_handle), name)); });
}

/// { shape, data } of a tensor's numbers of `query`; head −1 = none.
val run_query_numbers(int run_handle, const std::string &name, int head, int query) {
  return guard([&] {
    const auto run = runs.get(run_handle);
    const Matrix rows = query_numbers(*run, {tensor_from_name(name), head, {query}});
    return to_val(Tensor{{rows.rows(), rows.cols()}, {}, rows.data()});
  });
}

val release(int handle) {
  return guard([&] {
    const bool removed =
        layers.remove(handle) || runs.remove(handle) ||
        (registries.remove_of_models != nullptr && registries.remove_of_models(handle));
    if (!removed) {
      runs.get(handle);
    }
    return val(true);
  });
}

} // namespace

} // namespace attn::wasm

EMSCRIPTEN_BINDINGS(attention_walk) {
  emscripten::function("engineVersion", &attn::wasm::engine_version);
  emscripten::function("examplesJson", &attn::wasm::examples_json);
  emscripten::function("createAttention", &attn::wasm::create_attention);
  emscripten::function("runAttention", &attn::wasm::run_attention);
  emscripten::function("nextX", &attn::wasm::next_x);
  emscripten::function("updateRun", &attn::wasm::update_run);
  emscripten::function("updateError", &attn::wasm::take_update_error);
  emscripten::function("runLength", &attn::wasm::run_length);
  emscripten::function("traceJson", &attn::wasm::trace_json);
  emscripten::function("explainJson", &attn::wasm::explain_json);
  emscripten::function("tensor", &attn::wasm::run_tensor);
  emscripten::function("hasTensor", &attn::wasm::run_has_tensor);
  emscripten::function("queryNumbers", &attn::wasm::run_query_numbers);
  emscripten::function("release", &attn::wasm::release);
}
