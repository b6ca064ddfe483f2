// SPDX-License-Identifier: MIT
#include "layer/norm_json.hpp"

#include "base/check.hpp"
#include "json/float_text.hpp"
#include "json/json_reader.hpp"

#include <algorithm>

namespace attn {

namespace {

NormKind read_kind(const Json &json, std::string_view path) {
  const Json *kind = find(json, "kind");
  const std::string name = kind == nullptr ? "layer" : read_string(*kind, joined({path, ".kind"}));
  if (name != "layer" && name != "rms") {
    refuse(ErrorCode::kUnsupported,
           {path, ".kind: \"", name, "\" is not known; known are layer, rms"});
  }
  return name == "rms" ? NormKind::kRms : NormKind::kLayer;
}

/// How many there are, is for others to check.
RowVector read_any_entries(const Json &json, const char *key, std::string_view path,
                           const Blobs &blobs) {
  const std::string place = joined({path, ".", key});
  const std::vector<float> numbers =
      read_floats(required(json, key, place, "a list of numbers"), place, blobs);
  RowVector entries(static_cast<Index>(numbers.size()));
  std::copy(numbers.begin(), numbers.end(), entries.data());
  check_finite_input(place, entries);
  return entries;
}

} // namespace

RowVector read_entries(const Json &json, const char *key, std::string_view path, Index size,
                       const Blobs &blobs) {
  const std::string place = joined({path, ".", key});
  const std::string expected = joined({size, " values"});
  RowVector entries = read_vector(required(json, key, place, expected.c_str()), place, size, blobs);
  check_finite_input(place, entries);
  return entries;
}

Norm read_norm(const Json &json, std::string_view path, std::optional<Index> size,
               const Blobs &blobs) {
  check_keys(json, path, {"kind", "weight", "bias", "epsilon"});
  Norm norm;
  norm.kind = read_kind(json, path);
  norm.weight = size ? read_entries(json, "weight", path, *size, blobs)
                     : read_any_entries(json, "weight", path, blobs);
  if (find(json, "bias") != nullptr) {
    norm.bias = read_entries(json, "bias", path, norm.weight.size(), blobs);
  }
  const std::string place = joined({path, ".epsilon"});
  norm.epsilon = read_float(required(json, "epsilon", place, "a number"), place);
  if (norm.epsilon < 0) {
    refuse(ErrorCode::kRange,
           {place, ": expected a number from 0 on, got ", float_text(norm.epsilon)});
  }
  return norm;
}

void write_norm(JsonWriter &out, const Norm &norm) {
  out.begin_object();
  out.string("kind", norm.kind == NormKind::kRms ? "rms" : "layer");
  out.numbers("weight", norm.weight.data(), norm.weight.size());
  if (norm.bias.size() != 0) {
    out.numbers("bias", norm.bias.data(), norm.bias.size());
  }
  out.number("epsilon", norm.epsilon);
  out.end_object();
}

} // namespace attn
