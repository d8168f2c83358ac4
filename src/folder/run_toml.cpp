// SPDX-License-Identifier: MIT
#include "folder/run_toml.h"

#include "folder/file_names.h"
#include "nanonas/run_result.h"
#include "system/files.h"

namespace nanonas {
namespace {

// The text between the quotes of a line `key = "..."`.
std::string quoted(std::string_view text, std::string_view key) {
    while (!text.empty()) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (!line.starts_with(key)) continue;
        line.remove_prefix(key.size());
        constexpr std::string_view begin = " = \"";
        if (!line.starts_with(begin)) continue;
        line.remove_prefix(begin.size());
        return std::string(line.substr(0, line.find('"')));
    }
    return {};
}

}  // namespace

std::string run_toml(const RunOrigin& origin, std::string_view core, const RunSettings& settings) {
    const std::string counted_on = core.empty() ? "" : fmt::format("core = \"{}\"\n", core);
    return fmt::format("version = \"{}\"\nfingerprint = \"{}\"\n{}{}", origin.version, origin.fingerprint,
                       counted_on, to_toml(settings));
}

RunOrigin origin_in(std::string_view run_toml) {
    return {quoted(run_toml, "version"), quoted(run_toml, "fingerprint")};
}

std::string core_in(std::string_view run_toml) {
    return quoted(run_toml, "core");
}

Result<RunSettings> read_run_settings(const std::filesystem::path& run_folder) {
    const std::filesystem::path file = run_folder / run_file::settings;
    if (!std::filesystem::exists(file)) {
        return failure("\"{}\" is not a run folder: it has no {}.", run_folder.string(), run_file::settings);
    }
    NANONAS_TRY(const std::string toml, read_text(file));
    RunSettings settings;
    NANONAS_TRY_VOID(apply_toml(toml, file.string(), settings));
    return settings;
}

}  // namespace nanonas
