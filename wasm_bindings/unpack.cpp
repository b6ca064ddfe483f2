// SPDX-License-Identifier: MIT
/// A decoder of .lzma files (Igor Pavlov's LZMA specification, 2015; lc = 3, lp = 0, pb = 2) of
/// less than a kilobyte: our modules come packed with LZMA, a tenth smaller than as the gzip that
/// browsers unpack themselves. What it reads is of the build, which has unpacked it before; nothing
/// is checked.
#include <cstdint>

extern "C" unsigned char __heap_base;

namespace {

/// Where the adaptive probabilities of each kind of bit begin. Those that depend on the state have
/// 16 or one for each of the 12 states, those that depend on the place as well 4 within the 16.
enum Model : std::uint32_t {
  kIsMatch = 0,
  kIsRepeat = kIsMatch + 12 * 16,
  kIsOlderRepeat = kIsRepeat + 12,
  kIsThirdOrFourth = kIsOlderRepeat + 12,
  kIsFourth = kIsThirdOrFourth + 12,
  kIsLongRepeat = kIsFourth + 12,
  kDistanceSlot = kIsLongRepeat + 12 * 16,
  kDistanceBits = kDistanceSlot + 4 * 64,
  kDistanceLowBits = kDistanceBits + 128,
  kMatchLength = kDistanceLowBits + 16,
  kRepeatLength = kMatchLength + 2 + 2 * 128 + 256,
  kLiterals = kRepeatLength + 2 + 2 * 128 + 256,
  kModelCount = kLiterals + 8 * 0x300,
};

constexpr std::uint32_t kHeaderSize = 13;
constexpr std::uint32_t kSizeAt = 5;

std::uint16_t probabilities[kModelCount]; // of a 0, in 2048ths
const unsigned char *next_byte;
std::uint32_t range;
std::uint32_t code;

void refill() {
  if (range >> 24U == 0) {
    range <<= 8U;
    code = code << 8U | *next_byte++;
  }
}

[[gnu::noinline]] std::uint32_t bit(std::uint32_t model) {
  const std::uint32_t probability = probabilities[model];
  const std::uint32_t bound = (range >> 11U) * probability;
  const bool is_set = code >= bound;
  if (is_set) {
    range -= bound;
    code -= bound;
    probabilities[model] = static_cast<std::uint16_t>(probability - (probability >> 5U));
  } else {
    range = bound;
    probabilities[model] = static_cast<std::uint16_t>(probability + ((2048 - probability) >> 5U));
  }
  refill();
  return is_set ? 1 : 0;
}

/// A bit for which no probability is learned.
std::uint32_t even_bit() {
  range >>= 1U;
  const bool is_set = code >= range;
  code -= is_set ? range : 0;
  refill();
  return is_set ? 1 : 0;
}

/// The highest bit first.
std::uint32_t number(std::uint32_t model, std::uint32_t bits) {
  std::uint32_t node = 1;
  while (node >> bits == 0) {
    node = 2 * node + bit(model + node);
  }
  return node - (1U << bits);
}

/// The lowest bit first.
std::uint32_t reversed_number(std::uint32_t model, std::uint32_t bits) {
  std::uint32_t node = 1;
  std::uint32_t result = 0;
  for (std::uint32_t i = 0; i < bits; ++i) {
    const std::uint32_t digit = bit(model + node);
    node = 2 * node + digit;
    result |= digit << i;
  }
  return result;
}

/// 2 and more. `place` is that of the output in a word of four bytes.
[[gnu::noinline]] std::uint32_t length(std::uint32_t model, std::uint32_t place) {
  if (bit(model) == 0) {
    return 2 + number(model + 2 + 8 * place, 3);
  }
  if (bit(model + 1) == 0) {
    return 10 + number(model + 2 + 128 + 8 * place, 3);
  }
  return 18 + number(model + 2 + 256, 8);
}

/// How many bytes back a match begins.
std::uint32_t distance(std::uint32_t match_length) {
  const std::uint32_t kind = match_length < 5 ? match_length - 2 : 3;
  const std::uint32_t slot = number(kDistanceSlot + 64 * kind, 6);
  if (slot < 4) {
    return 1 + slot;
  }
  const std::uint32_t low_bits = slot / 2 - 1;
  const std::uint32_t high = (2 | (slot & 1U)) << low_bits;
  if (slot < 14) {
    return 1 + high + reversed_number(kDistanceBits + high - slot, low_bits);
  }
  std::uint32_t middle = 0;
  for (std::uint32_t i = low_bits; i > 4; --i) {
    middle = 2 * middle + even_bit();
  }
  return 1 + high + 16 * middle + reversed_number(kDistanceLowBits, 4);
}

/// `expected` is the byte where the last match would go on, or none (state < 7).
unsigned char literal(std::uint32_t before, std::uint32_t state, std::uint32_t expected) {
  const std::uint32_t model = kLiterals + 0x300 * (before >> 5U);
  std::uint32_t node = 1;
  for (bool is_as_expected = state >= 7; is_as_expected && node < 0x100;) {
    expected <<= 1U;
    const std::uint32_t wanted = expected & 0x100U;
    const std::uint32_t digit = bit(model + 0x100 + wanted + node);
    node = 2 * node + digit;
    is_as_expected = wanted >> 8U == digit;
  }
  while (node < 0x100) {
    node = 2 * node + bit(model + node);
  }
  return static_cast<unsigned char>(node);
}

/// Which of the last four distances is used again.
std::uint32_t repeated(std::uint32_t state) {
  if (bit(kIsOlderRepeat + state) == 0) {
    return 0;
  }
  return bit(kIsThirdOrFourth + state) == 0 ? 1 : 2 + bit(kIsFourth + state);
}

} // namespace

