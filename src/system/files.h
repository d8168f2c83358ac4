// SPDX-License-Identifier: MIT
// Whole files in and out. Nothing is ever left half written: content goes beside its place and is renamed
// into it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nanonas/result.h"

namespace nanonas {

// Errors name the path and the system's reason.
Result<std::vector<std::byte>> read_bytes(const std::filesystem::path& path);
Result<std::string> read_text(const std::filesystem::path& path);

// Writes a file that did not exist or replaces one in a single step (write, fsync, rename); creates no
// folder.
Result<void> write_atomically(const std::filesystem::path& path, std::span<const std::byte> content);
Result<void> write_atomically(const std::filesystem::path& path, std::string_view text);

// Removes what a killed process was about to write in a folder under any of these names. Nobody may be
// writing them there.
void remove_pending(const std::filesystem::path& folder, std::span<const std::string_view> names);

// A file that grows under another name and appears under its own when committed; removed if it never is.
class PendingFile {
  public:
    static Result<PendingFile> create(const std::filesystem::path& path);
    PendingFile(PendingFile&& other) noexcept;
    PendingFile& operator=(PendingFile&&) = delete;
    ~PendingFile();

    Result<void> append(std::span<const std::byte> content);
    // Writes at `offset` bytes from the start; calls on different ranges may come from different threads.
    Result<void> write_at(std::size_t offset, std::span<const std::byte> content);
    Result<void> commit();

  private:
    PendingFile(std::filesystem::path path, std::filesystem::path temporary, int descriptor);
    std::filesystem::path path_, temporary_;
    int descriptor_;
};

}  // namespace nanonas
