// SPDX-License-Identifier: MIT
/// attend() against the conformance vectors of the ONNX `Attention` operator (opset 23 and 24),
/// which were made by ONNX's reference implementation.
///
/// The vectors confirm the core's order of the steps: scale, softcap, mask, softmax
/// (`…_with_qk_matmul_softcap` fits no other one). So qk_matmul_output_mode means: 0 = scaled
/// scores, 1 = after softcap and before the mask, 2 = after softcap and mask, 3 = weights.
#include "attn/attend.hpp"
#include "catch.hpp"
#include "golden.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

namespace {

using attn::AttendOptions;
using attn::AttendResult;
using attn::HeadTable;
using attn::Index;
using attn::LibraryJson;
using attn::Mask;
using attn::Matrix;
using golden::Tensor;

constexpr std::size_t kFiles = 29;
constexpr float kTolerance = 1e-4F;
constexpr float kWeightTolerance = 1e-5F;

/// One file: an Attention node with its inputs and the outputs it has to give.
class Vector {
public:
  explicit Vector(LibraryJson file) : file_(std::move(file)) {}

  bool has(const char *list, const std::string &name) const { return find(list, name) != nullptr; }
  Tensor tensor(const char *list, const std::string &name) const {
    return golden::tensor(json(list, name));
  }
  const LibraryJson &json(const char *list, const std::string &name) const {
    const LibraryJson *found = find(list, name);
    REQUIRE(found != nullptr);
    return *found;
  }
  std::size_t output_count() const { return file_.at("outputs").size(); }
  float attribute(const char *name, float otherwise) const {
    const LibraryJson &attributes = file_.at("node").at("attributes");
    return attributes.contains(name) ? attributes.at(name).get<float>() : otherwise;
  }
  Index index_attribute(const char *name) const { return static_cast<Index>(attribute(name, 0)); }

private:
  const LibraryJson *find(const char *list, const std::string &name) const {
    for (const LibraryJson &item : file_.at(list)) {
      if (item.at("name").get_ref<const std::string &>() == name) {
        return &item;
      }
    }
    return nullptr;
  }

