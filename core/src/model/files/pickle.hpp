// SPDX-License-Identifier: MIT
/// The pickle in a file of torch.save(). A pickle is a program that may ask Python to call
/// anything. Here nothing is called: of what it may ask for, a list of names is known, and each
/// stands for one of the values below. Any other name, and any instruction that torch.save() does
/// not write, is refused by its name. Format: Lib/pickletools.py of CPython (protocols 2 to 5),
/// torch/serialization.py and torch/_utils.py of PyTorch.
#pragma once

#include "attn/safetensors.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace attn {

struct PickleGlobal;

/// All that a pickle can build.
struct PickleValue {
  enum class Kind : std::uint8_t {
    kOther,   ///< None, a truth, a float, bytes, a set; of a few known classes: nothing can be made
              ///< of it
    kInteger, ///< `number`
    kText,    ///< `text`
    kTuple,   ///< `items`
    kList,    ///< `items`
    kDict,    ///< `items`: key, value, key, value, …
    kGlobal,  ///< `global`: a known name
    kStorage, ///< `text`: which of the archive's; `global`: the type of its numbers
    kTensor,  ///< `items`: storage, sizes, strides; `number`: the first of the storage's numbers
  };

  Kind kind = Kind::kOther;
  std::string_view text;
  std::int64_t number = 0;
  const PickleGlobal *global = nullptr;
  std::vector<std::uint32_t> items; ///< places in Pickle::values
};

/// A name that a pickle may ask for.
struct PickleGlobal {
  const char *name; ///< module.name
  enum class Makes : std::uint8_t {
    kOther,     ///< a lump
    kDict,      ///< an empty dict
    kFirst,     ///< what it is given first: a parameter is its tensor, torch.Size its tuple
    kTensor,    ///< of storage, offset, sizes, strides
    kUncallable ///< nothing: the type of a storage
  } makes;
  const char *type_name = nullptr; ///< of a storage's numbers, as .safetensors files have it
  NumberType type = NumberType::kOther;
  unsigned size = 0; ///< bytes of one number
};

/// Null for a name that is not known.
const PickleGlobal *find_pickle_global(std::string_view name);

struct Pickle {
  std::vector<PickleValue> values; ///< may hold one another in a circle
  std::uint32_t root = 0;          ///< what the whole pickle stands for

  const PickleValue &at(std::uint32_t place) const { return values[place]; }
};

/// The texts of the result lie in `bytes`. `file`: what messages call it.
/// Throws Error: kParse (cut short, or no pickle), kUnsupported (another name or instruction, more
/// than a million values).
Pickle read_pickle(std::string_view bytes, std::string_view file);

} // namespace attn
