// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

namespace nanonas {

// A folder of its own under the system's temporary folder, removed with everything in it at the end of its
// life. For tests and scratch builds; ends the program if the system can't make one.
class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace nanonas
