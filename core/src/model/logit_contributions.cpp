// SPDX-License-Identifier: MIT
#include "attn/logit_contributions.hpp"

#include "base/check.hpp"

#include <optional>

namespace attn {

namespace {

[[noreturn]] void refuse_model(const char *reason) {
  refuse(ErrorCode::kUnsupported,
         {"logitContributions: the logits of this model are no sum over its heads: ", reason});
}

void check_model(const Model &model) {
  const Top &top = model.top;
  if (!top.head && !top.tied_head) {
    refuse_model("it has no classifier");
  }
  if (top.second_head || top.softcap ||
      (top.pooling != Pooling::kToken && top.pooling != Pooling::kMean)) {
    refuse_model("what reads them off is not linear, or there are two");
  }
  if (model.has_windows() || model.has_class_attention() || model.attention_only) {
    refuse_model("its layers do not share one stream of rows");
  }
  for (const EncoderBlock &block : model.blocks) {
    if (block.order == BlockOrder::kPost || block.post1 || block.merging) {
      refuse_model("a norm stands behind what a block adds");
    }
  }
}

/// Back through a norm whose scale is held: ⟨norm(u), g⟩ = ⟨u, result⟩ + ⟨bias, g⟩.
RowVector before_norm(const Norm &norm, const RowVector &row, const RowVector &g) {
  const float deviation = row_scale(norm, row.data(), row.size()).deviation;
  RowVector result = norm.weight.cwiseProduct(g) / deviation;
  if (norm.kind == NormKind::kLayer) {
    result.array() -= result.mean(); // what the norm takes out of u counts for nothing
  }
  return result;
}

float bias_share(const Norm &norm, const RowVector &g) {
  return norm.bias.size() == 0 ? 0 : norm.bias.dot(g);
}

/// The logit as a linear function of the rows behind the last block.
struct Direction {
  std::vector<Index> rows; ///< those that are read
  Matrix of_row;           ///< [rows, d]: the logit is Σ ⟨row, of_row⟩ + constant
  float constant = 0;
};

Direction direction_of(const ModelRun &run, Index label) {
  const Model &model = run.model();
  const Top &top = model.top;
  const Matrix &last = run.hidden();
  Direction direction;
  if (top.pooling == Pooling::kToken) {
    direction.rows = {top.token < 0 ? last.rows() - 1 : top.token};
  } else {
    for (Index i = top.first_patch; i < last.rows(); ++i) {
      direction.rows.push_back(i);
    }
  }
  RowVector g = top.head ? RowVector(top.head->weight.col(label).transpose())
                         : RowVector(model.words->word.row(label));
  if (top.head && top.head->bias.size() != 0) {
    direction.constant += top.head->bias(label);
  }
  const float share = 1.0F / static_cast<float>(direction.rows.size());
  const Matrix normed = top.norm ? normalize(*top.norm, last) : last;
  if (top.pooled_norm) {
    RowVector pooled = RowVector::Zero(last.cols());
    for (const Index row : direction.rows) {
      pooled += normed.row(row) * share;
    }
    direction.constant += bias_share(*top.pooled_norm, g);
    g = before_norm(*top.pooled_norm, pooled, g);
  }
  if (top.norm) {
    direction.constant += bias_share(*top.norm, g);
  }
  direction.of_row.resize(static_cast<Index>(direction.rows.size()), last.cols());
  for (std::size_t i = 0; i < direction.rows.size(); ++i) {
    direction.of_row.row(static_cast<Index>(i)) =
        share * (top.norm ? before_norm(*top.norm, last.row(direction.rows[i]), g) : g);
  }
  return direction;
}

float share_of(const Direction &direction, const Matrix &rows) {
  double sum = 0;
  for (std::size_t i = 0; i < direction.rows.size(); ++i) {
    sum += double{rows.row(direction.rows[i]).dot(direction.of_row.row(static_cast<Index>(i)))};
  }
  return static_cast<float>(sum);
}

} // namespace

LogitContributions logit_contributions(const ModelRun &run, Index label) {
  check_model(run.model());
  if (label < 0 || label >= run.logits().size()) {
    refuse(ErrorCode::kRange, {"label: expected 0 to ", run.logits().size() - 1, ", got ", label});
  }
  const Direction direction = direction_of(run, label);
  const Index layers = run.num_layers();
  const Index heads = run.num_heads();
  LogitContributions result{Matrix::Zero(layers, heads), RowVector::Zero(layers),
                            RowVector::Zero(layers),     share_of(direction, run.hidden(0)),
                            direction.constant,          run.logits()(label)};
  for (Index layer = 0; layer < layers; ++layer) {
    const EncoderBlock &block = run.model().blocks[static_cast<std::size_t>(layer)];
    const std::shared_ptr<Run> attention = run.layer(layer);
    const Weights &weights = attention->layer().weights();
    const Index width = attention->spec().value_dim;
    for (std::size_t i = 0; i < direction.rows.size(); ++i) {
      RowVector to_output = direction.of_row.row(static_cast<Index>(i));
      if (block.scale1.size() != 0) {
        to_output = to_output.cwiseProduct(block.scale1);
      }
      const RowVector to_concat = to_output * weights.wo.transpose();
      const auto z = attention->concat().row(direction.rows[i]);
      for (Index head = 0; head < heads; ++head) {
        result.heads(layer, head) +=
            z.segment(head * width, width).dot(to_concat.segment(head * width, width));
      }
      if (weights.bo.size() != 0) {
        result.attention_biases(layer) += weights.bo.dot(to_output);
      }
    }
    // The rest of what the block added.
    result.mlps(layer) = share_of(direction, run.hidden(layer + 1)) -
                         share_of(direction, run.hidden(layer)) - result.heads.row(layer).sum() -
                         result.attention_biases(layer);
  }
  return result;
}

void write_json(JsonWriter &out, const LogitContributions &contributions) {
  out.begin_object();
  out.matrix("heads", view(contributions.heads));
  out.numbers("attentionBiases", contributions.attention_biases.data(),
              contributions.attention_biases.size());
  out.numbers("mlps", contributions.mlps.data(), contributions.mlps.size());
  out.number("embedding", contributions.embedding);
  out.number("constant", contributions.constant);
  out.number("logit", contributions.logit);
  out.end_object();
}

} // namespace attn
