// SPDX-License-Identifier: MIT
/// A file of torch.save() since PyTorch 1.6: a zip of `<any>/data.pkl`, which says what there is,
/// and of `<any>/data/<key>`, the numbers of each storage.
#include "base/check.hpp"
#include "model/files/state_dict.hpp"
#include "model/files/tensor_file.hpp"
#include "model/files/zip.hpp"

#include <utility>

namespace attn {

namespace {

/// As for the header of a .safetensors file.
constexpr std::uint64_t kLongestPickle = 100'000'000;

class TorchFile : public TensorFile {
public:
  TorchFile(std::string file, std::uint64_t size) : file_(file), zip_(std::move(file), size) {
    wanted_ = zip_.wanted();
  }

  void take(std::string_view bytes) override {
    if (!zip_.wanted().is_empty()) {
      zip_.take(bytes);
      wanted_ = zip_.wanted();
      if (wanted_.is_empty()) {
        find_pickle();
      }
    } else if (entry_ != nullptr) {
      zip_.read_header(*entry_, bytes);
      if (std::exchange(entry_, nullptr) == pickle_) {
        wanted_ = {pickle_->begin, pickle_->begin + pickle_->size};
      } else {
        want_next();
      }
    } else {
      states_ = state_dict(read_pickle(bytes, file_), file_);
      want_next();
    }
  }

private:
  void find_pickle() {
    constexpr std::string_view kPickle = "/data.pkl";
    for (ZipEntry &entry : zip_.entries()) {
      if (pickle_ == nullptr && entry.name.ends_with(kPickle)) {
        pickle_ = &entry;
        folder_ = entry.name.substr(0, entry.name.size() - kPickle.size() + 1);
      }
    }
    if (pickle_ == nullptr) {
      refuse(ErrorCode::kUnsupported,
             {file_, ": this is a zip, but none of torch.save(): it has no data.pkl"});
    }
    if (zip_.find(folder_ + "constants.pkl") != nullptr) {
      refuse(ErrorCode::kUnsupported,
             {file_, ": this is a program of TorchScript; load it with torch.jit.load and save its "
                     "tensors: torch.save(model.state_dict(), …)"});
    }
    const ZipEntry *order = zip_.find(folder_ + "byteorder");
    if (order != nullptr && order->size == std::string_view("big").size()) {
      refuse(ErrorCode::kUnsupported, {file_, ": its numbers are big-endian; save it again on a "
                                              "machine whose numbers are little-endian"});
    }
    if (pickle_->size > kLongestPickle || pickle_->size == 0) {
      refuse(ErrorCode::kUnsupported, {file_, ": its data.pkl has ", pickle_->size,
                                       " bytes; expected 1 to ", kLongestPickle});
    }
    want_header(*pickle_);
  }

  void want_header(ZipEntry &entry) {
    entry_ = &entry;
    wanted_ = zip_.header_range(entry);
  }

  /// Goes on to the first tensor of whose storage it is not known where it begins.
  void want_next() {
    for (wanted_ = {}; next_ < states_.size(); ++next_) {
      StoredTensor &tensor = states_[next_].tensor;
      if (tensor.begin == tensor.end) {
        tensor.begin = tensor.end = 0;
        header_.tensors.push_back(std::move(tensor));
        continue;
      }
      const std::string path = joined({folder_, "data/", states_[next_].storage});
      ZipEntry *entry = zip_.find(path);
      if (entry == nullptr || tensor.end > entry->size) {
        refuse(ErrorCode::kShape,
               {"tensor \"", tensor.name, "\": expected ", tensor.end, " bytes in \"", path,
                "\" of ", file_, ", got ", entry == nullptr ? 0 : entry->size});
      }
      if (entry->begin == 0) {
        want_header(*entry);
        return;
      }
      tensor.begin += entry->begin;
      tensor.end += entry->begin;
      header_.tensors.push_back(std::move(tensor));
    }
  }

  std::string file_;
  ZipDirectory zip_;
  std::string folder_; ///< of the zip, with its slash
  ZipEntry *pickle_ = nullptr;
  ZipEntry *entry_ = nullptr; ///< whose header is wanted
  std::vector<StateTensor> states_;
  std::size_t next_ = 0; ///< of states_
};

} // namespace

std::unique_ptr<TensorFile> torch_file(std::string file, std::uint64_t size) {
  return std::make_unique<TorchFile>(std::move(file), size);
}

} // namespace attn
