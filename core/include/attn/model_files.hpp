// SPDX-License-Identifier: MIT
/// \file
/// The files of a model as people have them: weights in one file or several, of safetensors or of
/// torch.save(), beside the JSON that says what they are. What tells of the tensors may stand
/// anywhere in a file, so it is asked for, range by range, and the numbers are never read here.
/// Formats: https://huggingface.co/docs/safetensors, torch/serialization.py of PyTorch (1.6 and
/// later), https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (zip), and Hugging Face's
/// config.json, preprocessor_config.json and *.index.json.
#pragma once

#include "attn/json.hpp"
#include "attn/safetensors.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace attn {

/// A file that is there to be read.
struct ModelFile {
  std::string name;       ///< with or without folders; may be empty where there is only one
  std::uint64_t size = 0; ///< in bytes
};

/// Bytes of the files, as if they lay one behind the other in the order in which they were given.
struct ByteRange {
  std::uint64_t begin = 0; ///< the first byte
  std::uint64_t end = 0;   ///< behind the last byte

  /// Nothing is wanted.
  bool is_empty() const { return begin == end; }
};

/// Finds the tensors and the configuration in files that may come in any order. By their names:
///
/// - `.safetensors`; or, where there is none, `.bin`, `.pt`, `.pth`, `.ckpt` of torch.save(): the
///   weights. Several are parts of one model. Where there are none, files of names that are not
///   known are taken for them, as one without a name is
/// - `*.index.json`: which files are the parts; others are left out then
/// - `config.json`, or any other JSON file where there is none of that name
/// - `preprocessor_config.json`: `image_mean`, `image_std` and `image_size` where config.json has
/// none.
///   `do_normalize: false` and another `rescale_factor` than 1 / 255 become a mean and a deviation
/// - `tokenizer.json`, `vocab.json`, `merges.txt`, `vocab.txt`: they become the keys
/// `tokenizer_json`
///   and `vocab_json` (what the JSON says), `merges_txt` and `vocab_txt` (texts)
/// - anything else is left out
///
/// Of a file of torch.save() the state dict is taken: the dict that is saved or, in it, the dict
/// under `state_dict`, `model_state_dict`, `model`, `teacher`, `student` or `module`, the first
/// that has tensors. Dicts in dicts give names with points.
class ModelFiles {
public:
  /// Throws Error(kUnsupported) when none of the files can be one of weights.
  explicit ModelFiles(std::vector<ModelFile> files);
  ~ModelFiles();
  /// What they know so far moves along.
  ModelFiles(ModelFiles &&other) noexcept;

  /// What take() needs next; empty when all is known.
  ByteRange wanted() const;

  /// Exactly the bytes that are wanted. Throws Error with the name of the file, tensor or key:
  /// - kParse: not what its name says, cut short, or spoiled
  /// - kShape: what its parts say does not fit together; a part that the index names is missing; a
  ///   tensor stands in two files
  /// - kUnsupported: compressed or encrypted zips, files of PyTorch before 1.6, of TorchScript and
  /// of
  ///   big-endian machines, a pickle that asks for anything but tensors, dicts, lists and numbers,
  ///   a tensor whose numbers do not lie one behind the other
  void take(std::string_view bytes);

  /// Once nothing is wanted: of all files together. They can be taken once.
  SafetensorsHeader take_tensors();
  /// Once nothing is wanted: what the files say of the model, config.json before the weights' own
  /// `__metadata__.config`, which is left out where it is no JSON object.
  Json config() const;

private:
  struct State;
  std::unique_ptr<State> state_;
};

} // namespace attn
