// SPDX-License-Identifier: MIT
#include "model/files/file_role.hpp"

#include <array>

namespace attn {

namespace {

/// The first that fits.
constexpr std::array kNamedRoles{
    NamedRole{".safetensors", FileRole::kSafetensors},
    // What training wrote beside the weights.
    NamedRole{"training_args.bin", FileRole::kLeftOut},
    NamedRole{"optimizer.bin", FileRole::kLeftOut},
    NamedRole{"optimizer.pt", FileRole::kLeftOut},
    NamedRole{"scheduler.bin", FileRole::kLeftOut},
    NamedRole{"scheduler.pt", FileRole::kLeftOut},
    NamedRole{"rng_state.pth", FileRole::kLeftOut},
    NamedRole{".bin", FileRole::kTorch},
    NamedRole{".pt", FileRole::kTorch},
    NamedRole{".pth", FileRole::kTorch},
    NamedRole{".ckpt", FileRole::kTorch},
    NamedRole{".index.json", FileRole::kIndex},
    NamedRole{"preprocessor_config.json", FileRole::kPixels},
    NamedRole{"tokenizer.json", FileRole::kJson, "tokenizer_json"},
    NamedRole{"vocab.json", FileRole::kJson, "vocab_json"},
    NamedRole{"merges.txt", FileRole::kText, "merges_txt"},
    NamedRole{"vocab.txt", FileRole::kText, "vocab_txt"},
    NamedRole{"tokenizer_config.json", FileRole::kLeftOut},
    NamedRole{"special_tokens_map.json", FileRole::kLeftOut},
    NamedRole{"added_tokens.json", FileRole::kLeftOut},
    NamedRole{"generation_config.json", FileRole::kLeftOut},
    NamedRole{"trainer_state.json", FileRole::kLeftOut},
    NamedRole{".json", FileRole::kConfig},
    NamedRole{".txt", FileRole::kLeftOut},
    NamedRole{".md", FileRole::kLeftOut},
};

constexpr NamedRole kNoRole{"", FileRole::kUnknown};

} // namespace

std::string_view base_name(std::string_view name) {
  const std::size_t slash = name.find_last_of("/\\");
  return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

const NamedRole &role_of(std::string_view name) {
  for (const NamedRole &known : kNamedRoles) {
    if (known.name.front() == '.' ? name.ends_with(known.name) : name == known.name) {
      return known;
    }
  }
  return kNoRole;
}

} // namespace attn
