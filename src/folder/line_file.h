// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "nanonas/result.h"

namespace nanonas {

// A text file that only grows, a whole line at a time, so that whoever is killed loses no line that was
// finished.
class LineFile {
  public:
    // Opens or creates. A last line without its end, left by a kill or a full disk, is cut off.
    static Result<LineFile> open(const std::filesystem::path& path);
    LineFile(LineFile&& other) noexcept;
    LineFile& operator=(LineFile&&) = delete;
    ~LineFile();

    // The lines that were there when it was opened.
    const std::vector<std::string>& lines() const { return lines_; }

    Result<void> append(std::string_view line);  // without its end

  private:
    LineFile(std::filesystem::path path, int descriptor);
    std::filesystem::path path_;
    int descriptor_;
    std::vector<std::string> lines_;
};

}  // namespace nanonas
