// SPDX-License-Identifier: MIT
#include "folder/run_folder.h"

#include <algorithm>
#include <array>
#include <utility>

#include "folder/file_names.h"
#include "system/files.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

// In the order in which an earlier run's files are removed.
constexpr std::array products{run_file::result,   run_file::test,        run_file::c_source,
                              run_file::c_header, run_file::model,       run_file::labels,
                              run_file::weights,  run_file::speculative, run_file::journal};

// What is made of a trained network, and the network itself.
constexpr std::array of_training{run_file::test, run_file::c_source, run_file::c_header, run_file::model,
                                 run_file::weights};

// What a session writes, in the folder itself and in c.
constexpr std::array<std::string_view, 7> written{run_file::settings, run_file::result, run_file::test,
                                                  run_file::model,    run_file::labels, run_file::weights,
                                                  run_file::report};
constexpr std::array<std::string_view, 2> written_in_c{"nanonas.c", "nanonas.h"};

}  // namespace

RunFolder::RunFolder(fs::path path, FileLock lock, bool created)
    : path_(std::move(path)), lock_(std::move(lock)), created_(created) {}

RunFolder::RunFolder(RunFolder&& other) noexcept
    : path_(std::move(other.path_)),
      lock_(std::move(other.lock_)),
      created_(std::exchange(other.created_, false)) {}

RunFolder::~RunFolder() {
    lock_.reset();
    std::error_code ignored;
    if (created_) fs::remove(path_, ignored);  // stays if anything was written
}

Result<RunFolder> RunFolder::open(const fs::path& path, Mode mode) {
    std::error_code error;
    const bool created = fs::create_directories(path, error);
    if (!fs::is_directory(path)) {
        return failure("\"{}\" can't be made a run folder: {}.", path.string(),
                       error ? error.message() : "a file of that name is there");
    }
    NANONAS_TRY(std::optional<FileLock> lock, FileLock::try_hold(path / run_file::lock));
    if (!lock) {
        return failure("Another run is writing into \"{}\"; wait for its end or name another folder.",
                       path.string());
    }
    RunFolder folder(path, std::move(*lock), created);
    const bool occupied =
        folder.has_run() || std::any_of(products.begin(), products.end(),
                                        [&](const char* name) { return fs::exists(folder.file(name)); });
    if (occupied && mode == Mode::fresh) {
        return failure(
            "\"{}\" has a run in it; go on with it (--resume), replace it (--force) or name another folder.",
            path.string());
    }
    if (occupied && mode == Mode::resume && !folder.has_run()) {
        return failure("\"{}\" has files of a run but no run.toml to go on with; replace it (--force).",
                       path.string());
    }
    remove_pending(path, written);
    remove_pending(folder.file(run_file::c_folder), written_in_c);
    return folder;
}

bool RunFolder::has_run() const {
    return fs::exists(file(run_file::settings));
}

bool RunFolder::has(std::string_view name) const {
    return fs::exists(file(name));
}

Result<void> RunFolder::remove(std::string_view name) const {
    std::error_code error;
    fs::remove(file(name), error);
    if (error) return failure("\"{}\" can't be replaced: {}.", file(name).string(), error.message());
    return {};
}

Result<void> RunFolder::begin(std::string_view run_toml) {
    for (const char* name : products) NANONAS_TRY_VOID(remove(name));
    std::error_code ignored;
    fs::remove(file(run_file::report), ignored);
    return write_atomically(file(run_file::settings), run_toml);
}

Result<void> RunFolder::remove_training() const {
    for (const char* name : of_training) NANONAS_TRY_VOID(remove(name));
    return {};
}

}  // namespace nanonas
