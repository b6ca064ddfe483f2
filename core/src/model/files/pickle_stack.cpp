// SPDX-License-Identifier: MIT
#include "model/files/pickle_stack.hpp"

#include "base/check.hpp"
#include "model/files/little_endian.hpp"

#include <limits>
#include <utility>

namespace attn {

namespace {

using Kind = PickleValue::Kind;

/// The state of a thousand tensors has about twenty thousand.
constexpr std::size_t kMostPickled = std::size_t{1} << 20U;
/// In the memo.
constexpr PickleStack::Place kNotKept = std::numeric_limits<PickleStack::Place>::max();

} // namespace

std::string_view PickleSource::next(std::uint64_t count) {
  if (count > bytes_.size() - at_) {
    refuse(ErrorCode::kParse, {file_, ": its pickle is cut short: expected ", count,
                               " more bytes at byte ", at_, ", got ", bytes_.size() - at_});
  }
  const std::string_view part = bytes_.substr(at_, static_cast<std::size_t>(count));
  at_ += part.size();
  return part;
}

std::string_view PickleSource::next_counted(std::size_t size) {
  return next(little_endian(next(size)));
}

std::string_view PickleSource::next_line() {
  const std::size_t end = bytes_.find('\n', at_);
  const std::string_view line = next(end == std::string_view::npos ? bytes_.size() : end - at_);
  next(1);
  return line;
}

void PickleSource::spoiled(const char *what) const {
  refuse(ErrorCode::kParse, {file_, ": its pickle is spoiled before byte ", at_, ": ", what});
}

PickleValue &PickleStack::make(Kind kind) {
  push(static_cast<Place>(pickle_.values.size()));
  pickle_.values.emplace_back().kind = kind;
  return pickle_.values.back();
}

void PickleStack::push(Place place) {
  if (++pushed_ > kMostPickled) {
    too_many();
  }
  stack_.push_back(place);
}

PickleStack::Place PickleStack::top() const {
  if (stack_.size() <= floor()) {
    source_.spoiled("the stack is empty");
  }
  return stack_.back();
}

PickleStack::Place PickleStack::pop() {
  const Place place = top();
  stack_.pop_back();
  return place;
}

void PickleStack::mark() {
  if (marks_.size() == kMostPickled) {
    too_many();
  }
  marks_.push_back(stack_.size());
}

std::size_t PickleStack::above_mark() {
  if (marks_.empty()) {
    source_.spoiled("there is no mark");
  }
  const std::size_t count = stack_.size() - marks_.back();
  marks_.pop_back();
  return count;
}

void PickleStack::pop_to_mark() { stack_.resize(stack_.size() - above_mark()); }

std::vector<PickleStack::Place> PickleStack::pop_last(std::size_t count) {
  if (count > stack_.size() - floor()) {
    source_.spoiled("the stack is empty");
  }
  const auto first = stack_.end() - static_cast<std::ptrdiff_t>(count);
  std::vector<Place> last(first, stack_.end());
  stack_.erase(first, stack_.end());
  return last;
}

void PickleStack::collect(Kind kind, std::size_t count) {
  std::vector<Place> items = pop_last(count);
  if (kind == Kind::kDict && count % 2 != 0) {
    source_.spoiled("a key has no value");
  }
  make(kind).items = std::move(items);
}

void PickleStack::add_to(Kind kind, std::size_t count) {
  const std::vector<Place> added = pop_last(count);
  PickleValue &holder = pickle_.values[top()];
  if (kind == Kind::kDict && count % 2 != 0) {
    source_.spoiled("a key has no value");
  }
  if (holder.kind == kind) {
    holder.items.insert(holder.items.end(), added.begin(), added.end());
  } else if (holder.kind != Kind::kOther) {
    source_.spoiled("only a list or a dict can be added to");
  }
}

void PickleStack::memoize(std::uint64_t index) {
  if (index >= kMostPickled) {
    too_many();
  }
  const auto at = static_cast<std::size_t>(index);
  if (at >= memo_.size()) {
    memo_.resize(at + 1, kNotKept);
  }
  memo_[at] = top();
}

void PickleStack::recall(std::uint64_t index) {
  if (index >= memo_.size() || memo_[static_cast<std::size_t>(index)] == kNotKept) {
    source_.spoiled("it recalls what was not kept");
  }
  push(memo_[static_cast<std::size_t>(index)]);
}

Pickle PickleStack::finish() {
  pickle_.root = pop();
  return std::move(pickle_);
}

void PickleStack::too_many() const {
  refuse(ErrorCode::kUnsupported,
         {source_.file(), ": its pickle has more than ", kMostPickled, " values"});
}

} // namespace attn
