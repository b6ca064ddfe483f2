// SPDX-License-Identifier: MIT
#include "attn/image.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace attn {

namespace {

/// The source positions under one target position, and how much each counts; they sum to 1.
struct Taps {
  Index first = 0;
  std::vector<float> weights;
};

/// From `from` positions to `to`: a triangle over max(1, from / to) positions on either side.
std::vector<Taps> triangle_taps(Index from, Index to) {
  std::vector<Taps> all;
  const double scale = static_cast<double>(from) / static_cast<double>(to);
  const double support = std::max(1.0, scale);
  for (Index target = 0; target < to; ++target) {
    const double center = (static_cast<double>(target) + 0.5) * scale;
    Taps taps;
    taps.first = std::max<Index>(0, static_cast<Index>(std::floor(center - support + 0.5)));
    const Index end = std::min(from, static_cast<Index>(std::floor(center + support + 0.5)));
    double total = 0;
    std::vector<double> weights;
    for (Index at = taps.first; at < end; ++at) {
      const double distance = std::abs(static_cast<double>(at) + 0.5 - center) / support;
      weights.push_back(std::max(0.0, 1 - distance));
      total += weights.back();
    }
    for (const double weight : weights) {
      taps.weights.push_back(static_cast<float>(weight / total));
    }
    all.push_back(std::move(taps));
  }
  return all;
}

/// One channel of a pixel, 0 to 255. Alpha darkens: transparent means black.
float channel_value(const std::uint8_t *pixel, Index channel, bool is_grey) {
  const float alpha = static_cast<float>(pixel[3]) / 255.0F;
  if (is_grey) {
    return alpha * (0.299F * static_cast<float>(pixel[0]) + 0.587F * static_cast<float>(pixel[1]) +
                    0.114F * static_cast<float>(pixel[2]));
  }
  return alpha * static_cast<float>(pixel[channel]);
}

float per_channel(const std::vector<float> &values, Index channel) {
  if (values.empty()) {
    return 0.5F;
  }
  return values[std::min(static_cast<std::size_t>(channel), values.size() - 1)];
}

} // namespace

Matrix room_for_pixels(const Model &model, Index count, Index height, Index width) {
  if (!model.patches) {
    refuse(ErrorCode::kUnsupported, {"pixels: this model reads words; give tokenIds or text"});
  }
  const PatchEmbedding &patches = *model.patches;
  const Index rows = height > 0 ? height : patches.image_height();
  const Index cols = width > 0 ? width : patches.image_width();
  const std::int64_t expected = std::int64_t{patches.num_channels} * rows * cols;
  if (count != expected) {
    refuse(ErrorCode::kShape, {"pixels: expected ", patches.num_channels, " × ", rows, " × ", cols,
                               " = ", expected, " values, got ", count});
  }
  return {patches.num_channels * rows, cols};
}

Matrix image_pixels(const Model &model, std::span<const std::uint8_t> rgba, Index width,
                    Index height) {
  if (!model.patches) {
    refuse(ErrorCode::kUnsupported, {"image: this model reads words; give tokenIds or text"});
  }
  if (width < 1 || height < 1 || width > kMaxDimension || height > kMaxDimension ||
      rgba.size() != static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4) {
    refuse(ErrorCode::kShape, {"image: expected width × height × 4 bytes, got ", width, " × ",
                               height, " and ", rgba.size(), " bytes"});
  }
  const Index channels = model.patches->num_channels;
  if (channels != 1 && channels != 3) {
    refuse(ErrorCode::kUnsupported,
           {"image: this model has ", channels, " channels; give it pixels instead"});
  }
  const Index rows = model.patches->image_height();
  const Index cols = model.patches->image_width();
  const bool is_wide = std::int64_t{width} * rows > std::int64_t{height} * cols;
  const Index seen_rows = is_wide ? height : std::max<Index>(1, width * rows / cols);
  const Index seen_cols = is_wide ? std::max<Index>(1, height * cols / rows) : width;
  const Index left = (width - seen_cols) / 2;
  const Index top = (height - seen_rows) / 2;
  const std::vector<Taps> taps_across = triangle_taps(seen_cols, cols);
  const std::vector<Taps> taps_down = triangle_taps(seen_rows, rows);
  Matrix pixels(channels * rows, cols);
  Matrix narrow(seen_rows, cols); // resized across, not yet down
  for (Index channel = 0; channel < channels; ++channel) {
    for (Index y = 0; y < seen_rows; ++y) {
      const std::uint8_t *row = rgba.data() + ((top + y) * width + left) * 4;
      for (Index x = 0; x < cols; ++x) {
        const Taps &across = taps_across[static_cast<std::size_t>(x)];
        float sum = 0;
        for (std::size_t i = 0; i < across.weights.size(); ++i) {
          sum += across.weights[i] * channel_value(row + (across.first + static_cast<Index>(i)) * 4,
                                                   channel, channels == 1);
        }
        narrow(y, x) = sum;
      }
    }
    const float mean = per_channel(model.config.image_mean, channel);
    const float deviation = per_channel(model.config.image_std, channel);
    for (Index y = 0; y < rows; ++y) {
      const Taps &down = taps_down[static_cast<std::size_t>(y)];
      for (Index x = 0; x < cols; ++x) {
        float sum = 0;
        for (std::size_t i = 0; i < down.weights.size(); ++i) {
          sum += down.weights[i] * narrow(down.first + static_cast<Index>(i), x);
        }
        pixels(channel * rows + y, x) = (sum / 255.0F - mean) / deviation;
      }
    }
  }
  return pixels;
}

} // namespace attn
