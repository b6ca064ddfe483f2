// SPDX-License-Identifier: MIT
/// The names that a pickle may ask for.
#include "model/files/pickle.hpp"

#include <algorithm>
#include <array>

namespace attn {

namespace {

using Makes = PickleGlobal::Makes;

constexpr PickleGlobal storage_type(const char *name, const char *type_name, NumberType type,
                                    unsigned size) {
  return {name, Makes::kUncallable, type_name, type, size};
}

/// What is not of tensors is found beside them in what training wrote: options, schedules,
/// measures.
constexpr std::array kGlobals{
    PickleGlobal{"collections.OrderedDict", Makes::kDict},
    PickleGlobal{"torch._utils._rebuild_tensor_v2", Makes::kTensor},
    PickleGlobal{"torch._utils._rebuild_tensor", Makes::kTensor},
    PickleGlobal{"torch._utils._rebuild_parameter", Makes::kFirst},
    PickleGlobal{"torch._utils._rebuild_parameter_with_state", Makes::kFirst},
    PickleGlobal{"torch.Size", Makes::kFirst},
    storage_type("torch.FloatStorage", "F32", NumberType::kF32, 4),
    storage_type("torch.HalfStorage", "F16", NumberType::kF16, 2),
    storage_type("torch.BFloat16Storage", "BF16", NumberType::kBF16, 2),
    storage_type("torch.DoubleStorage", "F64", NumberType::kF64, 8),
    storage_type("torch.LongStorage", "I64", NumberType::kOther, 8),
    storage_type("torch.IntStorage", "I32", NumberType::kOther, 4),
    storage_type("torch.ShortStorage", "I16", NumberType::kOther, 2),
    storage_type("torch.CharStorage", "I8", NumberType::kOther, 1),
    storage_type("torch.ByteStorage", "U8", NumberType::kOther, 1),
    storage_type("torch.BoolStorage", "BOOL", NumberType::kOther, 1),
    PickleGlobal{"torch.device", Makes::kOther},
    PickleGlobal{"torch.float32", Makes::kOther},
    PickleGlobal{"torch.float16", Makes::kOther},
    PickleGlobal{"torch.bfloat16", Makes::kOther},
    PickleGlobal{"argparse.Namespace", Makes::kOther},
    PickleGlobal{"collections.Counter", Makes::kOther},
    PickleGlobal{"collections.defaultdict", Makes::kOther},
    PickleGlobal{"pathlib.PosixPath", Makes::kOther},
    PickleGlobal{"builtins.set", Makes::kOther},
    PickleGlobal{"__builtin__.set", Makes::kOther},
    PickleGlobal{"_codecs.encode", Makes::kOther},
    PickleGlobal{"numpy.dtype", Makes::kOther},
    PickleGlobal{"numpy.ndarray", Makes::kOther},
    PickleGlobal{"numpy.core.multiarray.scalar", Makes::kOther},
    PickleGlobal{"numpy._core.multiarray.scalar", Makes::kOther},
    PickleGlobal{"numpy.core.multiarray._reconstruct", Makes::kOther},
    PickleGlobal{"numpy._core.multiarray._reconstruct", Makes::kOther},
};

} // namespace

const PickleGlobal *find_pickle_global(std::string_view name) {
  const auto found = std::find_if(kGlobals.begin(), kGlobals.end(),
                                  [name](const PickleGlobal &known) { return name == known.name; });
  return found == kGlobals.end() ? nullptr : &*found;
}

} // namespace attn
