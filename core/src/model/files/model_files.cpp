// SPDX-License-Identifier: MIT
#include "attn/model_files.hpp"

#include "base/check.hpp"
#include "model/files/file_role.hpp"
#include "model/files/little_endian.hpp"
#include "model/files/preprocessor.hpp"
#include "model/files/tensor_file.hpp"
#include "json/json_reader.hpp"

#include <algorithm>
#include <utility>

namespace attn {

namespace {

constexpr std::string_view kTorchIndex = ".bin.index.json";
/// Bytes by which a file of weights is recognised.
constexpr std::uint64_t kStart = 8;
constexpr std::uint64_t kLongestJson = 100'000'000;

/// One of the files, and where it begins among all of them.
struct GivenFile {
  std::string name;
  std::uint64_t size = 0;
  std::uint64_t begin = 0;
  FileRole role = FileRole::kUnknown;
  const char *key = nullptr;

  /// What messages call it.
  std::string_view shown() const { return name.empty() ? std::string_view("file") : name; }
  bool is_weights() const { return role == FileRole::kSafetensors || role == FileRole::kTorch; }
};

/// What is often taken for a file of weights, and how to come by one.
void refuse_known_others(std::string_view start, std::string_view file) {
  const auto refuse_as = [&](const char *what) {
    refuse(ErrorCode::kUnsupported, {file, ": this is ", what});
  };
  constexpr std::uint64_t kNoLength = std::uint64_t{1} << 28U;
  if (start.starts_with('\x80') && little_endian(start) > kNoLength) {
    refuse_as("a pickle that is in no zip, as torch.save() wrote before PyTorch 1.6; load it with "
              "torch.load and save it again with torch.save");
  }
  if (start == "version ") {
    refuse_as("a pointer of Git LFS to the file; fetch the file itself, with git lfs pull");
  }
}

Json parsed_json(std::string_view text, std::string_view file) {
  try {
    return parse_json(text);
  } catch (const Error &error) {
    throw Error(error.code(), joined({file, ": ", error.what()}));
  }
}

/// The configuration in the metadata of a file, empty where it is none.
Json stored_config(const Json &metadata) {
  const Json *stored = find(metadata, "config");
  if (stored != nullptr && stored->is_object()) {
    return *stored;
  }
  if (stored != nullptr && stored->is_string()) {
    try {
      if (Json config = parse_json(stored->text()); config.is_object()) {
        return config;
      }
    } catch (const Error &error) {
      if (error.code() != ErrorCode::kParse) {
        throw;
      }
    }
  }
  return Json::object();
}

} // namespace

struct ModelFiles::State {
  std::vector<GivenFile> items;
  std::vector<std::size_t> left; ///< to be read, the next one last
  ByteRange wanted;
  std::uint64_t data_start = 0;    ///< of a .safetensors file that is read; 0: not known yet
  std::unique_ptr<TensorFile> zip; ///< that is read
  SafetensorsHeader header;
  Json config = Json::object();   ///< config.json
  Json pixels = Json::object();   ///< preprocessor_config.json
  Json of_words = Json::object(); ///< files of tokenizers

  bool has(FileRole role) const {
    return std::any_of(items.begin(), items.end(),
                       [role](const GivenFile &item) { return item.role == role; });
  }

