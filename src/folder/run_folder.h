// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string_view>

#include "folder/file_lock.h"
#include "nanonas/result.h"

namespace nanonas {

// The folder that one run writes into, locked against a second one for as long as this object lives. A folder
// that was made for a run that never began is removed again.
class RunFolder {
  public:
    enum class Mode {
        fresh,   // refuses a folder with a run in it
        resume,  // goes on with what is there
        force,   // begin() replaces what is there
    };
    static Result<RunFolder> open(const std::filesystem::path& path, Mode mode);
    RunFolder(RunFolder&& other) noexcept;
    RunFolder& operator=(RunFolder&&) = delete;
    ~RunFolder();

    // Whether there is a run to go on with.
    bool has_run() const;

    // Removes what an earlier run left and writes run.toml: from here on the run can be resumed.
    Result<void> begin(std::string_view run_toml);

    // Removes the trained network and all that was made of it.
    Result<void> remove_training() const;

    bool has(std::string_view name) const;  // a file of file_names.h

    std::filesystem::path file(std::string_view name) const { return path_ / name; }
    const std::filesystem::path& path() const { return path_; }

  private:
    Result<void> remove(std::string_view name) const;
    RunFolder(std::filesystem::path path, FileLock lock, bool created);
    std::filesystem::path path_;
    std::optional<FileLock> lock_;
    bool created_;
};

}  // namespace nanonas
