// SPDX-License-Identifier: MIT
#include "model/files/pickle.hpp"

#include "base/check.hpp"
#include "model/files/little_endian.hpp"
#include "model/files/pickle_stack.hpp"

#include <string>
#include <utility>

namespace attn {

namespace {

using Kind = PickleValue::Kind;
using Makes = PickleGlobal::Makes;
using Place = PickleStack::Place;

/// For messages: a name is a program's, and can be anything.
std::string shown(std::string_view name) {
  constexpr std::size_t kLongestName = 80;
  std::string text;
  for (const char letter : name.substr(0, kLongestName)) {
    text += letter > ' ' && letter < '\x7F' ? letter : '?';
  }
  return name.size() > kLongestName ? text + "…" : text;
}

/// The instructions of a pickle.
class PickleReader {
public:
  PickleReader(std::string_view bytes, std::string_view file)
      : source_(bytes, file), stack_(source_) {}

  Pickle read() {
    while (step(static_cast<unsigned char>(source_.next(1).front()))) {
    }
    return stack_.finish();
  }

private:
  /// False at the end.
  bool step(unsigned code) {
    switch (code) {
    case 0x80: // PROTO
      source_.next(1);
      break;
    case 0x95: // FRAME
      source_.next(8);
      break;
    case '.': // STOP
      return false;
    case '(': // MARK
      stack_.mark();
      break;
    case '0': // POP
      stack_.pop();
      break;
    case '1': // POP_MARK
      stack_.pop_to_mark();
      break;
    case '2': // DUP
      stack_.push(stack_.top());
      break;
    case 'N':  // NONE
    case 0x88: // NEWTRUE
    case 0x89: // NEWFALSE
    case 0x8F: // EMPTY_SET
      stack_.make(Kind::kOther);
      break;
    case 'G': // BINFLOAT
      source_.next(8);
      stack_.make(Kind::kOther);
      break;
    case 'K': // BININT1
      integer(source_.next(1), false);
      break;
    case 'M': // BININT2
      integer(source_.next(2), false);
      break;
    case 'J': // BININT
      integer(source_.next(4), true);
      break;
    case 0x8A: // LONG1
      integer(source_.next_counted(1), true);
      break;
    case 0x8B: // LONG4
      integer(source_.next_counted(4), true);
      break;
    case 'X': // BINUNICODE
      stack_.make(Kind::kText).text = source_.next_counted(4);
      break;
    case 0x8C: // SHORT_BINUNICODE
      stack_.make(Kind::kText).text = source_.next_counted(1);
      break;
    case 0x8D: // BINUNICODE8
      stack_.make(Kind::kText).text = source_.next_counted(8);
      break;
    case 'C': // SHORT_BINBYTES
    case 'U': // SHORT_BINSTRING
      source_.next_counted(1);
      stack_.make(Kind::kOther);
      break;
    case 'B': // BINBYTES
    case 'T': // BINSTRING
      source_.next_counted(4);
      stack_.make(Kind::kOther);
      break;
    case 0x8E: // BINBYTES8
    case 0x96: // BYTEARRAY8
      source_.next_counted(8);
      stack_.make(Kind::kOther);
      break;
    case ')': // EMPTY_TUPLE
      stack_.make(Kind::kTuple);
      break;
    case 0x85: // TUPLE1
    case 0x86: // TUPLE2
    case 0x87: // TUPLE3
      stack_.collect(Kind::kTuple, code - 0x84);
      break;
    case 't': // TUPLE
      stack_.collect(Kind::kTuple, stack_.above_mark());
      break;
    case ']': // EMPTY_LIST
      stack_.make(Kind::kList);
      break;
    case 'l': // LIST
      stack_.collect(Kind::kList, stack_.above_mark());
      break;
    case '}': // EMPTY_DICT
      stack_.make(Kind::kDict);
      break;
    case 'd': // DICT
      stack_.collect(Kind::kDict, stack_.above_mark());
      break;
    case 0x91: // FROZENSET
      stack_.pop_to_mark();
      stack_.make(Kind::kOther);
      break;
    case 'a': // APPEND
      stack_.add_to(Kind::kList, 1);
      break;
    case 'e':  // APPENDS
    case 0x90: // ADDITEMS, to a set, which is none of these
      stack_.add_to(Kind::kList, stack_.above_mark());
      break;
    case 's': // SETITEM
      stack_.add_to(Kind::kDict, 2);
      break;
    case 'u': // SETITEMS
      stack_.add_to(Kind::kDict, stack_.above_mark());
      break;
    case 'q': // BINPUT
      stack_.memoize(little_endian(source_.next(1)));
      break;
    case 'r': // LONG_BINPUT
      stack_.memoize(little_endian(source_.next(4)));
      break;
    case 0x94: // MEMOIZE
      stack_.memoize();
      break;
    case 'h': // BINGET
      stack_.recall(little_endian(source_.next(1)));
      break;
    case 'j': // LONG_BINGET
      stack_.recall(little_endian(source_.next(4)));
      break;
    case 'c': { // GLOBAL
      const std::string_view module = source_.next_line();
      global(module, source_.next_line());
      break;
    }
    case 0x93: { // STACK_GLOBAL
      const std::string_view name = text_of(stack_.pop());
      global(text_of(stack_.pop()), name);
      break;
    }
    case 'Q': // BINPERSID
      storage(stack_.pop());
      break;
    case 'R':    // REDUCE
    case 0x81: { // NEWOBJ
      const Place given = stack_.pop();
      call(stack_.pop(), given);
      break;
    }
    case 0x92: { // NEWOBJ_EX
      stack_.pop();
      const Place given = stack_.pop();
      call(stack_.pop(), given);
      break;
    }
    case 'b': // BUILD: members of an object, of which none has any here
      stack_.pop();
      stack_.top();
      break;
    default:
      refuse(ErrorCode::kUnsupported,
             {source_.file(), ": its pickle has the instruction ", code, " at byte ",
              source_.at() - 1, ", which torch.save() does not write"});
    }
    return true;
  }

