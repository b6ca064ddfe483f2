// SPDX-License-Identifier: MIT
#include "model/files/zip.hpp"

#include "base/check.hpp"
#include "model/files/little_endian.hpp"

#include <algorithm>
#include <utility>

namespace attn {

namespace {

constexpr std::uint64_t kEndSize = 22;
constexpr std::uint64_t kLongestComment = 0xFFFF;
constexpr std::uint64_t kLocatorSize = 20;
constexpr std::uint64_t kEnd64Size = 56;
constexpr std::uint64_t kEntrySize = 46;
constexpr std::uint64_t kLocalSize = 30;
/// As for the header of a .safetensors file.
constexpr std::uint64_t kLongestList = 100'000'000;
constexpr std::size_t kMostEntries = std::size_t{1} << 15U;
/// Stands for a number that is in the part with 64-bit numbers.
constexpr std::uint64_t kIn64 = 0xFFFFFFFF;

constexpr std::string_view kEndSign{"PK\5\6", 4};
constexpr std::string_view kLocatorSign{"PK\6\7", 4};
constexpr std::string_view kEnd64Sign{"PK\6\6", 4};
constexpr std::string_view kEntrySign{"PK\1\2", 4};
constexpr std::string_view kLocalSign{"PK\3\4", 4};

/// A number of `size` bytes, which are there.
std::uint64_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
  return little_endian(bytes.substr(at, size));
}

/// Puts the 64-bit numbers of an entry's extra part in the place of those that say "see there".
/// False when it is spoiled.
bool read_extra64(std::string_view extra, std::initializer_list<std::uint64_t *> numbers) {
  while (extra.size() >= 4) {
    const std::uint64_t kind = number_at(extra, 0, 2);
    const auto size = static_cast<std::size_t>(number_at(extra, 2, 2));
    extra.remove_prefix(4);
    std::string_view part = extra.substr(0, size);
    if (kind == 1) {
      for (std::uint64_t *number : numbers) {
        if (*number == kIn64) {
          if (part.size() < 8) {
            return false;
          }
          *number = number_at(part, 0, 8);
          part.remove_prefix(8);
        }
      }
      return true;
    }
    extra.remove_prefix(part.size());
  }
  return true;
}

} // namespace

ZipDirectory::ZipDirectory(std::string file, std::uint64_t size)
    : file_(std::move(file)), size_(size) {
  const std::uint64_t tail = std::min(size, kLocatorSize + kEndSize + kLongestComment);
  want(size - tail, tail);
}

void ZipDirectory::take(std::string_view bytes) {
  switch (std::exchange(next_, Next::kNothing)) {
  case Next::kEnd:
    read_end(bytes);
    break;
  case Next::kEnd64:
    read_end64(bytes);
    break;
  case Next::kEntries:
    read_entries(bytes);
    break;
  case Next::kNothing:
    break;
  }
}

void ZipDirectory::read_end(std::string_view tail) {
  for (std::size_t at = tail.rfind(kEndSign); at != std::string_view::npos;
       at = at == 0 ? std::string_view::npos : tail.rfind(kEndSign, at - 1)) {
    const std::string_view end = tail.substr(at);
    if (end.size() < kEndSize || end.size() != kEndSize + number_at(end, 20, 2)) {
      continue; // the sign stands in something else
    }
    if (at >= kLocatorSize && tail.substr(at - kLocatorSize, 4) == kLocatorSign) {
      next_ = Next::kEnd64;
      want(number_at(tail, at - kLocatorSize + 8, 8), kEnd64Size);
    } else {
      next_ = Next::kEntries;
      want(number_at(end, 16, 4), number_at(end, 12, 4));
    }
    return;
  }
  refuse_spoiled("it has no end, so it may be cut short");
}

void ZipDirectory::read_end64(std::string_view record) {
  if (!record.starts_with(kEnd64Sign)) {
    refuse_spoiled("its end is not where it says");
  }
  next_ = Next::kEntries;
  want(number_at(record, 48, 8), number_at(record, 40, 8));
}

void ZipDirectory::read_entries(std::string_view list) {
  while (list.starts_with(kEntrySign) && list.size() >= kEntrySize) {
    const auto name_size = static_cast<std::size_t>(number_at(list, 28, 2));
    const auto extra_size = static_cast<std::size_t>(number_at(list, 30, 2));
    const auto comment_size = static_cast<std::size_t>(number_at(list, 32, 2));
    const std::size_t whole = kEntrySize + name_size + extra_size + comment_size;
    if (list.size() < whole) {
      break;
    }
    ZipEntry entry;
    entry.name = list.substr(kEntrySize, name_size);
    std::uint64_t packed = number_at(list, 20, 4);
    entry.size = number_at(list, 24, 4);
    entry.header = number_at(list, 42, 4);
    if (!read_extra64(list.substr(kEntrySize + name_size, extra_size),
                      {&entry.size, &packed, &entry.header})) {
      break;
    }
    const bool is_encrypted = (number_at(list, 8, 2) & 1U) != 0;
    entry.is_plain = number_at(list, 10, 2) == 0 && packed == entry.size && !is_encrypted;
    if (entries_.size() == kMostEntries) {
      refuse(ErrorCode::kUnsupported,
             {file_, ": this zip has more than ", kMostEntries, " entries"});
    }
    entries_.push_back(std::move(entry));
    list.remove_prefix(whole);
  }
  if (!list.empty()) {
    refuse_spoiled("its list of entries cannot be read");
  }
  wanted_ = {};
}

ZipEntry *ZipDirectory::find(std::string_view name) {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    found_ = found_ + 1 < entries_.size() ? found_ + 1 : 0;
    if (entries_[found_].name == name) {
      return &entries_[found_];
    }
  }
  return nullptr;
}

ByteRange ZipDirectory::header_range(const ZipEntry &entry) const {
  if (!entry.is_plain) {
    refuse(ErrorCode::kUnsupported,
           {file_, ": its entry \"", entry.name,
            "\" is compressed or encrypted; torch.save() stores entries as they are"});
  }
  if (entry.size > size_ || entry.header > size_ - entry.size) {
    refuse_outside(entry);
  }
  return {entry.header, std::min(size_, entry.header + kLocalSize)};
}

void ZipDirectory::read_header(ZipEntry &entry, std::string_view bytes) const {
  if (bytes.size() < kLocalSize || !bytes.starts_with(kLocalSign) ||
      number_at(bytes, 26, 2) != entry.name.size()) {
    refuse_spoiled("an entry is not where its list says");
  }
  entry.begin = entry.header + kLocalSize + entry.name.size() + number_at(bytes, 28, 2);
  if (entry.begin > size_ - entry.size) {
    refuse_outside(entry);
  }
}

void ZipDirectory::refuse_outside(const ZipEntry &entry) const {
  refuse(ErrorCode::kParse, {file_, ": its entry \"", entry.name,
                             "\" ends behind the file, which has only ", size_, " bytes"});
}

void ZipDirectory::want(std::uint64_t begin, std::uint64_t size) {
  if (size > size_ || begin > size_ - size || size > kLongestList || size == 0) {
    refuse_spoiled("its list of entries is not where it says");
  }
  wanted_ = {begin, begin + size};
}

void ZipDirectory::refuse_spoiled(const char *what) const {
  refuse(ErrorCode::kParse, {file_, ": this zip is spoiled: ", what});
}

} // namespace attn
