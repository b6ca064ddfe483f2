// SPDX-License-Identifier: MIT
/// Files as torch.save() writes them, made here: a pickle, instruction by instruction, in a zip.
#pragma once

#include "attn/model_files.hpp"

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace attn::test {

/// The lowest byte first.
inline std::string little(std::uint64_t number, unsigned size) {
  std::string bytes;
  for (unsigned i = 0; i < size; ++i) {
    bytes += static_cast<char>((number >> (8 * i)) & 0xFFU);
  }
  return bytes;
}

/// Instructions of a pickle as Python's protocol 2 writes them.
/// @{
inline std::string text(const std::string &value) { return "X" + little(value.size(), 4) + value; }
inline std::string whole(std::int64_t value) {
  return "J" + little(static_cast<std::uint64_t>(value), 4);
}
inline std::string name(const std::string &module, const std::string &member) {
  return "c" + module + "\n" + member + "\n";
}
inline std::string tuple(const std::vector<std::int64_t> &values) {
  std::string bytes = "(";
  for (const std::int64_t value : values) {
    bytes += whole(value);
  }
  return bytes + "t";
}
/// Keys and values, which are instructions.
inline std::string dict(const std::vector<std::pair<std::string, std::string>> &members) {
  std::string bytes = "}(";
  for (const auto &[key, value] : members) {
    bytes += text(key) + value;
  }
  return bytes + "u";
}
/// @}

/// Of this storage's numbers, `type` as FloatStorage.
struct Saved {
  std::string storage;
  std::vector<std::int64_t> shape;
  std::vector<std::int64_t> strides;
  std::int64_t offset = 0;
  std::string type = "FloatStorage";
};

inline std::string tensor(const Saved &saved) {
  const std::string id = "(" + text("storage") + name("torch", saved.type) + text(saved.storage) +
                         text("cpu") + whole(0) + "tQ";
  return name("torch._utils", "_rebuild_tensor_v2") + "(" + id + whole(saved.offset) +
         tuple(saved.shape) + tuple(saved.strides) + "\x89" + name("collections", "OrderedDict") +
         ")R" + "tR";
}

inline std::string pickle(const std::string &instructions) {
  return std::string("\x80\x02", 2) + instructions + ".";
}

struct ZipFile {
  std::string name;
  std::string bytes;
  unsigned method = 0; ///< 8: deflated
  unsigned flags = 0;  ///< 1: encrypted
};

/// What PyTorch does beside a plain zip: the bytes begin at multiples of 64, numbers have 64 bits.
struct ZipStyle {
  bool aligned = true;
  bool end64 = true;    ///< a second end with 64-bit numbers
  bool entry64 = false; ///< 64-bit numbers for every entry, as in a file of more than 4 GB
};

inline std::string zip_of(const std::vector<ZipFile> &files, const ZipStyle &style = {}) {
  std::string zip;
  std::string list;
  for (const ZipFile &file : files) {
    const std::uint64_t header = zip.size();
    const std::string common = little(style.entry64 ? 45 : 20, 2) + little(file.flags, 2) +
                               little(file.method, 2) + little(0, 4) + little(0, 4);
    const std::string size = little(style.entry64 ? 0xFFFFFFFF : file.bytes.size(), 4);
    std::string extra;
    if (style.aligned) {
      const std::size_t start = zip.size() + 30 + file.name.size() + 4;
      const std::size_t padding = (64 - start % 64) % 64;
      extra = "FB" + little(padding, 2) + std::string(padding, 'Z');
    }
    zip += "PK\3\4" + common + size + size + little(file.name.size(), 2) + little(extra.size(), 2) +
           file.name + extra + file.bytes;
    std::string wide;
    if (style.entry64) {
      wide = "\xFE\xCA" + little(2, 2) + "xx" + little(1, 2) + little(24, 2) +
             little(file.bytes.size(), 8) + little(file.bytes.size(), 8) + little(header, 8);
    }
    list += "PK\1\2" + little(0, 2) + common + size + size + little(file.name.size(), 2) +
            little(wide.size(), 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4) +
            little(style.entry64 ? 0xFFFFFFFF : header, 4) + file.name + wide;
  }
  const std::uint64_t start = zip.size();
  zip += list;
  if (style.end64) {
    const std::uint64_t end = zip.size();
    zip += "PK\6\6" + little(44, 8) + little(45, 2) + little(45, 2) + little(0, 4) + little(0, 4) +
           little(files.size(), 8) + little(files.size(), 8) + little(list.size(), 8) +
           little(start, 8);
    zip += "PK\6\7" + little(0, 4) + little(end, 8) + little(1, 4);
  }
  const bool wide = style.end64;
  zip += "PK\5\6" + little(0, 2) + little(0, 2) + little(files.size(), 2) +
         little(files.size(), 2) + little(wide ? 0xFFFFFFFF : list.size(), 4) +
         little(wide ? 0xFFFFFFFF : start, 4) + little(0, 2);
  return zip;
}

/// The bytes of these numbers.
template <typename Number> std::string bytes_of(const std::vector<Number> &numbers) {
  std::string bytes(numbers.size() * sizeof(Number), '\0');
  std::memcpy(bytes.data(), numbers.data(), bytes.size());
  return bytes;
}

/// A file of torch.save(): `instructions` leave what was saved; storages by their keys.
inline std::string torch_zip(const std::string &instructions,
                             const std::vector<std::pair<std::string, std::string>> &storages = {},
                             const ZipStyle &style = {}) {
  std::vector<ZipFile> files{{"model/data.pkl", pickle(instructions)},
                             {"model/byteorder", "little"}};
  for (const auto &[key, bytes] : storages) {
    files.push_back({"model/data/" + key, bytes});
  }
  files.push_back({"model/version", "3\n"});
  return zip_of(files, style);
}

/// Files by name and content, read as JavaScript does it; `all` gets their bytes one behind the
/// other.
inline ModelFiles opened(const std::vector<std::pair<std::string, std::string>> &files,
                         std::string &all) {
  std::vector<ModelFile> list;
  for (const auto &[file, bytes] : files) {
    list.push_back({file, bytes.size()});
    all += bytes;
  }
  ModelFiles opened(std::move(list));
  for (ByteRange range = opened.wanted(); !range.is_empty(); range = opened.wanted()) {
    opened.take(std::string(all, static_cast<std::size_t>(range.begin),
                            static_cast<std::size_t>(range.end - range.begin)));
  }
  return opened;
}

} // namespace attn::test
