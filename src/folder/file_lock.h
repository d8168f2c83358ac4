// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>

#include "nanonas/result.h"

namespace nanonas {

// A lock between processes that ends with its holder, however that ends. The file is there only while it is
// held.
class FileLock {
  public:
    // None if another process holds it.
    static Result<std::optional<FileLock>> try_hold(const std::filesystem::path& path);
    // Waits for it.
    static Result<FileLock> hold(const std::filesystem::path& path);
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock();

  private:
    FileLock(std::filesystem::path path, int descriptor);
    static Result<std::optional<FileLock>> hold(const std::filesystem::path& path, int operation);
    std::filesystem::path path_;
    int descriptor_;
};

}  // namespace nanonas