  void choose();
  void want_next();
  bool read(GivenFile &item, std::string_view bytes);
  bool read_weights(const GivenFile &item, std::string_view bytes);
  void read_index(const GivenFile &index, const Json &json);
  bool add(SafetensorsHeader &part, std::uint64_t begin);
  void refuse_repeated() const;
  std::string_view file_of(const StoredTensor &tensor) const;
};

ModelFiles::ModelFiles(std::vector<ModelFile> files) : state_(std::make_unique<State>()) {
  State &state = *state_;
  std::uint64_t begin = 0;
  for (ModelFile &file : files) {
    GivenFile item;
    item.name = base_name(file.name);
    item.size = file.size;
    item.begin = begin;
    begin += file.size;
    const NamedRole &named = role_of(item.name);
    item.role = named.role;
    item.key = named.key;
    state.items.push_back(std::move(item));
  }
  state.choose();
  state.want_next();
}

ModelFiles::~ModelFiles() = default;
ModelFiles::ModelFiles(ModelFiles &&other) noexcept = default;

/// Which of the files are read, and in which order: what says which are the parts before the parts.
void ModelFiles::State::choose() {
  if (items.size() == 1 && items.front().role == FileRole::kLeftOut) {
    items.front().role = FileRole::kUnknown; // its bytes will tell
  }
  const bool is_safe = has(FileRole::kSafetensors);
  const bool is_torch = !is_safe && has(FileRole::kTorch);
  const bool has_name = std::any_of(
      items.begin(), items.end(), [](const GivenFile &item) { return item.name == "config.json"; });
  for (std::size_t i = 0; i < items.size(); ++i) {
    GivenFile &item = items[i];
    if (item.role == FileRole::kUnknown && !is_safe && !is_torch) {
      item.role = FileRole::kSafetensors;
    }
    const bool is_other =
        (item.role == FileRole::kTorch && is_safe) ||
        (item.role == FileRole::kConfig && has_name && item.name != "config.json") ||
        (item.role == FileRole::kIndex && (is_safe || is_torch) &&
         item.name.ends_with(kTorchIndex) == is_safe);
    if (is_other || item.role == FileRole::kUnknown) {
      item.role = FileRole::kLeftOut;
    }
  }
  if (!has(FileRole::kSafetensors) && !has(FileRole::kTorch) && !has(FileRole::kIndex)) {
    refuse(
        ErrorCode::kUnsupported,
        {"files: expected one of weights (.safetensors, or .bin, .pt or .pth of torch.save), got ",
         items.empty() ? "none" : "only ", items.empty() ? "" : items.front().shown()});
  }
  for (const bool are_weights : {true, false}) {
    for (std::size_t i = items.size(); i-- > 0;) {
      if (items[i].role != FileRole::kLeftOut && items[i].is_weights() == are_weights) {
        left.push_back(i);
      }
    }
  }
}

/// Sets what is wanted of the next file; nothing when all are read.
void ModelFiles::State::want_next() {
  wanted = {};
  while (!left.empty()) {
    GivenFile &item = items[left.back()];
    if (item.role != FileRole::kLeftOut) {
      const std::uint64_t size = item.is_weights() ? std::min(item.size, kStart) : item.size;
      if (size > kLongestJson) {
        refuse(ErrorCode::kUnsupported,
               {item.name, ": expected at most ", kLongestJson, " bytes, got ", size});
      }
      wanted = {item.begin, item.begin + size};
      if (size != 0 || !read(item, "")) {
        return;
      }
    }
    left.pop_back();
  }
  sort_by_bytes(header.tensors);
  refuse_repeated();
}

ByteRange ModelFiles::wanted() const { return state_->wanted; }

void ModelFiles::take(std::string_view bytes) {
  State &state = *state_;
  if (!state.left.empty() && state.read(state.items[state.left.back()], bytes)) {
    state.left.pop_back();
    state.want_next();
  }
}

/// True when the file is done.
bool ModelFiles::State::read(GivenFile &item, std::string_view bytes) {
  if (item.is_weights()) {
    return read_weights(item, bytes);
  }
  if (item.role == FileRole::kText) {
    of_words.set(item.key, Json(std::string(bytes)));
    return true;
  }
  Json json = parsed_json(bytes, item.name);
  if (item.role == FileRole::kIndex) {
    read_index(item, json);
  } else if (item.role == FileRole::kJson) {
    of_words.set(item.key, std::move(json));
  } else if (!json.is_object()) {
    refuse_type(item.name, "an object", json);
  } else if (item.role == FileRole::kPixels) {
    pixels = pixel_config(json);
  } else {
    config.update(json);
  }
  return true;
}

bool ModelFiles::State::read_weights(const GivenFile &item, std::string_view bytes) {
  if (zip) {
    zip->take(bytes);
  } else if (data_start != 0) {
    SafetensorsHeader part = read_safetensors_header(bytes, item.size, item.shown());
    data_start = 0;
    return add(part, item.begin);
  } else if (bytes.starts_with("PK")) {
    zip = torch_file(std::string(item.shown()), item.size);
  } else {
    refuse_known_others(bytes, item.shown());
    data_start = safetensors_data_start(bytes, item.size, item.shown());
    wanted = {item.begin, item.begin + data_start};
    return false;
  }
  const ByteRange range = zip->wanted();
  wanted = {item.begin + range.begin, item.begin + range.end};
  if (!range.is_empty()) {
    return false;
  }
  const std::unique_ptr<TensorFile> done = std::move(zip);
  return add(done->header(), item.begin);
}

/// What the index does not name is left out: a folder may hold the same weights in another cut.
void ModelFiles::State::read_index(const GivenFile &index, const Json &json) {
  const Json *map = find(json, "weight_map");
  if (map == nullptr || !map->is_object()) {
    refuse(ErrorCode::kParse,
           {index.name, ".weight_map: expected an object that names the file of each tensor"});
  }
  std::vector<char> is_named(items.size(), 0);
  for (const Json &part : map->items()) {
    const std::string name = read_string(part, joined({index.name, ".weight_map"}));
    std::size_t i = 0;
    while (i < items.size() && items[i].name != base_name(name)) {
      ++i;
    }
    if (i == items.size()) {
      refuse(ErrorCode::kShape,
             {name, ": ", index.name, " names this part of the model, and it was not given"});
    }
    is_named[i] = 1;
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].is_weights() && is_named[i] == 0) {
      items[i].role = FileRole::kLeftOut;
    }
  }
}

