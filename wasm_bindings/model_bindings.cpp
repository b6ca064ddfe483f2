// SPDX-License-Identifier: MIT
/// What JavaScript can call of whole models; rules as in bindings.cpp.
#include "convert.hpp"
#include "guard.hpp"
#include "registry.hpp"

#include "attn/head_facts.hpp"
#include "attn/image.hpp"
#include "attn/json_input.hpp"
#include "attn/layer_json.hpp"
#include "attn/logit_contributions.hpp"
#include "attn/model_files.hpp"
#include "attn/model_json.hpp"
#include "attn/model_loader.hpp"
#include "attn/model_run.hpp"

#include <emscripten/bind.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attn::wasm {

namespace {

Registry<ModelFiles> file_sets{"model files"};
Registry<ModelLoader> loaders{"model file"};
Registry<const Model> models{"model"};
Registry<ModelRun> model_runs{"model run"};

bool remove(int handle) {
  return file_sets.remove(handle) || loaders.remove(handle) || models.remove(handle) ||
         model_runs.remove(handle);
}

/// Where file bytes land before the core reads them; one for all files, as they come in pieces.
std::vector<unsigned char> staging;

std::string_view staged_text() {
  return {reinterpret_cast<const char *>(staging.data()), staging.size()};
}

/// files: [{ "name": …, "size": bytes }, …].
val open_files(const std::string &files_json) {
  return guard([&] {
    std::vector<ModelFile> files;
    const Json json = parse_json(files_json);
    for (const Json &file : json.items()) {
      files.push_back({file.find("name")->text(), file.find("size")->number<std::uint64_t>()});
    }
    return val(file_sets.add(registries.next_handle(),
                             std::make_shared<ModelFiles>(ModelFiles(std::move(files)))));
  });
}

/// [begin, end] of the bytes that are wanted next, in bytes of all files; empty when all is known.
val wanted_bytes(int files_handle) {
  return guard([&] {
    val list = val::array();
    const ByteRange range = file_sets.get(files_handle)->wanted();
    if (!range.is_empty()) {
      list.set(0, static_cast<double>(range.begin));
      list.set(1, static_cast<double>(range.end));
    }
    return list;
  });
}

val take_bytes(int files_handle, const val &bytes) {
  return guard([&] {
    to_bytes(bytes, staging);
    file_sets.get(files_handle)->take(staged_text());
    return val(true);
  });
}

/// The files are used up.
val open_model(int files_handle, const std::string &config_json) {
  return guard([&] {
    ModelFiles files = std::move(*file_sets.get(files_handle));
    file_sets.remove(files_handle);
    auto loader = std::make_shared<ModelLoader>(std::move(files), parse_json(config_json));
    return val(loaders.add(registries.next_handle(), std::move(loader)));
  });
}

/// [begin, end, begin, end, …] in bytes of all files.
val model_ranges(int loader_handle) {
  return guard([&] {
    val list = val::array();
    unsigned next = 0;
    for (const ModelLoader::Range &range : loaders.get(loader_handle)->ranges()) {
      list.set(next++, static_cast<double>(range.begin));
      list.set(next++, static_cast<double>(range.end));
    }
    return list;
  });
}

val fill_model(int loader_handle, int range, const val &bytes) {
  return guard([&] {
    to_bytes(bytes, staging);
    loaders.get(loader_handle)->fill(static_cast<std::size_t>(range), staging);
    return val(true);
  });
}

/// The loader is used up.
val finish_model(int loader_handle) {
  return guard([&] {
    std::shared_ptr<const Model> model = loaders.get(loader_handle)->finish();
    loaders.remove(loader_handle);
    staging = {};
    return val(models.add(registries.next_handle(), std::move(model)));
  });
}

val model_json(int model_handle) {
  return guard_json([&](JsonWriter &out) { write_json(out, *models.get(model_handle)); });
}

val tokenize(int model_handle, const std::string &text) {
  return guard_json(
      [&](JsonWriter &out) { write_tokenized(out, *models.get(model_handle), text); });
}

/// ids: a JSON list.
val decode(int model_handle, const std::string &ids) {
  return guard_json(
      [&](JsonWriter &out) { write_decoded(out, *models.get(model_handle), parse_json(ids)); });
}

val started(ModelRun run) {
  return val(model_runs.add(registries.next_handle(), std::make_shared<ModelRun>(std::move(run))));
}

Changes changes_of(const std::string &json) { return read_changes(parse_json(json)); }

/// height and width 0 = of the size that the model was trained for.
val start_pixels(int model_handle, const val &numbers, int height, int width,
                 const std::string &changes_json) {
  return guard([&] {
    std::shared_ptr<const Model> model = models.get(model_handle);
    const auto count = static_cast<Index>(numbers["length"].as<unsigned>());
    Matrix pixels = room_for_pixels(*model, count, height, width);
    val(emscripten::typed_memory_view(static_cast<std::size_t>(pixels.size()), pixels.data()))
        .call<void>("set", numbers);
    return started(
        ModelRun::of_pixels(std::move(model), std::move(pixels), changes_of(changes_json)));
  });
}

val start_image(int model_handle, const val &rgba, int width, int height,
                const std::string &changes_json) {
  return guard([&] {
    std::shared_ptr<const Model> model = models.get(model_handle);
    to_bytes(rgba, staging);
    Matrix pixels = image_pixels(*model, staging, width, height);
    return started(
        ModelRun::of_pixels(std::move(model), std::move(pixels), changes_of(changes_json)));
  });
}

val start_tokens(int model_handle, const std::string &input_json) {
  return guard([&] {
    std::shared_ptr<const Model> model = models.get(model_handle);
    TokenRequest request = read_token_request(parse_json(input_json), *model);
    return started(ModelRun::of_tokens(std::move(model), request.token_ids,
                                       std::move(request.tokens), std::move(request.changes)));
  });
}

/// How many layers are done after one more.
val advance(int run_handle) {
  return guard([&] {
    const auto run = model_runs.get(run_handle);
    run->advance();
    return val(static_cast<int>(run->layers_done()));
  });
}

val model_run_json(int run_handle) {
  return guard_json([&](JsonWriter &out) { write_json(out, *model_runs.get(run_handle)); });
}

val model_run_layer(int run_handle, int layer) {
  return guard([&] {
    return val(
        registries.runs.add(registries.next_handle(), model_runs.get(run_handle)->layer(layer)));
  });
}

/// One window of a layer.
val model_run_window(int run_handle, int layer, int window) {
  return guard([&] {
    return val(registries.runs.add(registries.next_handle(),
                                   model_runs.get(run_handle)->layer(layer, window)));
  });
}

/// Of the run of a layer: what makes it again, but for its large matrices.
val layer_json(int run_handle) {
  return guard_json([&](JsonWriter &out) { write_layer(out, *registries.runs.get(run_handle)); });
}

val logits(int run_handle) {
  return guard([&] {
    const auto run = model_runs.get(run_handle);
    return to_val(run->logits().data(), static_cast<std::size_t>(run->logits().size()));
  });
}

val probabilities(int run_handle) {
  return guard([&] {
    const auto run = model_runs.get(run_handle);
    return to_val(run->probabilities().data(),
                  static_cast<std::size_t>(run->probabilities().size()));
  });
}

val pixels(int run_handle) {
  return guard([&] {
    const auto run = model_runs.get(run_handle);
    return to_val(run->pixels().data(), static_cast<std::size_t>(run->pixels().size()));
  });
}

/// [layers · heads · n].
val attention(int run_handle, int query) {
  return guard([&] {
    const Matrix rows = attention_of(*model_runs.get(run_handle), query);
    return to_val(rows.data(), static_cast<std::size_t>(rows.size()));
  });
}

/// [n · n].
val rollout(int run_handle, const std::string &heads, float discard) {
  return guard([&] {
    const RolloutOptions options{head_fusion_from_name(heads), discard};
    const Matrix rows = rollout_of(*model_runs.get(run_handle), options);
    return to_val(rows.data(), static_cast<std::size_t>(rows.size()));
  });
}

/// query −1: the means over all.
val facts(int run_handle, int query) {
  return guard_json([&](JsonWriter &out) { write_facts(out, *model_runs.get(run_handle), query); });
}

val logit_contributions_json(int run_handle, int label) {
  return guard_json([&](JsonWriter &out) {
    write_json(out, logit_contributions(*model_runs.get(run_handle), label));
  });
}

val read_out(int run_handle, int token, int count) {
  return guard_json([&](JsonWriter &out) {
    write_json(out, readout(*model_runs.get(run_handle), token, count));
  });
}

/// topK 0 = all.
val next_tokens(int run_handle, int count, double temperature, int top_k) {
  return guard_json([&](JsonWriter &out) {
    write_json(out, attn::next_tokens(*model_runs.get(run_handle), count, {temperature, top_k}));
  });
}

/// seed: a whole number from 0 on.
val pick_next_token(int run_handle, double temperature, int top_k, double seed) {
  return guard_json([&](JsonWriter &out) {
    write_json(out, attn::pick_next_token(*model_runs.get(run_handle), {temperature, top_k},
                                          static_cast<std::uint64_t>(seed)));
  });
}

} // namespace

} // namespace attn::wasm

