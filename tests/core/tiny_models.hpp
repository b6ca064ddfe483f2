// SPDX-License-Identifier: MIT
/// Whole small model files with weights that follow no pattern, to be spoiled and loaded.
#pragma once

#include "layers.hpp"
#include "models.hpp"

#include "attn/model_loader.hpp"
#include "attn/model_run.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace attn::test {

/// Adds tensors with values in about ±0.5.
class TinyWriter {
public:
  void add(const std::string &name, const std::vector<Index> &shape) {
    Index count = 1;
    for (const Index extent : shape) {
      count *= extent;
    }
    const Matrix values = input_of(1, count, ++salt_) * 0.25F;
    writer.add(name, shape, {values.data(), values.data() + count});
  }
  void add_pair(const std::string &name, const std::vector<Index> &shape) {
    add(name + ".weight", shape);
    add(name + ".bias", {shape.front()});
  }

  FileWriter writer;

private:
  std::uint32_t salt_ = 0;
};

/// timm's names: 4 × 4 pixels, patches of 2, [CLS], d = 4, one block, 3 labels; wants num_heads.
inline FileWriter tiny_vit() {
  TinyWriter tiny;
  tiny.add("cls_token", {1, 1, 4});
  tiny.add("pos_embed", {1, 5, 4});
  tiny.add_pair("patch_embed.proj", {4, 1, 2, 2});
  tiny.add_pair("blocks.0.norm1", {4});
  tiny.add_pair("blocks.0.attn.qkv", {12, 4});
  tiny.add_pair("blocks.0.attn.proj", {4, 4});
  tiny.add_pair("blocks.0.norm2", {4});
  tiny.add_pair("blocks.0.mlp.fc1", {6, 4});
  tiny.add_pair("blocks.0.mlp.fc2", {4, 6});
  tiny.add_pair("norm", {4});
  tiny.add_pair("head", {3, 4});
  return std::move(tiny.writer);
}

/// GPT-2's names: 6 words, 5 places, d = 4, two blocks; wants n_head.
inline FileWriter tiny_gpt() {
  TinyWriter tiny;
  tiny.add("wte.weight", {6, 4});
  tiny.add("wpe.weight", {5, 4});
  for (const std::string block : {"h.0", "h.1"}) {
    tiny.add_pair(block + ".ln_1", {4});
    tiny.add(block + ".attn.c_attn.weight", {4, 12});
    tiny.add(block + ".attn.c_attn.bias", {12});
    tiny.add_pair(block + ".attn.c_proj", {4, 4});
    tiny.add_pair(block + ".ln_2", {4});
    tiny.add(block + ".mlp.c_fc.weight", {4, 6});
    tiny.add(block + ".mlp.c_proj.weight", {6, 4});
  }
  tiny.add_pair("ln_f", {4});
  return std::move(tiny.writer);
}

/// A text pack of one layer with a norm before it: 6 words, d = 4; wants num_heads.
inline FileWriter tiny_pack() {
  TinyWriter tiny;
  tiny.add("embeddings.word.weight", {6, 4});
  for (const char *name : {"attention.wq", "attention.wk", "attention.wv", "attention.wo"}) {
    tiny.add(name, {4, 4});
  }
  tiny.add_pair("attention.norm", {4});
  return std::move(tiny.writer);
}

/// The two of them, loaded.
/// @{
inline std::shared_ptr<const Model> loaded_vit() {
  return load_model(tiny_vit().file(), LibraryJson({{"num_heads", 2}}));
}
inline std::shared_ptr<const Model> loaded_gpt() {
  return load_model(tiny_gpt().file(), LibraryJson({{"n_head", 2}}));
}
/// @}

inline ModelRun finished(ModelRun run) {
  while (run.advance()) {
  }
  return run;
}

inline ModelRun vit_run(std::shared_ptr<const Model> model) {
  return finished(ModelRun::of_pixels(std::move(model), input_of(4, 4)));
}

} // namespace attn::test