  LibraryJson file_;
};

/// [B, H, n, d] and [B, n, H · d] are the two forms an input or output may have.
Matrix rows_of(const Tensor &t, Index batch) {
  return t.rank() == 4 ? golden::side_by_side(t, batch) : golden::plain(t, batch);
}

Index heads_of(const Vector &vector, const Tensor &t, const char *attribute) {
  return t.rank() == 4 ? t.axis_from_end(2) : vector.index_attribute(attribute);
}

/// Keys or values of one batch element: those of the past first.
Matrix with_past(const Vector &vector, const char *name, const char *past, Index batch) {
  const Matrix now = rows_of(vector.tensor("inputs", name), batch);
  if (!vector.has("inputs", past)) {
    return now;
  }
  const Matrix before = rows_of(vector.tensor("inputs", past), batch);
  Matrix all(before.rows() + now.rows(), now.cols());
  all << before, now;
  return all;
}

/// attn_mask, broadcast to this batch element; shared by all heads where the file says so.
HeadTable table_of(const Tensor &t, Index batch, Index heads, Index queries, Index keys) {
  HeadTable table;
  table.heads = t.axis_from_end(2) == 1 ? 1 : heads;
  table.values.resize(table.heads * queries, keys);
  for (Index h = 0; h < table.heads; ++h) {
    for (Index i = 0; i < queries; ++i) {
      for (Index j = 0; j < keys; ++j) {
        table.values(h * queries + i, j) = t.at(batch, h, i, j);
      }
    }
  }
  return table;
}

/// True allows in a boolean attn_mask; a float one is added. is_causal counts from the past on and
/// is aligned at the top left.
Mask mask_of(const Vector &vector, Index batch, Index heads, Index queries, Index keys) {
  Mask mask;
  if (vector.index_attribute("is_causal") == 1) {
    mask.causal = true;
    if (vector.has("inputs", "past_key")) {
      mask.offset = vector.tensor("inputs", "past_key").axis_from_end(1);
    }
  }
  if (vector.has("inputs", "attn_mask")) {
    const LibraryJson &json = vector.json("inputs", "attn_mask");
    const bool boolean = json.at("dtype") == "bool";
    (boolean ? mask.allow : mask.bias) =
        table_of(golden::tensor(json), batch, heads, queries, keys);
  }
  return mask;
}

/// What attend() has for qk_matmul_output. The forward pass keeps scores before and after all
/// steps; those in between are the same call without the later steps.
Matrix qk_matmul_output(int mode, const Matrix &q, const Matrix &k, const Matrix &v,
                        AttendOptions options, const AttendResult &result) {
  if (mode >= 2) {
    return mode == 2 ? result.scaled : result.weights;
  }
  options.mask = nullptr;
  if (mode == 0) {
    options.softcap.reset();
  }
  return attn::attend(attn::view(q), attn::view(k), attn::view(v), options).scaled;
}

/// The largest differences of all files.
struct Worst {
  float y = 0;
  float weights = 0; ///< qk_matmul_output of mode 3
  float scores = 0;  ///< and of the other modes
  float present = 0;
};

/// Compares one output and keeps the largest difference.
void compare(const std::string &name, const Matrix &actual, const Matrix &expected, float tolerance,
             float &worst) {
  const float difference = golden::max_difference(actual, expected);
  worst = std::max(worst, difference);
  CAPTURE(name, difference);
  CHECK(difference <= tolerance);
}

/// Runs attend() on one batch element and compares every output that the file has.
/// Returns how many outputs were compared.
std::size_t check_element(const Vector &vector, Index batch, Worst &worst) {
  const Tensor q_tensor = vector.tensor("inputs", "Q");
  const Matrix q = rows_of(q_tensor, batch);
  const Matrix k = with_past(vector, "K", "past_key", batch);
  const Matrix v = with_past(vector, "V", "past_value", batch);

  AttendOptions options;
  options.num_heads = heads_of(vector, q_tensor, "q_num_heads");
  options.num_kv_heads = heads_of(vector, vector.tensor("inputs", "K"), "kv_num_heads");
  const auto head_dim = static_cast<float>(q.cols() / options.num_heads);
  options.scale = vector.attribute("scale", 1 / std::sqrt(head_dim));
  if (const float softcap = vector.attribute("softcap", 0); softcap > 0) {
    options.softcap = softcap;
  }
  const Mask mask = mask_of(vector, batch, options.num_heads, q.rows(), k.rows());
  options.mask = &mask;

  const AttendResult result = attn::attend(attn::view(q), attn::view(k), attn::view(v), options);
  const auto expected = [&](const char *name) { return vector.tensor("outputs", name); };
  compare("Y", result.z, rows_of(expected("Y"), batch), kTolerance, worst.y);
  std::size_t compared = 1;
  // What attend() was given is what the operator would hand on to the next step.
  if (vector.has("outputs", "present_key")) {
    compare("present_key", k, rows_of(expected("present_key"), batch), 0, worst.present);
    compare("present_value", v, rows_of(expected("present_value"), batch), 0, worst.present);
    compared += 2;
  }
  if (vector.has("outputs", "qk_matmul_output")) {
    const auto mode = static_cast<int>(vector.index_attribute("qk_matmul_output_mode"));
    compare("qk_matmul_output", qk_matmul_output(mode, q, k, v, options, result),
            golden::head_after_head(expected("qk_matmul_output"), batch),
            mode == 3 ? kWeightTolerance : kTolerance, mode == 3 ? worst.weights : worst.scores);
    ++compared;
  }
  return compared;
}

std::vector<std::filesystem::path> vector_files() {
  std::vector<std::filesystem::path> files;
  for (const auto &entry :
       std::filesystem::directory_iterator(golden::folder() / "onnx_attention")) {
    if (entry.path().extension() == ".json") {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

} // namespace

TEST_CASE("attend gives the ONNX reference implementation's results", "[golden][onnx]") {
  if (!golden::present()) {
    WARN(golden::absent_message());
    return;
  }
  const auto files = vector_files();
  REQUIRE(files.size() == kFiles);
  Worst worst;
  std::size_t checked = 0;
  for (const auto &path : files) {
    INFO(path.filename().string());
    const Vector vector(golden::read_json(path));
    const Index batches = vector.tensor("inputs", "Q").shape.front();
    REQUIRE(batches > 0);
    for (Index batch = 0; batch < batches; ++batch) {
      CAPTURE(batch);
      // Every output of the file has a comparison above.
      REQUIRE(check_element(vector, batch, worst) == vector.output_count());
    }
    ++checked;
  }
  CHECK(checked == kFiles);
  std::cout << "golden: " << checked << " ONNX vectors, largest difference: Y " << worst.y
            << ", weights " << worst.weights << ", scores " << worst.scores << ", present "
            << worst.present << '\n';
}
