// SPDX-License-Identifier: MIT
// For tests of rooms that know no files.
#pragma once

#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace nanonas {

// The whole file; empty if it can't be read. It is read with C's functions, because the C++ library has no
// file streams in WebAssembly.
inline std::vector<std::byte> test_file(const std::string& path) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
    std::vector<std::byte> bytes;
    if (!file) return bytes;
    for (int byte = std::fgetc(file.get()); byte != EOF; byte = std::fgetc(file.get())) {
        bytes.push_back(static_cast<std::byte>(byte));
    }
    return bytes;
}

// The same as text.
inline std::string test_text(const std::string& path) {
    const std::vector<std::byte> bytes = test_file(path);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace nanonas
