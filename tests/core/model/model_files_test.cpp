// SPDX-License-Identifier: MIT
/// Which of several files are read, in which order they come, and what they say together.
#include "models.hpp"
#include "tiny_models.hpp"
#include "torch_zips.hpp"

#include "catch.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace attn;
using namespace attn::test;

namespace {

using Files = std::vector<std::pair<std::string, std::string>>;
using Lines = std::vector<std::string>;

std::string file_with(const std::string &tensor) {
  FileWriter writer;
  writer.add(tensor, {1}, {1});
  return writer.file();
}

Lines names_of(const Files &files) {
  std::string all;
  Lines names;
  for (const StoredTensor &one : opened(files, all).take_tensors().tensors) {
    names.push_back(one.name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string refusal(const Files &files) {
  return refusal_of([&] { names_of(files); });
}

std::string config_of(const Files &files) {
  std::string all;
  JsonWriter out;
  write_json(out, opened(files, all).config());
  return out.text();
}

/// With weights beside it that say nothing.
std::string config_with(const Files &files) {
  Files all = files;
  all.emplace_back("m.safetensors", file_of("{}"));
  std::string config = config_of(all);
  const std::string name = R"("name":"m.safetensors")";
  const std::size_t at = config.find(name);
  return at == std::string::npos ? config
                                 : config.erase(at == 1 ? at : at - 1, name.size() + (at != 1));
}

std::string index_of(const std::string &map) { return R"({"weight_map": {)" + map + "}}"; }

} // namespace

TEST_CASE("parts come in any order, with their index or without") {
  Files files{{"m-1-of-2.safetensors", file_with("a")},
              {"m-2-of-2.safetensors", file_with("b")},
              {"model.safetensors.index.json",
               index_of(R"("a": "m-1-of-2.safetensors", "b": "m-2-of-2.safetensors")")}};
  std::sort(files.begin(), files.end());
  do {
    CHECK(names_of(files) == Lines{"a", "b"});
  } while (std::next_permutation(files.begin(), files.end()));
  CHECK(names_of({files[0], files[1]}) == Lines{"a", "b"});
}

TEST_CASE("the numbers of parts are found among the bytes of all files") {
  FileWriter whole = tiny_vit();
  FileWriter first = tiny_vit();
  FileWriter second = tiny_vit();
  for (const char *name : {"head.weight", "blocks.0.mlp.fc2.weight"}) {
    first.remove(name);
  }
  std::string all;
  const Files one{{"", whole.file()}};
  for (const StoredTensor &tensor : opened(one, all).take_tensors().tensors) {
    if (tensor.name != "head.weight" && tensor.name != "blocks.0.mlp.fc2.weight") {
      second.remove(tensor.name);
    }
  }
  std::string parts;
  ModelLoader loader(opened({{"2.safetensors", second.file()},
                             {"config.json", R"({"num_attention_heads": 2})"},
                             {"1.safetensors", first.file()}},
                            parts),
                     Json::object());
  const std::vector<ByteRange> ranges = loader.ranges();
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    loader.fill(i, {reinterpret_cast<const unsigned char *>(parts.data()) + ranges[i].begin,
                    static_cast<std::size_t>(ranges[i].end - ranges[i].begin)});
  }
  const auto expected = load_model(whole.file(), LibraryJson({{"num_heads", 2}}));
  CHECK(vit_run(loader.finish()).logits() == vit_run(expected).logits());
}

TEST_CASE("a part that is missing, and a tensor that stands twice, are refused by name") {
  const std::string index = index_of(R"("a": "1.safetensors", "b": "2.safetensors")");
  CHECK(refusal({{"1.safetensors", file_with("a")}, {"m.safetensors.index.json", index}}) ==
        "shape: 2.safetensors: m.safetensors.index.json names this part of the model, and it was "
        "not given");
  CHECK(refusal({{"m.safetensors.index.json", index}, {"config.json", "{}"}}) ==
        "shape: 1.safetensors: m.safetensors.index.json names this part of the model, and it was "
        "not given");
  CHECK(refusal({{"x/1.safetensors", file_with("a")}, {"y/2.safetensors", file_with("a")}}) ==
        "shape: tensor \"a\": it stands twice, in 1.safetensors and in 2.safetensors");
  CHECK(
      refusal({{"1.safetensors", ""}, {"m.safetensors.index.json", "{}"}}) ==
      "parse: m.safetensors.index.json.weight_map: expected an object that names the file of each "
      "tensor");
}

TEST_CASE("a whole folder can be given: weights in another form, and what training wrote") {
  const std::string zip =
      torch_zip(dict({{"z", tensor({"0", {1}, {1}})}}), {{"0", bytes_of<float>({1})}});
  CHECK(names_of({{"pytorch_model.bin", zip},
                  {"README.md", "# x"},
                  {"model.safetensors", file_with("a")},
                  {"training_args.bin", "x"},
                  {"pytorch_model.bin.index.json", "no JSON"},
                  {"tokenizer_config.json", "no JSON"},
                  {"flax_model.msgpack", "x"}}) == Lines{"a"});
  CHECK(names_of({{"pytorch_model.bin", zip}, {"training_args.bin", "x"}}) == Lines{"z"});
  CHECK(names_of({{"1.bin", zip},
                  {"2.bin", "of another model"},
                  {"pytorch_model.bin.index.json", index_of(R"("z": "1.bin")")}}) == Lines{"z"});
  CHECK(names_of({{"anything", zip}}) == Lines{"z"});
  CHECK(names_of({{"weights.dat", file_with("a")}, {"config.json", "{}"}}) == Lines{"a"});
}

TEST_CASE("files without weights are refused with what is expected") {
  CHECK(refusal({{"config.json", "{}"}, {"vocab.txt", "a"}}) ==
        "unsupported: files: expected one of weights (.safetensors, or .bin, .pt or .pth of "
        "torch.save), got only config.json");
  CHECK(refusal({}) == "unsupported: files: expected one of weights (.safetensors, or .bin, .pt or "
                       ".pth of torch.save), got none");
  CHECK(refusal({{"model.onnx", std::string(100, 'x')}})
            .find("parse: model.onnx: this is not a .safetensors file") == 0);
}

TEST_CASE("messages name the file, and JSON its place") {
  CHECK(refusal({{"b.safetensors", "123"}}) ==
        "parse: b.safetensors: expected a .safetensors file, got only 3 bytes");
  CHECK(refusal({{"config.json", "{,"}, {"b.safetensors", file_of("{}")}})
            .find("parse: config.json: JSON: parse error at line 1, column 2") == 0);
  CHECK(refusal({{"config.json", "[]"}, {"b.safetensors", file_of("{}")}}) ==
        "parse: config.json: expected an object, got a list of 0");
}

TEST_CASE("config.json wins over the metadata, and what is there of neither is left out") {
  const auto stored = [](const std::string &metadata) {
    return config_of({{"", file_of(R"({"__metadata__": )" + metadata + "}")}});
  };
  CHECK(stored(R"({"config": "{\"a\": 1}"})") == R"({"a":1})");
  CHECK(stored(R"({"config": "no JSON"})") == "{}");
  CHECK(stored(R"({"config": "[1]"})") == "{}");
  CHECK(stored(R"({"config": 7, "x": 1})") == "{}");
  CHECK(stored("7") == "{}");
  const std::string weights =
      file_of(R"({"__metadata__": {"config": "{\"a\": 1, \"name\": \"x\"}"}})");
  CHECK(config_of({{"config.json", R"({"a": 2})"}, {"m.safetensors", weights}}) ==
        R"({"a":2,"name":"x"})");
  CHECK(config_with({{"mine.json", R"({"a": 3})"}}) == R"({"a":3})");
  CHECK(config_with({{"mine.json", "no JSON"}, {"config.json", R"({"a": 3})"}}) == R"({"a":3})");
  CHECK(config_of({{"m.safetensors", file_of("{}")}}) == R"({"name":"m.safetensors"})");
}

TEST_CASE("the preprocessor says how pixels are made, where config.json does not") {
  const auto pixels = [](const std::string &json, const std::string &config = "{}") {
    return config_with({{"preprocessor_config.json", json}, {"config.json", config}});
  };
  CHECK(pixels(R"({"image_mean": [0.5, 0.25], "image_std": [0.5, 1], "resample": 3})") ==
        R"({"image_mean":[0.5,0.25],"image_std":[0.5,1.0]})");
  CHECK(pixels(R"({"image_mean": [0.5], "image_std": [0.5]})", R"({"image_mean": [1]})") ==
        R"({"image_mean":[1],"image_std":[0.5]})");
  CHECK(pixels(R"({"do_normalize": false, "image_mean": [0.5]})") ==
        R"({"image_mean":[0.0],"image_std":[1.0]})");
  CHECK(pixels(R"({"rescale_factor": 0.00392156862745098})") == "{}");
  // A value of 0 to 255 times 2 / 255, less 0.5, over 0.25: as one of 0 to 1 less 0.25, over 0.125.
  CHECK(pixels(R"({"rescale_factor": 0.00784313725490196, "image_mean": [0.5],
                   "image_std": [0.25]})") == R"({"image_mean":[0.25],"image_std":[0.125]})");
  CHECK(pixels(R"({"do_rescale": false, "image_mean": [127.5], "image_std": [255]})") ==
        R"({"image_mean":[0.5],"image_std":[1.0]})");
  CHECK(pixels(R"({"size": 224})") == R"({"image_size":224})");
  CHECK(pixels(R"({"size": {"height": 32, "width": 24}})") == R"({"image_size":[32,24]})");
  CHECK(pixels(R"({"size": {"shortest_edge": 256}, "crop_size": {"height": 8, "width": 8}})") ==
        R"({"image_size":[8,8]})");
  CHECK(pixels(R"({"size": {"shortest_edge": 256}, "crop_size": 8, "do_center_crop": false})",
               R"({"image_size": 9})") == R"({"image_size":9})");
}

TEST_CASE("a preprocessor that says something impossible is refused by its key") {
  const auto told = [](const std::string &json) {
    return refusal({{"preprocessor_config.json", json}, {"m.safetensors", file_of("{}")}});
  };
  CHECK(told(R"({"rescale_factor": 0})") ==
        "range: preprocessor_config.json.rescale_factor: expected "
        "a number above 0, got 0.0");
  CHECK(told(R"({"do_normalize": "no"})").find("parse: preprocessor_config.json.do_normalize: ") ==
        0);
  CHECK(told(R"({"image_mean": "x"})").find("parse: preprocessor_config.json.image_mean: ") == 0);
}

TEST_CASE("files of a tokenizer are kept for it, and not longer than the model is loaded") {
  const Files words{{"tokenizer.json", R"({"model": 1})"},
                    {"vocab.json", R"({"a": 0})"},
                    {"merges.txt", "a b\n"},
                    {"vocab.txt", "a\nb\n"},
                    {"special_tokens_map.json", "no JSON"}};
  CHECK(
      config_with(words) ==
      R"({"tokenizer_json":{"model":1},"vocab_json":{"a":0},"merges_txt":"a b\n","vocab_txt":"a\nb\n"})");
  Files files = words;
  files.emplace_back("m.safetensors", tiny_vit().file());
  std::string all;
  ModelLoader loader(opened(files, all), LibraryJson({{"num_heads", 2}}));
  const std::vector<ByteRange> ranges = loader.ranges();
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    loader.fill(i, {reinterpret_cast<const unsigned char *>(all.data()) + ranges[i].begin,
                    static_cast<std::size_t>(ranges[i].end - ranges[i].begin)});
  }
  const auto model = loader.finish();
  CHECK(model->config.json.find("tokenizer_json") == nullptr);
  CHECK(model->config.json.find("merges_txt") == nullptr);
  CHECK(model->config.name == "m.safetensors");
}
