// SPDX-License-Identifier: MIT
/// What preprocessor_config.json says of pixels.
#pragma once

#include "attn/json.hpp"

namespace attn {

/// In the keys of config.json, as far as it says anything: image_mean and image_std, so that
/// (value / 255 − mean) / deviation is what its steps make of a value from 0 to 255; image_size,
/// which is that of the crop where there is one. Throws Error: kParse, kRange, kNotFinite, each
/// naming `preprocessor_config.json.<key>`.
Json pixel_config(const Json &preprocessor);

} // namespace attn
