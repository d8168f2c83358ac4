// SPDX-License-Identifier: MIT
#include "nanonas/target_file.h"

#include "system/files.h"

namespace nanonas {

Result<std::vector<Target>> read_targets(const std::filesystem::path& file) {
    NANONAS_TRY(const std::string text, read_text(file));
    return parse_targets(text, file.string());
}

Result<std::vector<Target>> known_targets(const std::filesystem::path& file) {
    if (file.empty()) return builtin_targets();
    NANONAS_TRY(const std::vector<Target> more, read_targets(file));
    return merge_targets(builtin_targets(), more);
}

}  // namespace nanonas
