// SPDX-License-Identifier: MIT
/// \file
/// From any picture to the pixels that a model expects: cropped, resized, normalised.
#pragma once

#include "attn/matrix.hpp"
#include "attn/model.hpp"

#include <cstdint>
#include <span>

namespace attn {

/// The largest centred square of the picture, resized to image_size (each target pixel is the mean
/// of the source under a triangle filter as wide as the shrinking asks for, as torchvision's
/// antialiased bilinear resize), transparent parts on black, grey by ITU-R BT.601 where the model
/// has one channel, then (value / 255 − image_mean) / image_std. Without mean and std in the
/// config: 0.5 and 0.5, as ViT's preprocessor has them.
///
/// rgba: width · height · 4 bytes, row by row. Returns [num_channels · image_size, image_size].
/// Throws Error: kShape (number of bytes, sizes), kUnsupported (a model of words, or of other than
/// 1 or 3 channels).
Matrix image_pixels(const Model &model, std::span<const std::uint8_t> rgba, Index width,
                    Index height);

} // namespace attn
