// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "nanonas/result.h"

namespace nanonas {

// A folder of its own under the system's temporary folder, removed with everything in it at the end of its
// life. For tests and scratch builds.
class TemporaryFolder {
  public:
    static Result<TemporaryFolder> create();
    TemporaryFolder();  // for tests: ends the program if the system can't make one
    TemporaryFolder(TemporaryFolder&& other) noexcept;
    ~TemporaryFolder();
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

}  // namespace nanonas
