// SPDX-License-Identifier: MIT
#include "model/families/families.hpp"

#include "base/check.hpp"

#include <vector>

namespace attn {

// Each in a file of its name.
const Family &timm_vit();
const Family &hugging_face_vit();
const Family &bert();
const Family &gpt2();
const Family &text_pack();

namespace {

/// In the order in which a file is tried.
constexpr std::array kFamilies{timm_vit, hugging_face_vit, bert, gpt2, text_pack};

} // namespace

void plan_model(ModelDraft &draft, TensorDemands &demands) {
  std::vector<const char *> known;
  for (const auto &family_of : kFamilies) {
    const Family &family = family_of();
    for (const char *prefix : family.prefixes) {
      if (prefix != nullptr && demands.has(joined({prefix, family.sign}))) {
        family.plan(draft, demands, prefix);
        return;
      }
    }
    known.push_back(family.name);
  }
  refuse(ErrorCode::kUnsupported,
         {"file: its tensors have none of the names that are known; known are those of ",
          listed(known)});
}

} // namespace attn
