// SPDX-License-Identifier: MIT
#include "model/input_changes.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <numeric>

namespace attn {

namespace {

void check_layer(const Change &change, const std::string &name, Index num_layers) {
  const bool is_order = std::holds_alternative<OrderChange>(change.what);
  if (change.layer && is_order) {
    refuse(ErrorCode::kUnsupported,
           {name, ".layer: the order of the tokens is that of the input; leave it out"});
  }
  if (change.layer && (*change.layer < 0 || *change.layer >= num_layers)) {
    refuse(ErrorCode::kRange,
           {name, ".layer: expected 0 to ", num_layers - 1, ", got ", *change.layer});
  }
  if (!change.layer && !is_order && !std::holds_alternative<PositionsChange>(change.what)) {
    refuse(ErrorCode::kUnsupported, {name, ".layer: expected the number of a layer from 0 to ",
                                     num_layers - 1, ", got none"});
  }
}

} // namespace

InputChanges input_changes(const Changes &changes, Index num_layers, Index length) {
  InputChanges result;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const std::string name = joined({"changes[", i, "]"});
    check_layer(changes[i], name, num_layers);
    if (const auto *order = std::get_if<OrderChange>(&changes[i].what)) {
      const std::vector<Index> before = result.order;
      check_order(*order, name, before.empty() ? length : static_cast<Index>(before.size()));
      result.order.clear();
      for (const Index token : order->tokens) {
        result.order.push_back(before.empty() ? token : before[static_cast<std::size_t>(token)]);
      }
    } else if (std::holds_alternative<PositionsChange>(changes[i].what) && !changes[i].layer) {
      result.positions = false;
    }
  }
  return result;
}

InputChanges patch_changes(const Changes &changes, Index num_layers, Index prefix, Index patches) {
  InputChanges result = input_changes(changes, num_layers, prefix + patches);
  if (result.order.empty()) {
    return result;
  }
  std::vector<Index> sorted = result.order;
  std::sort(sorted.begin(), sorted.end());
  std::vector<Index> all(static_cast<std::size_t>(prefix + patches));
  std::iota(all.begin(), all.end(), Index{0});
  if (sorted != all || !std::equal(all.begin(), all.begin() + prefix, result.order.begin())) {
    refuse(ErrorCode::kUnsupported,
           {"changes: the tokens of a picture can be put in another order, each once, behind the ",
            prefix, " that are no patches"});
  }
  result.order.erase(result.order.begin(), result.order.begin() + prefix);
  for (Index &patch : result.order) {
    patch -= prefix;
  }
  return result;
}

bool concerns(const Change &change, Index layer) {
  if (std::holds_alternative<OrderChange>(change.what)) {
    return false;
  }
  return !change.layer || *change.layer == layer;
}

} // namespace attn
