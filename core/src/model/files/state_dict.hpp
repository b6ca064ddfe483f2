// SPDX-License-Identifier: MIT
/// The tensors of a model in what torch.save() was given.
#pragma once

#include "model/files/pickle.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace attn {

/// A tensor, and where its numbers lie in the storages.
struct StateTensor {
  StoredTensor tensor; ///< begin and end: in bytes of the storage
  std::string storage;
};

/// Of the dict that ModelFiles describes. `file`: what messages call it.
/// Throws Error: kParse (there is no dict with tensors), kUnsupported (a tensor whose numbers do
/// not lie one behind the other), kShape (sizes that cannot be), each with the tensor's name.
std::vector<StateTensor> state_dict(const Pickle &pickle, std::string_view file);

} // namespace attn
