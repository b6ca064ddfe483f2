// SPDX-License-Identifier: MIT
#include "model/families/swin_plan.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

namespace attn {

namespace {

/// From the logarithm that the file has.
void plan_head_scales(const Plan &plan, const std::string &name, Index heads, std::size_t layer) {
  auto stored = std::make_shared<RowVector>(heads);
  plan.demands.parts(name, {heads, 1, 1}, 1, {{0, heads, 0, 1, stored->data(), 1, 1}});
  plan.draft.afterwards.push_back([=](ModelDraft &draft) {
    for (Index head = 0; head < heads; ++head) {
      draft.specs[layer].scales.push_back(
          std::exp(std::min((*stored)(head), static_cast<float>(std::log(100.0)))));
    }
  });
}

/// log-spaced places of two axes through a small MLP (Liu et al. 2022, eq. 4 and sec. 3.3).
void plan_continuous_bias(const Plan &plan, const std::string &name, Index heads, Index size,
                          Index trained_size, std::size_t layer) {
  const Index inner = plan.demands.extent(name + ".0.weight", 2, 0);
  auto first = std::make_shared<Linear>(plan.demands.linear(name + ".0", 2, inner));
  auto second = std::make_shared<Linear>(plan.demands.linear(name + ".2", inner, heads));
  plan.draft.afterwards.push_back([=](ModelDraft &draft) {
    const Index wide = 2 * size - 1;
    const auto coordinate = [&](Index place) {
      const double span = std::max<double>(1, static_cast<double>(trained_size - 1));
      const double far = static_cast<double>(place - (size - 1)) / span * 8;
      return static_cast<float>(std::copysign(std::log2(std::abs(far) + 1) / 3, far));
    };
    RelativePosition position;
    position.grid = Grid{size, size};
    position.table.resize(heads, wide * wide);
    for (Index place = 0; place < wide * wide; ++place) {
      RowVector at(2);
      at << coordinate(place / wide), coordinate(place % wide);
      const RowVector hidden = (at * first->weight + first->bias).cwiseMax(0.0F);
      const RowVector values = hidden * second->weight;
      for (Index head = 0; head < heads; ++head) {
        // query − key, read from the other end.
        position.table(head, wide * wide - 1 - place) = 16 / (1 + std::exp(-values(head)));
      }
    }
    draft.specs[layer].position = std::move(position);
  });
}

/// Of the file's table [(2 · size − 1)², heads].
Index window_of_table(const Plan &plan, const std::string &table) {
  const Index places = plan.demands.extent(table, 2, 0);
  Index size = 1;
  while ((2 * size - 1) * (2 * size - 1) < places) {
    ++size;
  }
  return size;
}

/// What Swin V2's file does not tell: config.json, or the architecture's name.
Index told_window(const Plan &plan) {
  const ConfigReader args = plan.config.inside("model_args");
  Index size =
      args.has({"window_size"}) ? args.size({"window_size"}) : plan.config.size({"window_size"});
  const std::string name = plan.config.text({"architecture"}, "");
  if (const std::size_t at = name.find("_window"); size == 0 && at != name.npos) {
    size = static_cast<Index>(std::strtol(name.c_str() + at + 7, nullptr, 10));
  }
  if (size == 0) {
    refuse(ErrorCode::kShape,
           {"config.window_size: expected the patches on a side of a window (the "
            "tensors of Swin V2 do not tell it), got nothing"});
  }
  return size;
}

std::vector<Index> told_image(const Plan &plan) {
  const ConfigReader args = plan.config.inside("model_args");
  if (args.has({"img_size"})) {
    return args.indices({"img_size"});
  }
  const std::vector<Index> input = plan.config.inside("pretrained_cfg").indices({"input_size"});
  if (input.size() == 3) {
    return {input[1], input[2]};
  }
  return plan.config.indices({"image_size", "img_size"});
}

struct Stage {
  Index d;
  Grid grid;
};

void plan_swin_block(const Plan &plan, const SwinNames &swin, const std::string &block,
                     const Stage &stage, Index index, std::optional<PatchMerging> merging) {
  const std::size_t layer = plan.draft.specs.size();
  const std::string table = found(plan.demands, block, swin.table, "");
  const std::string scale = found(plan.demands, block, swin.scale, "");
  const bool is_second = table.empty();
  if (is_second && scale.empty()) {
    refuse(ErrorCode::kShape, {"tensor \"", plan.demands.prefix(), block, swin.table.front(),
                               "\": the model needs it, and the file has none"});
  }
  BlockTraits traits;
  traits.epsilon = 1e-5F;
  const Index heads =
      is_second ? plan.demands.required(scale).shape.front() : plan.demands.extent(table, 2, 1);
  traits.spec.num_heads = heads;
  const Index told = is_second ? told_window(plan) : window_of_table(plan, table);
  const Index least = std::min(stage.grid.rows, stage.grid.cols);
  const Index size = std::min(told, least);
  if (stage.grid.rows % size != 0 || stage.grid.cols % size != 0 || (!is_second && size != told)) {
    refuse(ErrorCode::kUnsupported, {"config.image_size: expected pictures that the windows of ",
                                     told, " patches divide at every stage, got ", stage.grid.rows,
                                     " × ", stage.grid.cols, " patches"});
  }
  const bool is_shifted = index % 2 == 1 && size < least;
  traits.spec.window = size * size;
  BlockNames names = swin.names;
  if (is_second) {
    names.post1 = names.norm1;
    names.post2 = names.norm2;
    names.norm1 = names.norm2 = {};
    traits.spec.cosine = true;
  }
  plan_block(plan, names, block, stage.d, traits);
  if (!is_second) {
    // Last, and moved: the demand for the table points to its memory.
    plan.draft.specs[layer].position = plan_relative(plan, table, {size, size}, heads, 0);
  }
  EncoderBlock &made = plan.model().blocks.back();
  made.merging = std::move(merging);
  made.windows = {size, is_shifted ? size / 2 : 0};
  if (is_second) {
    const std::vector<Index> trained = plan.config.indices({"pretrained_window_sizes"});
    if (std::any_of(trained.begin(), trained.end(), [](Index value) { return value != 0; })) {
      refuse(ErrorCode::kUnsupported, {"config.pretrained_window_sizes: expected only 0"});
    }
    plan_head_scales(plan, scale, heads, layer);
    plan_continuous_bias(plan, found(plan.demands, block, swin.coordinates, ".0.weight"), heads,
                         size, size, layer);
  }
}

std::optional<PatchMerging> plan_merging(const Plan &plan, const std::string &name, Stage &stage) {
  if (stage.grid.rows % 2 != 0 || stage.grid.cols % 2 != 0) {
    refuse(ErrorCode::kUnsupported, {"config.image_size: expected pictures whose patches can be "
                                     "merged in twos, got ",
                                     stage.grid.rows, " × ", stage.grid.cols});
  }
  PatchMerging merging;
  merging.reduction = plan.demands.linear(name + "reduction", 4 * stage.d);
  const Index out = merging.reduction.weight.cols();
  merging.norm_first = plan.demands.extent(name + "norm.weight", 1, 0) == 4 * stage.d;
  merging.norm = plan.demands.norm(name + "norm", merging.norm_first ? 4 * stage.d : out, 1e-5F);
  stage = {out, {stage.grid.rows / 2, stage.grid.cols / 2}};
  return merging;
}

} // namespace

void plan_swin(const Plan &plan, const SwinNames &swin) {
  const Index first = plan_patches(plan, {.projection = swin.patches}, told_image(plan));
  PatchEmbedding &patches = *plan.model().patches;
  BlockTraits plain;
  plain.epsilon = 1e-5F;
  patches.patch_norm = plan_norm_if(plan, "", {swin.patch_norm}, first, plain);
  Stage stage{first, patches.grid};
  const auto count_of = [&](Index number) {
    Index count = 0;
    while (plan.demands.has_any(swin.block(number, count))) {
      ++count;
    }
    return count;
  };
  Index total = 0;
  Index stages = 0;
  while (const Index count = count_of(stages)) {
    total += count;
    ++stages;
  }
  plan.draft.reserve(total);
  for (Index number = 0; number < stages; ++number) {
    std::optional<PatchMerging> merging;
    if (number != 0) {
      merging = plan_merging(plan, swin.merging(number - 1), stage);
    }
    const Index count = count_of(number);
    for (Index i = 0; i < count; ++i) {
      plan_swin_block(plan, swin, swin.block(number, i), stage, i, std::move(merging));
      merging.reset();
    }
  }
  Top &top = plan.model().top;
  top.norm = plan_norm(plan, swin.norm, stage.d, plain);
  top.pooling = Pooling::kMean;
  for (const char *head : swin.head) {
    if (head != nullptr && !top.head) {
      top.head = plan.demands.head(head, stage.d);
    }
  }
  plan.demands.refuse_leftovers("", {"mask_token"});
}

} // namespace attn
