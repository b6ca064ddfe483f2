// SPDX-License-Identifier: MIT
/// GPT-2's way to write bytes as printable characters (bytes_to_unicode in its encoder.py);
/// internal to the core.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace attn {

/// The character that stands for each byte of the text: "Ġ" for a space.
std::string byte_characters(std::string_view bytes);

/// The bytes again; nothing when a character stands for none.
std::optional<std::string> bytes_of_characters(std::string_view text);

/// "<0xE6>", as SentencePiece writes a byte that is a piece.
std::string byte_name(unsigned char byte);

/// The byte of such a name, −1 when it is none.
int byte_of_name(std::string_view name);

} // namespace attn