/// What a file of weights that begins at this byte says to that of all. True.
bool ModelFiles::State::add(SafetensorsHeader &part, std::uint64_t begin) {
  for (StoredTensor &tensor : part.tensors) {
    tensor.begin += begin;
    tensor.end += begin;
    header.tensors.push_back(std::move(tensor));
  }
  part.metadata.update(header.metadata);
  header.metadata = std::move(part.metadata);
  return true;
}

void ModelFiles::State::refuse_repeated() const {
  std::vector<const StoredTensor *> by_name;
  for (const StoredTensor &tensor : header.tensors) {
    by_name.push_back(&tensor);
  }
  const auto is_less = [](const StoredTensor *a, const StoredTensor *b) {
    return a->name < b->name;
  };
  std::make_heap(by_name.begin(), by_name.end(), is_less); // see json_parse.cpp
  std::sort_heap(by_name.begin(), by_name.end(), is_less);
  for (std::size_t i = 1; i < by_name.size(); ++i) {
    if (by_name[i - 1]->name == by_name[i]->name) {
      refuse(ErrorCode::kShape, {"tensor \"", by_name[i]->name, "\": it stands twice, in ",
                                 file_of(*by_name[i - 1]), " and in ", file_of(*by_name[i])});
    }
  }
}

std::string_view ModelFiles::State::file_of(const StoredTensor &tensor) const {
  const auto holds = [&](const GivenFile &item) {
    return tensor.begin >= item.begin && tensor.end <= item.begin + item.size;
  };
  return std::find_if(items.begin(), items.end(), holds)->shown();
}

SafetensorsHeader ModelFiles::take_tensors() { return std::move(state_->header); }

Json ModelFiles::config() const {
  Json config = state_->pixels;
  config.update(stored_config(state_->header.metadata));
  config.update(state_->config);
  config.update(state_->of_words);
  const auto weights = std::find_if(state_->items.begin(), state_->items.end(),
                                    [](const GivenFile &item) { return item.is_weights(); });
  const bool is_named =
      weights == state_->items.end() || weights->name.empty() || find(config, "name") != nullptr ||
      find(config, "architecture") != nullptr || find(config, "_name_or_path") != nullptr;
  if (!is_named) {
    config.add("name", Json(weights->name));
  }
  return config;
}

} // namespace attn
