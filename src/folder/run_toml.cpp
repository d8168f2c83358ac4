// SPDX-License-Identifier: MIT
#include "nanonas/run_result.h"
#include "system/files.h"

namespace nanonas {
namespace {

constexpr const char* settings_file = "run.toml";

}  // namespace

Result<RunSettings> read_run_settings(const std::filesystem::path& run_folder) {
    const std::filesystem::path file = run_folder / settings_file;
    if (!std::filesystem::exists(file)) {
        return failure("\"{}\" is not a run folder: it has no {}.", run_folder.string(), settings_file);
    }
    NANONAS_TRY(const std::string toml, read_text(file));
    RunSettings settings;
    NANONAS_TRY_VOID(apply_toml(toml, file.string(), settings));
    return settings;
}

}  // namespace nanonas