/// Where the file goes; what is unpacked follows it.
extern "C" [[clang::export_name("room")]] unsigned char *room() { return &__heap_base; }

/// `size` is that of the file in bytes. Returns where the unpacked bytes begin.
extern "C" [[clang::export_name("unpack")]] unsigned char *unpack(std::uint32_t size) {
  const unsigned char *file = room();
  unsigned char *const start = room() + size;
  std::uint32_t unpacked_size = 0;
  for (std::uint32_t i = 4; i > 0; --i) {
    unpacked_size = unpacked_size << 8U | file[kSizeAt + i - 1];
  }
  for (std::uint16_t &probability : probabilities) {
    probability = 1024;
  }
  next_byte = file + kHeaderSize;
  range = 0xFFFFFFFFU;
  for (std::uint32_t i = 0; i < 5; ++i) {
    code = code << 8U | *next_byte++;
  }

  std::uint32_t state = 0;
  std::uint32_t distances[4] = {1, 1, 1, 1}; // of the last matches, the newest first
  for (std::uint32_t at = 0; at < unpacked_size;) {
    unsigned char *to = start + at;
    const std::uint32_t place = at % 4;
    if (bit(kIsMatch + 16 * state + place) == 0) {
      *to = literal(at == 0 ? 0 : to[-1], state, state < 7 ? 0 : *(to - distances[0]));
      ++at;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      continue;
    }
    const bool is_repeat = bit(kIsRepeat + state) == 1;
    const std::uint32_t used = is_repeat ? repeated(state) : 3;
    std::uint32_t newest = distances[used];
    std::uint32_t count = 1;
    if (!is_repeat) {
      count = length(kMatchLength, place);
      newest = distance(count);
      state = state < 7 ? 7 : 10;
    } else if (used == 0 && bit(kIsLongRepeat + 16 * state + place) == 0) {
      state = state < 7 ? 9 : 11;
    } else {
      count = length(kRepeatLength, place);
      state = state < 7 ? 8 : 11;
    }
    for (std::uint32_t i = used; i > 0; --i) {
      distances[i] = distances[i - 1];
    }
    distances[0] = newest;
    for (at += count; count > 0; --count, ++to) {
      *to = *(to - newest);
    }
  }
  return start;
}
