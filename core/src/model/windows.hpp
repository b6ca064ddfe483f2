// SPDX-License-Identifier: MIT
/// How Swin cuts the patches of a picture into windows and merges them (Liu et al. 2021).
#pragma once

#include "attn/encoder_block.hpp"
#include "attn/mask.hpp"
#include "attn/position.hpp"

#include <string>
#include <vector>

namespace attn {

/// For each row of a layer's x the patch that it is, window by window, each row by row, after the
/// shift. The grid is a multiple of the windows.
std::vector<Index> window_order(const Grid &grid, const Windows &windows);

/// [patches, patches of a window]: 0 where query and key meet only because the picture was rolled.
HeadTable window_mask(const Grid &grid, const Windows &windows);

/// Rows in this order, which may be of some of them; an empty order leaves them.
Matrix sorted(const Matrix &rows, const std::vector<Index> &order);
/// Back from it.
Matrix unsorted(const Matrix &rows, const std::vector<Index> &order);

/// "patch 0,1": row and column, in this order, which may be of some of them; all where it is empty.
std::vector<std::string> names_of_patches(const Grid &grid, const std::vector<Index> &order);

/// Rows [rows · cols, d] to [rows / 2 · cols / 2, 2 · d].
Matrix merged(const PatchMerging &merging, const Matrix &rows, const Grid &grid);

} // namespace attn
