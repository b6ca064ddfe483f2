// SPDX-License-Identifier: MIT
/// \file
/// Which head of which layer spoke for a class: the direct contributions to one logit.
#pragma once

#include "attn/json_writer.hpp"
#include "attn/model_run.hpp"

namespace attn {

/// What the parts of a model add to one logit, with the scale of the final norm held at what it is
/// in this run (Elhage et al. 2021, "A Mathematical Framework for Transformer Circuits"): the rows
/// behind the last block are a sum of what every block added, and everything behind them is linear
/// then. All parts together are the logit, but for rounding.
struct LogitContributions {
  Matrix heads;               ///< [layers, heads]
  RowVector attention_biases; ///< [layers]: of the output projections
  RowVector mlps;             ///< [layers]
  float embedding = 0;        ///< the rows that enter the first block
  float constant = 0;         ///< biases of the final norms and of the classifier
  float logit = 0;            ///< as the run has it
};

/// label: 0-based, of the logits. Throws Error: kRange (label), kUnsupported where the logits are
/// no such sum: no classifier, norms behind a block's halves, another pooling than of a token or by
/// the mean, two heads, a soft cap, windows or class attention.
LogitContributions logit_contributions(const ModelRun &run, Index label);

/// { heads, attentionBiases, mlps, embedding, constant, logit }.
void write_json(JsonWriter &out, const LogitContributions &contributions);

} // namespace attn
