// SPDX-License-Identifier: MIT
/// What the instructions of a pickle work on: its bytes, a stack of values, marks on it, and a
/// memo.
#pragma once

#include "model/files/pickle.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace attn {

/// The bytes of a pickle, from front to back.
class PickleSource {
public:
  PickleSource(std::string_view bytes, std::string_view file) : bytes_(bytes), file_(file) {}

  /// Throws Error(kParse) when there are fewer.
  std::string_view next(std::uint64_t count);
  /// As many bytes as a number of `size` bytes in front of them says.
  std::string_view next_counted(std::size_t size);
  /// Up to the end of the line, which is left out.
  std::string_view next_line();

  std::size_t at() const { return at_; }
  std::string_view file() const { return file_; }
  /// Throws Error(kParse).
  [[noreturn]] void spoiled(const char *what) const;

private:
  std::string_view bytes_;
  std::string_view file_;
  std::size_t at_ = 0;
};

/// Values are kept until the end, so that a place stands for the same one on the stack, in the memo
/// and in whatever holds it. Every wrong use throws Error: kParse, and kUnsupported when there are
/// more values than any state of a model has.
class PickleStack {
public:
  using Place = std::uint32_t; ///< of a value in Pickle::values

  explicit PickleStack(const PickleSource &source) : source_(source) {}

  const PickleValue &at(Place place) const { return pickle_.at(place); }
  /// A new value, on top. It stays where it is until the next one is made.
  PickleValue &make(PickleValue::Kind kind);
  void push(Place place);
  Place top() const;
  Place pop();

  void mark();
  /// How many values stand above the last mark, which is taken away.
  std::size_t above_mark();
  void pop_to_mark();

  /// The last values become one that holds them.
  void collect(PickleValue::Kind kind, std::size_t count);
  /// The last values go into the list or dict below them; what is none takes them without a trace.
  void add_to(PickleValue::Kind kind, std::size_t count);

  /// What is on top, under this index or the next one.
  void memoize(std::uint64_t index);
  void memoize() { memoize(memo_.size()); }
  void recall(std::uint64_t index);

  /// All values; what is on top is the whole.
  Pickle finish();

private:
  std::size_t floor() const { return marks_.empty() ? 0 : marks_.back(); }
  std::vector<Place> pop_last(std::size_t count);
  [[noreturn]] void too_many() const;

  const PickleSource &source_;
  Pickle pickle_;
  std::size_t pushed_ = 0;
  std::vector<Place> stack_;
  std::vector<std::size_t> marks_; ///< heights of the stack
  std::vector<Place> memo_;
};

} // namespace attn
