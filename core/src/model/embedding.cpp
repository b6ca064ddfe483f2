// SPDX-License-Identifier: MIT
#include "model/embedding.hpp"

#include "base/check.hpp"
#include "math/kernels.hpp"
#include "model/resample.hpp"
#include "model/windows.hpp"

#include <utility>

namespace attn {

namespace {

/// Row p: the pixels of patch p, row by row, in the order of the model.
Matrix cut_patches(const PatchEmbedding &embedding, const Grid &grid, const Matrix &pixels) {
  const Index size = embedding.patch_size;
  const Index channels = embedding.num_channels;
  const Index height = pixels.rows() / channels;
  const bool channels_last = embedding.order == PatchOrder::kChannelsLast;
  Matrix patches(grid.rows * grid.cols, channels * size * size);
  for (Index p = 0; p < patches.rows(); ++p) {
    for (Index channel = 0; channel < channels; ++channel) {
      for (Index y = 0; y < size; ++y) {
        const Index row = channel * height + p / grid.cols * size + y;
        for (Index x = 0; x < size; ++x) {
          const Index pixel = y * size + x;
          patches(p, channels_last ? pixel * channels + channel : channel * size * size + pixel) =
              pixels(row, p % grid.cols * size + x);
        }
      }
    }
  }
  return patches;
}

std::vector<std::string> patch_names(const PatchEmbedding &embedding, const Grid &grid) {
  std::vector<std::string> names;
  for (const PrefixToken &token : embedding.prefix) {
    names.push_back(token.name);
  }
  for (std::string &name : names_of_patches(grid, {})) {
    names.push_back(std::move(name));
  }
  return names;
}

/// [prefix + patches, d], zero where the table does not reach.
Matrix patch_positions(const PatchEmbedding &embedding, const Grid &grid) {
  const Matrix &table = embedding.position;
  const Index patches = grid.rows * grid.cols;
  const Index covered = embedding.covered;
  Matrix position = Matrix::Zero(embedding.prefix_count() + patches, table.cols());
  position.topRows(covered) = table.topRows(covered);
  const bool as_trained = grid.rows == embedding.grid.rows && grid.cols == embedding.grid.cols;
  const Matrix own = table.bottomRows(table.rows() - covered);
  position.bottomRows(patches) =
      as_trained ? own : resampled(own, embedding.grid, grid, embedding.resampling);
  return position;
}

} // namespace

Grid PatchEmbedding::grid_of(Index height, Index width) const {
  const bool as_trained = height == image_height() && width == image_width();
  const bool any_size = resampling != Resampling::kNever;
  if (as_trained || (any_size && height >= patch_size && width >= patch_size &&
                     height % patch_size == 0 && width % patch_size == 0)) {
    return {height / patch_size, width / patch_size};
  }
  refuse(ErrorCode::kShape,
         {"pixels: expected ", image_height(), " × ", image_width(), " pixels",
          any_size ? joined({", or other multiples of ", patch_size}) : std::string(), ", got ",
          height, " × ", width});
}

Embedded embed_pixels(const PatchEmbedding &embedding, const Matrix &pixels,
                      const InputChanges &changes) {
  Embedded out;
  out.grid = embedding.grid_of(pixels.rows() / embedding.num_channels, pixels.cols());
  out.tokens = patch_names(embedding, out.grid);
  out.patches = sorted(cut_patches(embedding, out.grid, pixels), changes.order);
  if (embedding.pixel_norm) {
    out.patches = normalize(*embedding.pixel_norm, out.patches);
  }
  Matrix projected;
  project(out.patches, embedding.projection.weight, embedding.projection.bias, projected);
  if (embedding.patch_norm) {
    out.projected = projected;
    projected = normalize(*embedding.patch_norm, projected);
  }
  const Index prefix = embedding.prefix_count();
  out.embedding.resize(prefix + projected.rows(), projected.cols());
  for (Index i = 0; i < prefix; ++i) {
    out.embedding.row(i) = embedding.prefix[static_cast<std::size_t>(i)].vector;
  }
  out.embedding.bottomRows(projected.rows()) = projected;
  out.hidden = out.embedding;
  if (changes.positions && embedding.position.size() != 0) {
    out.position = patch_positions(embedding, out.grid);
    out.hidden += out.position;
  }
  if (embedding.norm) {
    out.hidden = normalize(*embedding.norm, out.hidden);
  }
  return out;
}

Position placed(RopePosition rope, const PatchEmbedding &embedding, const Grid &grid) {
  const auto steps = [&](Index count) -> GridSteps {
    const auto places = static_cast<double>(count);
    switch (embedding.rope_places) {
    case RopePlaces::kIndex:
      break;
    case RopePlaces::kStretched:
      return {0, embedding.rope_extent / places};
    case RopePlaces::kCentred:
      return {1 / places - 1, 2 / places};
    }
    return {};
  };
  rope.grid = grid;
  rope.row_steps = steps(grid.rows);
  rope.col_steps = steps(grid.cols);
  return rope;
}

Embedded embed_words(const WordEmbedding &words, const std::vector<Index> &token_ids,
                     bool positions) {
  if (token_ids.empty()) {
    refuse(ErrorCode::kShape, {"tokenIds: expected at least one, got none"});
  }
  const auto n = static_cast<Index>(token_ids.size());
  check_size("x", {n, words.word.cols()});
  Embedded out;
  out.embedding.resize(n, words.word.cols());
  for (Index i = 0; i < n; ++i) {
    const Index id = token_ids[static_cast<std::size_t>(i)];
    if (id < 0 || id >= words.word.rows()) {
      refuse(ErrorCode::kRange,
             {"tokenIds[", i, "]: expected 0 to ", words.word.rows() - 1, ", got ", id});
    }
    out.embedding.row(i) = words.word.row(id);
    out.tokens.push_back(joined({id}));
  }
  if (words.scale != 1) {
    out.embedding *= words.scale;
  }
  if (words.token_type.size() != 0) {
    out.embedding.rowwise() += words.token_type;
  }
  out.hidden = out.embedding;
  if (positions && is_additive(words.position)) {
    check_position(words.position, n, n);
    out.position = additive_position(words.position, n, words.word.cols());
    out.hidden += out.position;
  }
  if (words.norm) {
    out.hidden = normalize(*words.norm, out.hidden);
  }
  return out;
}

} // namespace attn
