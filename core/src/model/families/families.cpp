// SPDX-License-Identifier: MIT
#include "model/families/families.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <vector>

namespace attn {

// Each in a file of its name.
const Family &cait();
const Family &timm_vit();
const Family &timm_vit_apart();
const Family &timm_vit_parallel();
const Family &hugging_face_vit();
const Family &bert();
const Family &gpt2();
const Family &llama();
const Family &clip_vision();
const Family &dinov3();
const Family &swin_hugging_face();
const Family &swin_timm();
const Family &swin_torchvision();
const Family &open_clip();
const Family &torchvision_vit();
const Family &vit_pytorch();
const Family &distilbert();
const Family &t5_encoder();
const Family &modernbert();
const Family &gpt_neox();
const Family &text_pack();

namespace {

/// In the order in which a file is tried.
constexpr std::array kFamilies{swin_hugging_face,
                               swin_timm,
                               swin_torchvision,
                               hugging_face_vit,
                               dinov3,
                               cait,
                               timm_vit,
                               timm_vit_apart,
                               timm_vit_parallel,
                               clip_vision,
                               open_clip,
                               torchvision_vit,
                               vit_pytorch,
                               bert,
                               distilbert,
                               gpt2,
                               llama,
                               t5_encoder,
                               modernbert,
                               gpt_neox,
                               text_pack};

bool has_type(const Family &family, const std::string &type) {
  return family.model_types.front() == nullptr ||
         std::any_of(family.model_types.begin(), family.model_types.end(),
                     [&](const char *known) { return known != nullptr && type == known; });
}

/// What stands before the signs of the family; none where the file has them not.
std::optional<std::string> prefix_of(const Family &family, TensorDemands &demands) {
  std::optional<std::string> prefix = demands.prefix_of(family.signs.front());
  if (prefix) {
    demands.set_prefix(*prefix);
    for (const char *sign : family.signs) {
      if (sign != nullptr && !demands.has(sign)) {
        prefix.reset();
        break;
      }
    }
  }
  return prefix;
}

void refuse_adapters(const ModelDraft &draft) {
  for (const StoredTensor &tensor : draft.header.tensors) {
    if (tensor.name.find("lora_") != std::string::npos) {
      refuse(ErrorCode::kUnsupported,
             {"tensor \"", tensor.name,
              "\": a LoRA adapter changes the weights of another file; merge it (PEFT's "
              "merge_and_unload) and save the model"});
    }
  }
}

} // namespace

void plan_model(ModelDraft &draft, TensorDemands &demands) {
  refuse_adapters(draft);
  std::vector<const char *> known;
  for (const auto &family_of : kFamilies) {
    const Family &family = family_of();
    if (has_type(family, draft.model.config.model_type) && prefix_of(family, demands)) {
      draft.model.family = family.name;
      family.plan({draft, demands, ConfigReader(&draft.model.config.json)});
      return;
    }
    if (std::find(known.begin(), known.end(), family.name) == known.end()) {
      known.push_back(family.name);
    }
  }
  refuse(ErrorCode::kUnsupported,
         {"file: its tensors have none of the names that are known; known are those of ",
          listed(known)});
}

} // namespace attn
