// SPDX-License-Identifier: MIT
/// \file
/// One pass of an image or a text through a whole model, layer by layer, so that a caller can show
/// progress and stop in between.
#pragma once

#include "attn/changes.hpp"
#include "attn/model.hpp"
#include "attn/run.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace attn {

struct Embedded;

/// n tokens, d = d_model, H heads, L layers. Keeps the model alive.
class ModelRun {
public:
  /// pixels: [num_channels · height, width], normalised, one channel after the other; of the size
  /// that the model was trained for, or of one that PatchEmbedding::grid_of() takes.
  /// Throws Error: kUnsupported (a model of words), kShape, kNotFinite.
  /// changes: each of a layer, counted from 0, but for the order of the tokens, which is that of
  /// the input (of patches: a permutation that leaves the tokens before them), and positions, which
  /// are left out everywhere without a layer. What a layer makes of its changes goes into those
  /// behind. Throws Error: kRange, kUnsupported, as apply_change() does.
  static ModelRun of_pixels(std::shared_ptr<const Model> model, Matrix pixels,
                            Changes changes = {});
  /// token_ids: at least one, each a row of the word embedding; names: as many, or none.
  /// Throws Error: kUnsupported (a model of images), kShape (none, or more than there are
  /// positions), kRange.
  static ModelRun of_tokens(std::shared_ptr<const Model> model, const std::vector<Index> &token_ids,
                            std::vector<std::string> names = {}, Changes changes = {});

  /// Runs the next layer; after the last one the logits are there. False when nothing is left.
  /// Throws Error as Run does.
  bool advance();
  /// Number of layers that advance() has run.
  Index layers_done() const { return static_cast<Index>(hidden_.size()) - 1; }
  /// True when advance() has nothing left.
  bool is_done() const { return layers_done() == num_layers(); }

  /// What it runs through.
  const Model &model() const { return *model_; }
  /// Layers of the model.
  Index num_layers() const { return static_cast<Index>(model_->blocks.size()); }
  /// Heads of every layer.
  Index num_heads() const { return model_->num_heads(); }
  /// Number of tokens.
  Index length() const { return hidden_.front().rows(); }
  /// Rows of the word embedding that went in; empty for images.
  const std::vector<Index> &token_ids() const { return token_ids_; }
  /// Names of the tokens.
  const std::vector<std::string> &tokens() const { return tokens_; }
  const Matrix &pixels() const { return pixels_; } ///< as given; 0 rows for words
  /// Where the patches stand; none for words.
  std::optional<Grid> grid() const;
  /// Of the patches of a layer, which are fewer where patches are merged.
  std::optional<Grid> grid(Index layer) const;
  /// Which patch of the grid each token of a layer is, where windows sort them; empty = in order.
  const std::vector<Index> &order(Index layer) const {
    return stages_[static_cast<std::size_t>(layer)].order;
  }
  /// Tokens of a layer; queries, where others are keys.
  Index length(Index layer) const {
    return has_class_attention(layer) ? 1 : hidden_[static_cast<std::size_t>(layer)].rows();
  }
  /// Tokens before the patches: [CLS].
  Index prefix() const { return model_->patches ? model_->patches->prefix_count() : 0; }
  /// True where the only query of a layer is [CLS]; its keys are [CLS] and all patches.
  bool has_class_attention(Index layer) const {
    return model_->blocks[static_cast<std::size_t>(layer)].class_attention;
  }

  /// The attention of one layer with all its steps, at that layer's real input. Kept from the pass
  /// where memory allows, else computed again, to the same bits. Throws Error(kRange) for a layer
  /// that is not there or not yet done.
  std::shared_ptr<Run> layer(Index index) const;
  /// Of a layer with windows, one of them as a layer of its own: its rows of x only, the keys those
  /// of the window, and weights that are the whole layer's. Throws Error: kRange, kUnsupported (a
  /// layer without windows).
  std::shared_ptr<Run> layer(Index index, Index window) const;
  /// Windows of a layer; 0 where it has none.
  Index windows(Index layer) const;

  /// Rows behind the layers that are done, [n, d]; behind the last one before the final norm.
  const Matrix &hidden() const { return hidden_.back(); }
  /// Rows that enter a layer, [n, d]; numLayers = behind the last one.
  const Matrix &hidden(Index layer) const { return hidden_[static_cast<std::size_t>(layer)]; }
  /// Attention weights of a layer: [H · n, n], head after head; of class attention [H, 1 + n]; with
  /// windows [H · n, keys of one], the tokens window by window.
  /// Where all layers' would be too much (more than 256 MB), those of one are computed when they
  /// are asked for, and last until another's are.
  const Matrix &weights(Index layer) const;
  /// The rows of one query, [H, keys]; never all of a layer.
  Matrix weights_of(Index layer, Index query) const;
  /// [labels]; size 0 without a classifier or before the end.
  const RowVector &logits() const { return logits_; }
  /// softmax(logits).
  const RowVector &probabilities() const { return probabilities_; }

private:
  ModelRun(std::shared_ptr<const Model> model, Embedded embedded, Changes changes);
  std::shared_ptr<Run> make_run(Index layer, std::optional<Index> window = {}) const;
  void check_layer(Index layer) const;
  void finish();

  std::shared_ptr<const Model> model_;
  Changes changes_;
  std::vector<Index> token_ids_;
  std::vector<std::string> tokens_;
  /// \cond
  /// What a layer does with the patches of its stage.
  struct Stage {
    Grid grid;
    std::vector<Index>
        order; ///< token of the picture for each row of x, window by window; empty = as they are
    std::shared_ptr<const AttentionLayer> layer; ///< for this grid
  };
  /// \endcond
  static Stage window_of(const Stage &stage, Index window);
  std::vector<Stage> stages_; ///< one for each layer
  Matrix pixels_;
  Matrix patches_;
  Matrix projected_;           ///< patches before a norm of theirs; else 0 rows
  Matrix embedding_;           ///< [n, d] before positions
  Matrix position_;            ///< [n, d]; 0 rows where the layer adds them
  std::vector<Matrix> hidden_; ///< at the input of each layer, and behind the last one
  /// \cond
  /// What the weights of a layer are read from: they themselves, or what makes them again.
  struct Sight {
    Matrix weights;
    Matrix q;
    Matrix k;
    std::shared_ptr<const AttentionLayer> layer;
  };
  /// \endcond
  std::vector<Sight> sights_;
  mutable std::shared_ptr<Run> last_; ///< whose weights were asked for
  mutable Index last_layer_ = -1;
  std::vector<std::shared_ptr<Run>> runs_; ///< null where it was not kept
  RowVector logits_;
  RowVector probabilities_;
};

} // namespace attn
