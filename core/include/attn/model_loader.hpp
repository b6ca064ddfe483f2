// SPDX-License-Identifier: MIT
/// \file
/// From a .safetensors file to a Model, piece by piece, so that the file never has to be in memory
/// beside its weights.
#pragma once

#include "attn/model.hpp"
#include "attn/safetensors.hpp"

#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace attn {

struct ModelDraft;

/// Reads the files of every family in src/model/families: of timm's VisionTransformer, Hugging
/// Face's ViTForImageClassification, BertModel and GPT2LMHeadModel (and minGPT), and this project's
/// text packs.
class ModelLoader {
public:
  /// `start`: the first safetensors_data_start() bytes of the file. `config`: config.json's object;
  /// its keys win over those in the file's __metadata__.config.
  /// Throws Error as read_safetensors_header() and read_model_config() do; kUnsupported (no known
  /// names, a tensor that no known model has), kShape (a tensor is missing or does not fit), each
  /// with the tensor's name; kOutOfMemory.
  ModelLoader(std::string_view start, std::uint64_t file_size, const Json &config);
  ~ModelLoader();

  /// What has to be read: `fill` wants them in this order.
  struct Range {
    std::uint64_t begin = 0; ///< in the file
    std::uint64_t end = 0;   ///< behind the last byte
  };
  /// All that has to be read.
  std::vector<Range> ranges() const;

  /// The next bytes of a range, a multiple of 4. Throws Error: kRange (not the next), kNotFinite.
  void fill(std::size_t range, std::span<const unsigned char> bytes);

  /// Throws Error(kShape) when a range was not filled. The loader is empty afterwards.
  std::shared_ptr<const Model> finish();

private:
  std::unique_ptr<ModelDraft> draft_;
};

/// The whole file at once. Throws Error as above.
///
/// \code{.cpp}
/// #include <attn/model_loader.hpp>
/// #include <attn/model_run.hpp>
/// #include <fstream>
/// #include <iostream>
/// #include <iterator>
///
/// std::ifstream stream("digit-vit.safetensors", std::ios::binary);
/// const std::string file(std::istreambuf_iterator<char>(stream), {});
/// const auto model = attn::load_model(file);
/// const attn::Index side = model->patches->image_width();
/// auto run = attn::ModelRun::of_pixels(model, attn::Matrix::Zero(side, side));
/// while (run.advance()) {
/// }
/// std::cout << run.probabilities().size() << " labels\n"; // 10 labels
/// std::cout << run.layer(0)->weights(0).rows() << '\n'; // 50
/// \endcode
std::shared_ptr<const Model> load_model(std::string_view file, const Json &config = Json::object());

} // namespace attn
