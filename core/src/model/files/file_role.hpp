// SPDX-License-Identifier: MIT
/// What the files of a model are for, by the names that PyTorch's and Hugging Face's tools give
/// them.
#pragma once

#include <string_view>

namespace attn {

enum class FileRole {
  kSafetensors,
  kTorch,  ///< of torch.save()
  kIndex,  ///< says which tensor is in which file
  kConfig, ///< config.json
  kPixels, ///< preprocessor_config.json
  kJson,   ///< of a tokenizer
  kText,   ///< likewise
  kLeftOut,
  kUnknown,
};

struct NamedRole {
  std::string_view name; ///< all of it, or its end where it begins with a point
  FileRole role;
  const char *key = nullptr; ///< under which what is in it stands in the configuration
};

/// The name without its folders.
std::string_view base_name(std::string_view name);

/// `name`: without folders.
const NamedRole &role_of(std::string_view name);

} // namespace attn
