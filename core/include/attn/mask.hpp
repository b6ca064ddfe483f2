// SPDX-License-Identifier: MIT
/// \file
/// Which key a query may see, and what is added to its score; the softmax is not here.
#pragma once

#include "attn/matrix.hpp"

#include <optional>
#include <string>

namespace attn {

/// One value per (head, query, key), or per (query, key) and then the same for every head.
struct HeadTable {
  Index heads = 1; ///< 1 = shared by all heads
  Matrix values;   ///< [heads · queries, keys], head after head

  /// Rows of one head.
  Index queries() const { return heads == 0 ? 0 : values.rows() / heads; }
  /// Columns.
  Index keys() const { return values.cols(); }
  /// One value.
  float at(Index head, Index query, Index key) const {
    return values((heads == 1 ? 0 : head) * queries() + query, key);
  }
};

/// A key is masked for a query when any of the parts says so.
struct Mask {
  bool causal = false;            ///< query i sees the keys j ≤ i + offset only
  Index offset = 0;               ///< for causal; may be negative
  std::optional<Index> reach;     ///< only keys with |query − key| ≤ reach (a sliding window)
  std::optional<HeadTable> allow; ///< 1 = may be seen, 0 = masked
  std::optional<HeadTable> bias;  ///< added to the scaled score; −infinity = masked

  /// True when the key takes part in the query's softmax.
  bool allows(Index head, Index query, Index key) const;

  /// "none", or the names of its parts joined by " + ": "causal", "allow", "causal + window".
  std::string label() const;

  /// Throws Error(kShape) when a table does not fit num_heads × queries × keys.
  void check(Index num_heads, Index queries, Index keys) const;
};

} // namespace attn
