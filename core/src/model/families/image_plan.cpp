// SPDX-License-Identifier: MIT
#include "model/families/image_plan.hpp"

#include "base/check.hpp"

#include <utility>

namespace attn {

namespace {

/// A token, or [1, registers, d] several of them.
void plan_prefix(const Plan &plan, const PrefixNames &names, Index d,
                 std::vector<PrefixToken> &tokens) {
  const std::string name = found(plan.demands, "", names.tensor, "");
  if (name.empty()) {
    return;
  }
  const StoredTensor &stored = plan.demands.required(name);
  const auto count = static_cast<Index>(stored.count()) / d;
  if (count == 0) {
    plan.demands.ignore(name);
    return;
  }
  std::vector<TensorPart> parts;
  for (Index i = 0; i < count; ++i) {
    PrefixToken token;
    token.name = names.token;
    if (count > 1) {
      token.name.insert(token.name.size() - 1, joined({" ", i + 1}));
    }
    token.vector.resize(d);
    parts.push_back({i, 1, 0, d, token.vector.data(), d, 1});
    tokens.push_back(std::move(token));
  }
  if (count == 1) {
    plan.demands.parts(name, {d}, d, std::move(parts));
  } else {
    plan.demands.parts(name, {count, d}, d, std::move(parts));
  }
}

/// Patches of the trained image, by its size or as a square.
Grid trained_grid(const PatchEmbedding &patches, const std::vector<Index> &size, Index places) {
  const Index patch = patches.patch_size;
  if (size.empty()) {
    Index side = 1;
    while (side * side < places) {
      ++side;
    }
    return {side, side};
  }
  const Index height = size.front();
  const Index width = size.back();
  if (size.size() > 2 || height < patch || width < patch || height % patch != 0 ||
      width % patch != 0) {
    refuse(ErrorCode::kShape, {"config.image_size: expected a number of pixels, or height and "
                               "width, in multiples of the patch of ",
                               patch, ", got ", height, " × ", width});
  }
  return {height / patch, width / patch};
}

} // namespace

Index plan_patches(const Plan &plan, const PatchNames &names, const std::vector<Index> &size) {
  TensorDemands &demands = plan.demands;
  PatchEmbedding patches;
  const std::string weight = std::string(names.projection) + ".weight";
  const Index d = demands.extent(weight, 4, 0);
  patches.num_channels = demands.extent(weight, 4, 1);
  patches.patch_size = demands.extent(weight, 4, 2);
  const Index side = patches.patch_size;
  check_size(weight, {patches.num_channels, side, side, d});
  const Index inputs = patches.num_channels * side * side;
  patches.projection.weight.resize(inputs, d);
  demands.parts(weight, {d, patches.num_channels, side, side}, inputs,
                {{0, d, 0, inputs, patches.projection.weight.data(), 1, d}});
  patches.projection.bias = demands.vector_if(std::string(names.projection) + ".bias", d);
  for (const Index told : plan.config.indices({"patch_size"})) {
    if (told != side) {
      refuse(ErrorCode::kShape,
             {"config.patch_size: expected ", side, " for the projection in the file, got ", told});
    }
  }
  Index first = 0; // tokens of the first kind
  for (const PrefixNames &kind : names.prefix) {
    plan_prefix(plan, kind, d, patches.prefix);
    first = first == 0 ? patches.prefix_count() : first;
  }
  const std::string position = found(demands, "", names.position, "");
  if (position.empty()) {
    patches.grid = trained_grid(patches, size, 0);
    if (size.empty()) {
      refuse(ErrorCode::kShape,
             {plan.config.path_of("image_size"), ": expected the pixels of a side (no table of "
                                                 "positions tells them), got nothing"});
    }
    plan.model().patches = std::move(patches);
    return d;
  }
  const StoredTensor &table = demands.required(position);
  const Index rows = static_cast<Index>(table.count()) / d;
  const Index all = patches.prefix_count();
  bool fits = false;
  for (const Index covered : {all, first, Index{0}}) {
    patches.grid = trained_grid(patches, size, rows - covered);
    if (rows > covered && patches.grid.rows * patches.grid.cols == rows - covered) {
      patches.covered = covered;
      fits = true;
      break;
    }
  }
  if (!fits) {
    if (size.empty()) {
      refuse(ErrorCode::kShape, {"tensor \"", table.name, "\": expected a square number of patches",
                                 all != 0 ? " and one row for the class token" : "", ", got ", rows,
                                 " rows; for another shape give the image's height and width in "
                                 "config.image_size"});
    }
    refuse(ErrorCode::kShape, {"config.image_size: expected the size that the ", rows,
                               " rows of \"", table.name, "\" were made for, in patches of ", side,
                               " pixels, got ", size.front(), " × ", size.back()});
  }
  patches.position = demands.rows(position, rows, d);
  plan.model().patches = std::move(patches);
  return d;
}

RelativePosition plan_relative(const Plan &plan, const std::string &name, const Grid &grid,
                               Index heads, Index prefix) {
  const Index places = (2 * grid.rows - 1) * (2 * grid.cols - 1);
  const Index extra = prefix == 0 ? 0 : 3;
  RelativePosition position;
  position.grid = grid;
  position.prefix = prefix;
  position.table.resize(heads, places);
  // (query − key) is (key − query) read from the other end.
  std::vector<TensorPart> parts{
      {0, places, 0, heads, position.table.data() + places - 1, -1, places}};
  if (extra != 0) {
    position.prefix_table.resize(heads, extra);
    parts.push_back({places, extra, 0, heads, position.prefix_table.data(), 1, extra});
  }
  plan.demands.parts(name, {places + extra, heads}, heads, std::move(parts));
  return position;
}

} // namespace attn
