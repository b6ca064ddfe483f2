// SPDX-License-Identifier: MIT
/// Numbers across the boundary, always as copies: a view of the wasm memory would silently become
/// empty when the memory grows.
#pragma once

#include "attn/json.hpp"
#include "attn/tensor.hpp"

#include <emscripten/val.h>

#include <vector>

namespace attn::wasm {

using emscripten::val;

/// From a JavaScript array of Float32Array.
inline Blobs to_blobs(const val &arrays) {
  Blobs blobs(arrays["length"].as<unsigned>());
  for (unsigned i = 0; i < blobs.size(); ++i) {
    const val array = arrays[i];
    blobs[i].resize(array["length"].as<unsigned>());
    val(emscripten::typed_memory_view(blobs[i].size(), blobs[i].data())).call<void>("set", array);
  }
  return blobs;
}

/// From a Uint8Array or Uint8ClampedArray. `to` is reused by callers that read a large file.
inline void to_bytes(const val &array, std::vector<unsigned char> &to) {
  to.resize(array["length"].as<unsigned>());
  val(emscripten::typed_memory_view(to.size(), to.data())).call<void>("set", array);
}

/// A Float32Array.
inline val to_val(const float *numbers, std::size_t count) {
  return val(emscripten::typed_memory_view(count, numbers)).call<val>("slice");
}

/// { shape: number[], data: Float32Array }.
inline val to_val(const Tensor &tensor) {
  val shape = val::array();
  for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
    shape.set(i, static_cast<int>(tensor.shape[i]));
  }
  val result = val::object();
  result.set("shape", shape);
  result.set("data", to_val(tensor.numbers().data(), tensor.numbers().size()));
  return result;
}

} // namespace attn::wasm