EMSCRIPTEN_BINDINGS(attention_walk_models) {
  attn::wasm::registries.remove_of_models = &attn::wasm::remove;
  emscripten::function("openFiles", &attn::wasm::open_files);
  emscripten::function("wantedBytes", &attn::wasm::wanted_bytes);
  emscripten::function("takeBytes", &attn::wasm::take_bytes);
  emscripten::function("openModel", &attn::wasm::open_model);
  emscripten::function("modelRanges", &attn::wasm::model_ranges);
  emscripten::function("fillModel", &attn::wasm::fill_model);
  emscripten::function("finishModel", &attn::wasm::finish_model);
  emscripten::function("modelJson", &attn::wasm::model_json);
  emscripten::function("tokenize", &attn::wasm::tokenize);
  emscripten::function("decode", &attn::wasm::decode);
  emscripten::function("startPixels", &attn::wasm::start_pixels);
  emscripten::function("startImage", &attn::wasm::start_image);
  emscripten::function("startTokens", &attn::wasm::start_tokens);
  emscripten::function("advance", &attn::wasm::advance);
  emscripten::function("modelRunJson", &attn::wasm::model_run_json);
  emscripten::function("modelRunLayer", &attn::wasm::model_run_layer);
  emscripten::function("layerJson", &attn::wasm::layer_json);
  emscripten::function("logits", &attn::wasm::logits);
  emscripten::function("probabilities", &attn::wasm::probabilities);
  emscripten::function("pixels", &attn::wasm::pixels);
  emscripten::function("attentionOfQuery", &attn::wasm::attention);
  emscripten::function("rollout", &attn::wasm::rollout);
  emscripten::function("headFacts", &attn::wasm::facts);
  emscripten::function("logitContributions", &attn::wasm::logit_contributions_json);
  emscripten::function("readout", &attn::wasm::read_out);
  emscripten::function("modelRunWindow", &attn::wasm::model_run_window);
  emscripten::function("nextTokens", &attn::wasm::next_tokens);
  emscripten::function("pickNextToken", &attn::wasm::pick_next_token);
}
