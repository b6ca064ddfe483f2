// SPDX-License-Identifier: MIT
/// \file
/// From files of weights to a Model, piece by piece, so that they never have to be in memory beside
/// its weights.
#pragma once

#include "attn/model.hpp"
#include "attn/model_files.hpp"

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
  /// `files`: nothing is wanted of them any more. `config`: config.json's object; its keys win over
  /// those that the files bring.
  /// Throws Error as read_model_config() does; kUnsupported (no known names, a tensor that no known
  /// model has), kShape (a tensor is missing or does not fit), each with the tensor's name;
  /// kOutOfMemory.
  ModelLoader(ModelFiles files, const Json &config);
  /// Of one .safetensors file. `start`: its first safetensors_data_start() bytes. Throws Error as
  /// above and as read_safetensors_header() does.
  ModelLoader(std::string_view start, std::uint64_t file_size, const Json &config);
  ~ModelLoader();

  /// Bytes of all files, one behind the other.
  using Range = ByteRange;
  /// All that has to be read. They may overlap, where a file has the same numbers under two names.
  std::vector<Range> ranges() const;

  /// The next bytes of a range, a multiple of 8 or the rest. Throws Error: kRange (not the next),
  /// kNotFinite.
  void fill(std::size_t range, std::span<const unsigned char> bytes);

  /// Throws Error(kShape) when a range was not filled. The loader is empty afterwards.
  std::shared_ptr<const Model> finish();

private:
  std::unique_ptr<ModelDraft> draft_;
};

/// The whole file at once, of safetensors or of torch.save(). Throws Error as above and as
/// ModelFiles does.
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
