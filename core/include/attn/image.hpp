// SPDX-License-Identifier: MIT
/// \file
/// From any picture to the pixels that a model expects: cropped, resized, normalised.
#pragma once

#include "attn/matrix.hpp"
#include "attn/model.hpp"

#include <cstdint>
#include <span>

namespace attn {

/// [num_channels · height, width], to be filled: what ModelRun::of_pixels() takes. height and width
/// 0: of the size that the model was trained for. Throws Error: kShape (`count` is not as many
/// numbers), kUnsupported (a model of words).
Matrix room_for_pixels(const Model &model, Index count, Index height, Index width);

/// The largest centred part of the picture with the proportions of the images that the model was
/// trained for (a square for most), resized to their size (each target pixel is the mean
/// of the source under a triangle filter as wide as the shrinking asks for, as torchvision's
/// antialiased bilinear resize), transparent parts on black, grey by ITU-R BT.601 where the model
/// has one channel, then (value / 255 − image_mean) / image_std. Without mean and std in the
/// config: 0.5 and 0.5, as ViT's preprocessor has them.
///
/// rgba: width · height · 4 bytes, row by row. Returns [num_channels · height, width].
/// Throws Error: kShape (number of bytes, sizes), kUnsupported (a model of words, or of other than
/// 1 or 3 channels).
Matrix image_pixels(const Model &model, std::span<const std::uint8_t> rgba, Index width,
                    Index height);

} // namespace attn
