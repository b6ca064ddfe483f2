// SPDX-License-Identifier: MIT
/// AttentionLayer and Run against three trained models whose values at every step were computed by
/// other software: minGPT gpt-nano and a ViT (PyTorch), stories260K (float64 recomputation).
///
/// The layer gets the model's weights and the norm's output that the file holds; every intermediate
/// of the run is compared with the file's. Norms, residuals, MLPs and the ViT's patch embedding are
/// not the attention layer's and are not compared here: they are the model runner's.
#include "attn/run.hpp"
#include "catch.hpp"
#include "golden.hpp"

#include <cmath>
#include <iostream>
#include <limits>
#include <memory>
#include <optional>
#include <string>

namespace {

using attn::AttentionLayer;
using attn::Index;
using attn::LayerSpec;
using attn::LibraryJson;
using attn::Matrix;
using attn::RopeLayout;
using attn::RopePosition;
using attn::RowVector;
using attn::Run;
using attn::Weights;

constexpr float kTolerance = 1e-4F;
constexpr float kWeightTolerance = 1e-5F;

Matrix matrix(const LibraryJson &tensors, const char *name) {
  return golden::plain(golden::tensor(tensors.at(name)));
}

/// The bias of that name, or none.
RowVector bias(const LibraryJson &tensors, const char *name) {
  return tensors.contains(name) ? RowVector(matrix(tensors, name).row(0)) : RowVector();
}

LayerSpec spec_of(const LibraryJson &config) {
  LayerSpec spec;
  spec.d_model = config.at("dim").get<Index>();
  spec.num_heads = config.at("heads").get<Index>();
  if (config.contains("kv_heads")) {
    spec.num_kv_heads = config.at("kv_heads").get<Index>();
  }
  spec.head_dim = config.at("head_dim").get<Index>();
  spec.mask.causal = config.at("mask") == "causal";
  if (config.contains("rope_theta")) {
    RopePosition rope;
    rope.layout = RopeLayout::kInterleaved;
    rope.base = config.at("rope_theta").get<double>();
    spec.position = rope;
  }
  return spec;
}

/// qkv_w holds the columns [Q | K | V], heads contiguous inside each.
Weights split_weights(const LibraryJson &tensors) {
  const Matrix qkv = matrix(tensors, "qkv_w");
  const Index width = qkv.cols() / 3;
  Weights weights;
  weights.wq = qkv.leftCols(width);
  weights.wk = qkv.middleCols(width, width);
  weights.wv = qkv.rightCols(width);
  if (const RowVector b = bias(tensors, "qkv_b"); b.size() > 0) {
    weights.bq = b.leftCols(width);
    weights.bk = b.middleCols(width, width);
    weights.bv = b.rightCols(width);
  }
  weights.wo = matrix(tensors, "proj_w");
  weights.bo = bias(tensors, "proj_b");
  return weights;
}

Weights weights_of(const LibraryJson &tensors) {
  if (tensors.contains("qkv_w")) {
    return split_weights(tensors);
  }
  Weights weights;
  weights.wq = matrix(tensors, "wq");
  weights.wk = matrix(tensors, "wk");
  weights.wv = matrix(tensors, "wv");
  weights.wo = matrix(tensors, "wo");
  return weights;
}

/// Compares the run's tensors with those of one layer of a file and lists the differences.
class LayerCheck {
public:
  explicit LayerCheck(const LibraryJson &values) : values_(values) {}

