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

/// One channel of the square, 0 to 255. Alpha darkens: transparent means black.
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
  const Index size = model.patches->image_size;
  const Index side = std::min(width, height);
  const Index left = (width - side) / 2;
  const Index top = (height - side) / 2;
  const std::vector<Taps> taps = triangle_taps(side, size);
  Matrix pixels(channels * size, size);
  Matrix narrow(side, size); // resized across, not yet down
  for (Index channel = 0; channel < channels; ++channel) {
    for (Index y = 0; y < side; ++y) {
      const std::uint8_t *row = rgba.data() + ((top + y) * width + left) * 4;
      for (Index x = 0; x < size; ++x) {
        const Taps &across = taps[static_cast<std::size_t>(x)];
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
    for (Index y = 0; y < size; ++y) {
      const Taps &down = taps[static_cast<std::size_t>(y)];
      for (Index x = 0; x < size; ++x) {
        float sum = 0;
        for (std::size_t i = 0; i < down.weights.size(); ++i) {
          sum += down.weights[i] * narrow(down.first + static_cast<Index>(i), x);
        }
        pixels(channel * size + y, x) = (sum / 255.0F - mean) / deviation;
      }
    }
  }
  return pixels;
}

} // namespace attn
