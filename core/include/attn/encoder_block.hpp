// SPDX-License-Identifier: MIT
/// \file
/// One block of a Transformer encoder as data: attention and MLP, and what stands before, behind
/// and beside each of them.
#pragma once

#include "attn/activation.hpp"
#include "attn/attention.hpp"
#include "attn/linear.hpp"
#include "attn/norm.hpp"

#include <memory>
#include <optional>

namespace attn {

/// fc2(norm(activation(fc1(x)))), or with a gate fc2(norm(activation(gate(x)) ⊙ fc1(x))) (Shazeer
/// 2020).
struct Mlp {
  Linear fc1;                                ///< [d, inner]
  std::optional<Linear> gate;                ///< [d, inner]
  Activation activation = Activation::kGelu; ///< of the gate where there is one, else of fc1
  std::optional<Norm> norm;                  ///< of the inner numbers (EVA-02)
  Linear fc2;                                ///< [inner, d]
};

/// How attention and MLP follow each other.
enum class BlockOrder {
  kPre,      ///< h ← h + attention(norm1(h)), h ← h + mlp(norm2(h)) (Dosovitskiy et al. 2021)
  kPost,     ///< h ← norm1(h + attention(h)), h ← norm2(h + mlp(h)) (Vaswani et al. 2017)
  kParallel, ///< h ← h + attention(norm1(h)) + mlp(norm2(h)) (Wang & Komatsuzaki 2021)
};

/// Swin's windows (Liu et al. 2021): squares of patches that see only each other. With a shift the
/// picture is rolled up and to the left before it is cut, and what meets over an edge is masked.
struct Windows {
  Index size = 0;  ///< patches on a side; 0 = no windows
  Index shift = 0; ///< patches, from 0 to size − 1
};

/// Four neighbouring patches become one, before a block (Liu et al. 2021, sec. 3.1).
struct PatchMerging {
  Norm norm;              ///< of the four rows side by side, or of the result
  Linear reduction;       ///< [4 · d, 2 · d]
  bool norm_first = true; ///< false: behind the reduction (Swin V2)
};

/// What is absent does nothing. In every order attention and MLP may be followed by a norm
/// (post1, post2) and by a factor for each column (scale1, scale2) before they are added.
struct EncoderBlock {
  BlockOrder order = BlockOrder::kPre;
  std::optional<PatchMerging> merging; ///< of the block's input
  /// Only [CLS] asks and is changed; it and all patches are asked, behind the same norm1
  /// (Touvron et al. 2021, sec. 3, "class-attention").
  bool class_attention = false;
  Windows windows;
  std::optional<Norm> norm1;
  std::optional<Norm> post1;                       ///< Gemma 2, SwinV2
  RowVector scale1;                                ///< [d] (Touvron et al. 2021); size 0 = absent
  std::shared_ptr<const AttentionLayer> attention; ///< never null in a loaded model
  std::optional<Norm> norm2;                       ///< absent in a parallel block: as norm1
  std::optional<Norm> post2;
  RowVector scale2; ///< [d]; size 0 = absent
  Mlp mlp;          ///< empty in attention-only packs
};

/// The rest of a block behind its attention: `hidden` [n, d] is the block's input, `x` [n, d] what
/// its attention layer read, `attention_output` [n, d] what that gave. Returns the block's output
/// [n, d].
Matrix finish_block(const EncoderBlock &block, Matrix hidden, const Matrix &x,
                    const Matrix &attention_output);

/// fc2 of what is between; x [n, d]. Returns [n, d].
Matrix run_mlp(const Mlp &mlp, const Matrix &x);

} // namespace attn