  /// [1, H, n, d] of the file against the heads side by side.
  void side_by_side(const char *name, const Matrix &actual) {
    compare(name, actual, golden::side_by_side(golden::tensor(values_.at(name))), kTolerance);
  }
  /// [1, H, n, m] of the file against head after head.
  void head_after_head(const char *name, const Matrix &actual, float tolerance) {
    compare(name, actual, golden::head_after_head(golden::tensor(values_.at(name))), tolerance);
  }
  /// [1, n, width] of the file.
  void plain(const char *name, const Matrix &actual) {
    compare(name, actual, matrix(values_, name), kTolerance);
  }
  void compare(const char *name, const Matrix &actual, const Matrix &expected, float tolerance) {
    const float difference = golden::max_difference(actual, expected);
    std::cout << ' ' << name << ' ' << difference;
    CAPTURE(name, difference);
    CHECK(difference <= tolerance);
  }

private:
  const LibraryJson &values_;
};

/// Scaled and masked scores in double from the file's own q and k (stories260k.json has no scores).
Matrix reference_scores(const LibraryJson &values, const LayerSpec &spec) {
  const golden::Tensor q = golden::tensor(values.at("q"));
  const golden::Tensor k = golden::tensor(values.at("k"));
  const Index n = q.axis_from_end(1);
  Matrix scores(spec.num_heads * n, n);
  for (Index h = 0; h < spec.num_heads; ++h) {
    const Index kv_head = h * spec.num_kv_heads / spec.num_heads;
    for (Index i = 0; i < n; ++i) {
      for (Index j = 0; j < n; ++j) {
        double sum = 0;
        for (Index c = 0; c < spec.head_dim; ++c) {
          sum += double{q.at(0, h, i, c)} * double{k.at(0, kv_head, j, c)};
        }
        const double scaled = sum / std::sqrt(static_cast<double>(spec.head_dim));
        scores(h * n + i, j) =
            j <= i ? static_cast<float>(scaled) : -std::numeric_limits<float>::infinity();
      }
    }
  }
  return scores;
}

void check_layer(const Run &run, const LibraryJson &values) {
  LayerCheck check(values);
  if (run.has_rope()) {
    check.side_by_side("q_pre_rope", run.q_projected());
    check.side_by_side("k_pre_rope", run.k_projected());
  }
  check.side_by_side("q", run.q());
  check.side_by_side("k", run.k());
  check.side_by_side("v", run.v());
  if (values.contains("scores_scaled")) {
    check.head_after_head("scores_scaled", run.scaled(), kTolerance);
    check.side_by_side("ctx", run.concat());
  } else {
    check.compare("scores_scaled", run.scaled(), reference_scores(values, run.spec()), kTolerance);
  }
  check.head_after_head("attn", run.weights(), kWeightTolerance);
  check.plain("merged", run.concat());
  check.plain("attn_out", run.output());
}

/// Every layer of a file: weights in, `norm` (the name of the norm's output) in, all steps
/// compared.
void check_model(const std::string &name, const char *norm, std::size_t layers) {
  if (!golden::present()) {
    WARN(golden::absent_message());
    return;
  }
  const LibraryJson file = golden::read_json(golden::folder() / (name + ".json"));
  const LibraryJson &config = file.at("config");
  REQUIRE(file.at("layers").size() == layers);
  for (const LibraryJson &layer : file.at("layers")) {
    const std::string label = name + " layer " + layer.at("index").dump();
    INFO(label);
    const auto attention =
        std::make_shared<AttentionLayer>(spec_of(config), weights_of(layer.at("weights")));
    if (config.contains("scale")) {
      CHECK(attention->scale(0) == config.at("scale").get<float>());
    }
    attn::Sequence x;
    x.values = matrix(layer.at("values"), norm);
    const Run run(attention, x);
    std::cout << "golden: " << label << ", largest differences:";
    check_layer(run, layer.at("values"));
    std::cout << '\n';
  }
}

} // namespace

TEST_CASE("a causal layer with biases gives PyTorch's values (gpt-nano)", "[golden][models]") {
  check_model("gpt_nano_sort", "ln_out", 1);
}

TEST_CASE("rope with grouped queries gives the reference's values (stories260K)",
          "[golden][models]") {
  check_model("stories260k", "norm_out", 2);
}

TEST_CASE("heads wider than dModel / heads give PyTorch's values (ViT)", "[golden][models]") {
  check_model("vit_mnist", "ln_out", 2);
}
