// SPDX-License-Identifier: MIT
#include "folder/run_folder.h"

#include <algorithm>
#include <array>
#include <utility>

#include "system/files.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

constexpr const char* lock_name = ".lock";
constexpr const char* settings_name = "run.toml";
// In the order in which an earlier run's files are removed.
constexpr std::array products{"result.json", "c/nanonas.c",         "c/nanonas.h", "model.tflite",
                              "labels.txt",  "weights.safetensors", "ahead.jsonl", "journal.jsonl"};

// What a session writes, in the folder itself and in c.
constexpr std::array<std::string_view, 6> written{"run.toml",   "result.json",         "model.tflite",
                                                  "labels.txt", "weights.safetensors", "report.html"};
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
    NANONAS_TRY(std::optional<FileLock> lock, FileLock::try_hold(path / lock_name));
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
    remove_pending(folder.file("c"), written_in_c);
    return folder;
}

bool RunFolder::has_run() const {
    return fs::exists(file(settings_name));
}

Result<void> RunFolder::begin(std::string_view run_toml) {
    for (const char* name : products) {
        std::error_code error;
        fs::remove(file(name), error);
        if (error) return failure("\"{}\" can't be replaced: {}.", file(name).string(), error.message());
    }
    std::error_code ignored;
    fs::remove(file("report.html"), ignored);
    return write_atomically(file(settings_name), run_toml);
}

}  // namespace nanonas
