// SPDX-License-Identifier: MIT
#include "model/files/state_dict.hpp"

#include "base/check.hpp"
#include "json/json_reader.hpp"

#include <array>
#include <utility>

namespace attn {

namespace {

using Kind = PickleValue::Kind;

/// What training wrote has the state of the model beside that of the optimizer. A student comes
/// behind its teacher, who is the better one.
constexpr std::array kStates{"state_dict", "model_state_dict", "model",
                             "teacher",    "student",          "module"};
constexpr std::size_t kDeepest = 8;
constexpr std::size_t kMostVisited = std::size_t{1} << 16U;
constexpr std::size_t kLongestName = 1000;
constexpr std::size_t kMostAxes = 16;
constexpr std::int64_t kMostBytes = std::int64_t{1} << 53U;

class StateDict {
public:
  StateDict(const Pickle &pickle, std::string_view file) : pickle_(pickle), file_(file) {}

  std::vector<StateTensor> read() {
    const PickleValue *dict = &pickle_.at(pickle_.root);
    if (dict->kind != Kind::kDict) {
      refuse(ErrorCode::kParse,
             {file_, ": expected a dict of tensors, as model.state_dict() gives it, got ",
              dict->kind == Kind::kTensor ? "a tensor" : "another value"});
    }
    add(state_in(*dict), "", 1);
    if (found_.empty()) {
      refuse(ErrorCode::kParse, {file_,
                                 ": expected a dict of tensors, as model.state_dict() gives "
                                 "it; there is none in it, nor under any of ",
                                 listed(kStates)});
    }
    return std::move(found_);
  }

private:
  /// The dict itself or the one in it that is the model's, which may be wrapped again.
  const PickleValue &state_in(const PickleValue &dict) {
    const PickleValue *state = &dict;
    for (std::size_t depth = 0; depth < kDeepest; ++depth) {
      const PickleValue *inner = nullptr;
      for (std::size_t i = 0; i < kStates.size() && inner == nullptr; ++i) {
        const PickleValue *member = member_of(*state, kStates[i]);
        if (member != nullptr && member->kind == Kind::kDict && has_tensors(*member, 1)) {
          inner = member;
        }
      }
      if (inner == nullptr) {
        break;
      }
      state = inner;
    }
    return *state;
  }

  const PickleValue *member_of(const PickleValue &dict, std::string_view name) const {
    for (std::size_t i = 0; i < dict.items.size(); i += 2) {
      const PickleValue &key = pickle_.at(dict.items[i]);
      if (key.kind == Kind::kText && key.text == name) {
        return &pickle_.at(dict.items[i + 1]);
      }
    }
    return nullptr;
  }

  bool has_tensors(const PickleValue &dict, std::size_t depth) {
    for (std::size_t i = 1; i < dict.items.size(); i += 2) {
      visit();
      const PickleValue &value = pickle_.at(dict.items[i]);
      if (value.kind == Kind::kTensor ||
          (value.kind == Kind::kDict && depth < kDeepest && has_tensors(value, depth + 1))) {
        return true;
      }
    }
    return false;
  }

  /// Dicts that hold one another many times, or in a circle, would never end.
  void visit() {
    if (++visited_ > kMostVisited) {
      refuse(ErrorCode::kUnsupported,
             {file_, ": its dicts have more than ", kMostVisited, " members"});
    }
  }

  void add(const PickleValue &dict, const std::string &prefix, std::size_t depth) {
    for (std::size_t i = 0; i < dict.items.size(); i += 2) {
      visit();
      const PickleValue &key = pickle_.at(dict.items[i]);
      const PickleValue &value = pickle_.at(dict.items[i + 1]);
      if (key.kind != Kind::kText || (value.kind != Kind::kTensor && value.kind != Kind::kDict)) {
        continue;
      }
      if (prefix.size() + key.text.size() > kLongestName) {
        refuse(ErrorCode::kUnsupported, {file_, ": the name of a tensor has more than ",
                                         kLongestName, " bytes: ", key.text.substr(0, 40), "…"});
      }
      const std::string name = joined({prefix, key.text});
      if (value.kind == Kind::kTensor) {
        add_tensor(value, name);
      } else if (depth < kDeepest) {
        add(value, name + ".", depth + 1);
      }
    }
  }

  void add_tensor(const PickleValue &value, const std::string &name) {
    const PickleValue &storage = pickle_.at(value.items[0]);
    const std::string path = joined({"tensor \"", name, "\""});
    StateTensor state;
    state.storage = storage.text;
    StoredTensor &tensor = state.tensor;
    tensor.name = name;
    tensor.type = storage.global->type;
    tensor.type_name = storage.global->type_name;
    for (const std::uint32_t place : pickle_.at(value.items[1]).items) {
      tensor.shape.push_back(static_cast<Index>(whole(place, path, kMaxIndex)));
    }
    if (tensor.shape.size() > kMostAxes ||
        tensor.count() >= static_cast<std::uint64_t>(kMostBytes)) {
      refuse(ErrorCode::kShape, {path, ": its sizes cannot be those of a tensor"});
    }
    std::vector<std::int64_t> strides;
    for (const std::uint32_t place : pickle_.at(value.items[2]).items) {
      strides.push_back(whole(place, path, kMostBytes));
    }
    if (value.number < 0 || value.number > kMostBytes) {
      refuse(ErrorCode::kShape, {path, ": its numbers cannot begin at number ", value.number});
    }
    if (tensor.count() > 1 && !is_row_by_row(tensor.shape, strides)) {
      // As x.t() makes it, and what came from TensorFlow often is.
      tensor.transposed =
          tensor.shape.size() == 2 && strides[0] == 1 && strides[1] == tensor.shape[0];
      if (!tensor.transposed) {
        refuse(ErrorCode::kUnsupported,
               {path, ": its numbers do not lie row by row; save it as tensor.contiguous()"});
      }
    }
    tensor.begin = static_cast<std::uint64_t>(value.number) * storage.global->size;
    tensor.end = tensor.begin + tensor.count() * storage.global->size;
    found_.push_back(std::move(state));
  }

  std::int64_t whole(std::uint32_t place, const std::string &path, std::int64_t most) const {
    const PickleValue &value = pickle_.at(place);
    if (value.kind != Kind::kInteger || value.number < 0 || value.number > most) {
      refuse(ErrorCode::kShape, {path, ": its sizes and strides cannot be those of a tensor"});
    }
    return value.number;
  }

  static bool is_row_by_row(const std::vector<Index> &shape,
                            const std::vector<std::int64_t> &strides) {
    std::int64_t expected = 1;
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      if (shape[axis] != 1 && strides[axis] != expected) {
        return false;
      }
      expected *= shape[axis];
    }
    return true;
  }

  const Pickle &pickle_;
  std::string_view file_;
  std::size_t visited_ = 0;
  std::vector<StateTensor> found_;
};

} // namespace

std::vector<StateTensor> state_dict(const Pickle &pickle, std::string_view file) {
  return StateDict(pickle, file).read();
}

} // namespace attn
