// SPDX-License-Identifier: MIT
/// What the readers of single files have in common: they ask for one range of bytes after the
/// other.
#pragma once

#include "attn/model_files.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace attn {

/// By where they begin.
void sort_by_bytes(std::vector<StoredTensor> &tensors);

/// Reads what one file says of its tensors.
class TensorFile {
public:
  virtual ~TensorFile() = default;
  /// What take() needs next, from the start of this file; empty when all is known.
  ByteRange wanted() const { return wanted_; }
  /// Exactly the bytes that are wanted. Throws Error.
  virtual void take(std::string_view bytes) = 0;
  /// Once nothing is wanted.
  SafetensorsHeader &header() { return header_; }

protected:
  ByteRange wanted_;
  SafetensorsHeader header_;
};

/// A zip of torch.save(). `file`: what messages call it.
std::unique_ptr<TensorFile> torch_file(std::string file, std::uint64_t size);

} // namespace attn
