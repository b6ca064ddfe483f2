// SPDX-License-Identifier: MIT
/// Where the entries of a zip lie: as it is, none is unpacked.
/// Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.7 to 4.3.16.
#pragma once

#include "attn/model_files.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace attn {

struct ZipEntry {
  std::string name;
  std::uint64_t header = 0; ///< where its own header begins, behind which are the bytes
  std::uint64_t size = 0;   ///< of its bytes
  std::uint64_t begin = 0;  ///< of its bytes; 0 until read_header()
  bool is_plain = false;    ///< neither compressed nor encrypted
};

/// The list of entries, which stands at the end of a zip.
class ZipDirectory {
public:
  /// `file`: what messages call it.
  ZipDirectory(std::string file, std::uint64_t size);

  /// What take() needs next; empty when all entries are known.
  ByteRange wanted() const { return wanted_; }
  /// Throws Error: kParse (no end, cut short, places outside of the file), kUnsupported
  /// (more entries than any model has).
  void take(std::string_view bytes);

  /// Null when there is none. Fastest for the one behind the one that was found before.
  ZipEntry *find(std::string_view name);
  /// In the order of the list.
  std::vector<ZipEntry> &entries() { return entries_; }

  /// What read_header() reads. Throws Error: kParse (not in the file), kUnsupported (it is packed).
  ByteRange header_range(const ZipEntry &entry) const;
  /// Sets where the bytes of an entry begin. Throws Error(kParse).
  void read_header(ZipEntry &entry, std::string_view bytes) const;

private:
  void read_end(std::string_view tail);
  void read_end64(std::string_view record);
  void read_entries(std::string_view list);
  void want(std::uint64_t begin, std::uint64_t size);
  [[noreturn]] void refuse_spoiled(const char *what) const;
  [[noreturn]] void refuse_outside(const ZipEntry &entry) const;

  std::string file_;
  std::uint64_t size_;
  ByteRange wanted_;
  enum class Next { kEnd, kEnd64, kEntries, kNothing } next_ = Next::kEnd;
  std::vector<ZipEntry> entries_;
  std::size_t found_ = 0; ///< by find()
};

} // namespace attn
