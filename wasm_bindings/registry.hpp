// SPDX-License-Identifier: MIT
/// Layers and runs that JavaScript holds on to, by number.
#pragma once

#include "attn/error.hpp"
#include "attn/run.hpp"

#include <map>
#include <memory>
#include <string>
#include <utility>

namespace attn::wasm {

/// Handles are never reused, so a stale one is always noticed.
template <typename Object> class Registry {
public:
  explicit Registry(const char *kind) : kind_(kind) {}

  int add(int handle, std::shared_ptr<const Object> object) {
    objects_.emplace(handle, std::move(object));
    return handle;
  }

  /// Throws Error(kDisposed).
  std::shared_ptr<const Object> get(int handle) const {
    const auto found = objects_.find(handle);
    if (found == objects_.end()) {
      throw Error(ErrorCode::kDisposed, std::string(kind_) + ": it was disposed before");
    }
    return found->second;
  }

  bool remove(int handle) { return objects_.erase(handle) != 0; }

private:
  const char *kind_;
  std::map<int, std::shared_ptr<const Object>> objects_;
};

} // namespace attn::wasm
