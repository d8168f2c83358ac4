// SPDX-License-Identifier: MIT
// Files that nanonas does not read and whose owner is told more than that.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace nanonas {

// What is read to tell a foreign format: a tar's signature stands behind its first file's name.
inline constexpr std::size_t foreign_signature_bytes = 262;

// "zip", "tar", "gzip", "7z", "rar", "xz" or "bzip2"; empty if it is none of them.
std::string_view archive_named(std::span<const std::uint8_t> start);

// What a file is and what to do about it, as the end of a sentence that begins with its name: "is a JPEG 2000
// picture, which nanonas doesn't read; convert it, for example with ...". Empty if nothing is known of it.
std::string foreign_format(std::span<const std::uint8_t> start);

}  // namespace nanonas
