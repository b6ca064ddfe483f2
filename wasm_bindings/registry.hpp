// SPDX-License-Identifier: MIT
/// What JavaScript holds on to, by number.
#pragma once

#include "attn/error.hpp"
#include "attn/model_loader.hpp"
#include "attn/model_run.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace attn::wasm {

/// Handles are never reused, so a stale one is always noticed.
template <typename Object> class Registry {
public:
  explicit Registry(const char *kind) : kind_(kind) {}

  int add(int handle, std::shared_ptr<Object> object) {
    objects_.push_back({handle, std::move(object)});
    return handle;
  }

  /// Throws Error(kDisposed).
  std::shared_ptr<Object> get(int handle) const {
    for (const Entry &entry : objects_) {
      if (entry.handle == handle) {
        return entry.object;
      }
    }
    throw Error(ErrorCode::kDisposed, std::string(kind_) + ": it was disposed before");
  }

  /// False when there was nothing to remove.
  bool remove(int handle) {
    const auto same = [handle](const Entry &entry) { return entry.handle == handle; };
    return std::erase_if(objects_, same) != 0;
  }

private:
  struct Entry {
    int handle;
    std::shared_ptr<Object> object;
  };

  const char *kind_;
  std::vector<Entry> objects_; // a page holds a handful
};

/// Everything that is alive.
struct Registries {
  Registry<const AttentionLayer> layers{"attention"};
  Registry<Run> runs{"run"};
  Registry<ModelLoader> loaders{"model file"};
  Registry<const Model> models{"model"};
  Registry<ModelRun> model_runs{"model run"};

  int next_handle() { return next_handle_++; }

private:
  int next_handle_ = 1;
};

inline Registries registries;

} // namespace attn::wasm