  /// Python's have any length; what does not fit 64 bits is no size of anything.
  void integer(std::string_view bytes, bool is_signed) {
    if (bytes.size() > sizeof(std::int64_t)) {
      stack_.make(Kind::kOther);
      return;
    }
    std::uint64_t number = little_endian(bytes);
    const bool is_negative = is_signed && !bytes.empty() && (bytes.back() & 0x80) != 0;
    if (is_negative && bytes.size() < sizeof number) {
      number |= ~std::uint64_t{0} << (8 * bytes.size());
    }
    stack_.make(Kind::kInteger).number = static_cast<std::int64_t>(number);
  }

  const PickleValue &at(Place place) const { return stack_.at(place); }

  std::string_view text_of(Place place) {
    if (at(place).kind != Kind::kText) {
      source_.spoiled("expected a text");
    }
    return at(place).text;
  }

  /// An item of a tuple. Null when there is none of this kind.
  const PickleValue *item(const PickleValue &tuple, std::size_t index, Kind kind) const {
    return index < tuple.items.size() && at(tuple.items[index]).kind == kind
               ? &at(tuple.items[index])
               : nullptr;
  }

  void global(std::string_view module, std::string_view name) {
    const std::string full = joined({shown(module), ".", shown(name)});
    const PickleGlobal *known = find_pickle_global(full);
    if (known == nullptr) {
      refuse(ErrorCode::kUnsupported,
             {source_.file(), ": its pickle asks for ", full,
              "; only tensors, dicts, lists and numbers are read, and nothing is ever called. Save "
              "the tensors alone: torch.save(model.state_dict(), …)"});
    }
    stack_.make(Kind::kGlobal).global = known;
  }

  /// ('storage', type, key, device, count).
  void storage(Place id) {
    const PickleValue &tuple = at(id);
    const PickleValue *kind = item(tuple, 0, Kind::kText);
    const PickleValue *type = item(tuple, 1, Kind::kGlobal);
    const PickleValue *key = item(tuple, 2, Kind::kText);
    if (kind == nullptr || kind->text != "storage" || type == nullptr || key == nullptr ||
        type->global->type_name == nullptr) {
      source_.spoiled("expected the name of a storage");
    }
    const PickleGlobal *global = type->global;
    const std::string_view text = key->text;
    PickleValue &value = stack_.make(Kind::kStorage);
    value.global = global;
    value.text = text;
  }

  void call(Place callee, Place given) {
    const PickleValue &tuple = at(given);
    if (at(callee).kind != Kind::kGlobal || tuple.kind != Kind::kTuple) {
      source_.spoiled("expected a known name and what it is given");
    }
    switch (at(callee).global->makes) {
    case Makes::kOther:
      stack_.make(Kind::kOther);
      break;
    case Makes::kDict:
      if (!tuple.items.empty()) {
        source_.spoiled("expected an empty dict");
      }
      stack_.make(Kind::kDict);
      break;
    case Makes::kFirst:
      if (tuple.items.empty()) {
        source_.spoiled("expected a tensor or a tuple");
      }
      stack_.push(tuple.items.front());
      break;
    case Makes::kTensor:
      tensor(tuple);
      break;
    case Makes::kUncallable:
      source_.spoiled("the type of a storage makes nothing");
    }
  }

  void tensor(const PickleValue &given) {
    const PickleValue *offset = item(given, 1, Kind::kInteger);
    const PickleValue *sizes = item(given, 2, Kind::kTuple);
    const PickleValue *strides = item(given, 3, Kind::kTuple);
    if (item(given, 0, Kind::kStorage) == nullptr || offset == nullptr || sizes == nullptr ||
        strides == nullptr || sizes->items.size() != strides->items.size()) {
      source_.spoiled("expected storage, offset, sizes and strides of a tensor");
    }
    const std::int64_t first = offset->number;
    std::vector<Place> items{given.items[0], given.items[2], given.items[3]};
    PickleValue &value = stack_.make(Kind::kTensor);
    value.number = first;
    value.items = std::move(items);
  }

  PickleSource source_;
  PickleStack stack_;
};

} // namespace

Pickle read_pickle(std::string_view bytes, std::string_view file) {
  return PickleReader(bytes, file).read();
}

} // namespace attn
