// SPDX-License-Identifier: MIT
/// A run with other values is what a new run would be, in the memory of the old one.
#include "layers.hpp"

#include "attn/error.hpp"

#include <vector>

using namespace attn;
using namespace attn::test;

namespace {

std::vector<const Matrix *> tensors_of(const Run &run) {
  return {&run.x(),      &run.q(),      &run.k(),       &run.v(),      &run.q_projected(),
          &run.scores(), &run.scaled(), &run.weights(), &run.concat(), &run.output()};
}

void require_same(const Run &run, const Run &expected) {
  const auto got = tensors_of(run);
  const auto wanted = tensors_of(expected);
  for (std::size_t i = 0; i < got.size(); ++i) {
    CAPTURE(i);
    REQUIRE(*got[i] == *wanted[i]);
  }
}

LayerSpec positioned(int kind) {
  LayerSpec spec = spec_of(8, 2);
  if (kind == 1) {
    spec.position = SinusoidalPosition{};
  } else if (kind == 2) {
    spec.position = RopePosition{};
  } else if (kind == 3) {
    spec.mask.causal = true;
  }
  return spec;
}

} // namespace

TEST_CASE("an updated run has the bits of a new one") {
  const LayerSpec spec = positioned(GENERATE(0, 1, 2, 3));
  const Matrix before = input_of(5, 8, 1);
  const Matrix after = input_of(5, 8, 2);
  Run run = run_of(spec, before);
  run.next_x() = after;
  run.update();
  require_same(run, run_of(spec, after));
  run.next_x() = before;
  run.update();
  require_same(run, run_of(spec, before));
}

TEST_CASE("an update moves no tensor of the layer") {
  Run run = run_of(spec_of(8, 2), input_of(5, 8, 1));
  std::vector<const float *> places;
  for (const Matrix *tensor : tensors_of(run)) {
    places.push_back(tensor->data());
  }
  run.next_x() = input_of(5, 8, 2);
  run.update();
  const auto tensors = tensors_of(run);
  for (std::size_t i = 1; i < places.size(); ++i) { // x changes places with next_x
    REQUIRE(tensors[i]->data() == places[i]);
  }
}

TEST_CASE("an update of a cross-attention keeps the context") {
  const auto layer = std::make_shared<const AttentionLayer>(spec_of(8, 2));
  const Sequence context{input_of(3, 8, 5), {}, InputSource::kGiven};
  Run run(layer, {input_of(5, 8, 1), {}, InputSource::kGiven}, context);
  run.next_x() = input_of(5, 8, 2);
  run.update();
  require_same(run, Run(layer, {input_of(5, 8, 2), {}, InputSource::kGiven}, context));
}

TEST_CASE("a refused update leaves the run as it was") {
  const Matrix before = input_of(5, 8, 1);
  Run run = run_of(spec_of(8, 2), before);
  const float bad = GENERATE(std::numeric_limits<float>::quiet_NaN(), 3e38F);
  run.next_x() = Matrix::Constant(5, 8, bad);
  bool refused = false;
  try {
    run.update();
  } catch (const Error &error) {
    refused = error.code() == ErrorCode::kNotFinite;
  }
  REQUIRE(refused);
  require_same(run, run_of(spec_of(8, 2), before));
}

TEST_CASE("the words of an updated run are no longer those of its vectors") {
  const LayerSpec spec = spec_of(8, 2);
  Run run(std::make_shared<const AttentionLayer>(spec), sequence_of_words({"a", "b"}, spec));
  REQUIRE(run.source() == InputSource::kWordVectors);
  run.next_x() = input_of(2, 8, 1);
  run.update();
  REQUIRE(run.source() == InputSource::kGiven);
}

TEST_CASE("a layer of a model keeps the input that the model made") {
  Run run(std::make_shared<const AttentionLayer>(spec_of(8, 2)),
          Sequence{input_of(3, 8), {}, InputSource::kTrainedVectors});
  run.next_x() = input_of(3, 8, 2);
  REQUIRE_THROWS_AS(run.update(), Error);
}
