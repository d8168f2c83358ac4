// SPDX-License-Identifier: MIT
#include "run/output_place.h"

#include <algorithm>

namespace nanonas {
namespace {

namespace fs = std::filesystem;

// With links followed as far as there is something; without a slash at its end.
fs::path real(const fs::path& path) {
    std::error_code error;
    const fs::path found = fs::weakly_canonical(fs::absolute(path), error);
    const fs::path whole = error ? fs::absolute(path).lexically_normal() : found;
    return whole.has_filename() ? whole : whole.parent_path();
}

bool is_in(const fs::path& path, const fs::path& folder) {
    const fs::path inner = real(path), outer = real(folder);
    return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

}  // namespace

Result<void> apart_from_pictures(const RunSettings& settings, const fs::path& out) {
    for (const fs::path& pictures : {settings.pictures, settings.test}) {
        if (pictures.empty()) continue;
        if (is_in(out, pictures)) {
            return usage_error(
                "\"{}\" lies in the folder of pictures \"{}\", where the run's files would be taken for "
                "pictures; name a "
                "folder elsewhere (--out).",
                out.string(), pictures.string());
        }
        if (!settings.cache.empty() && is_in(settings.cache, pictures)) {
            return usage_error(
                "The cache \"{}\" lies in the folder of pictures \"{}\", where it would be taken for a "
                "class; name a "
                "folder elsewhere (--cache).",
                settings.cache.string(), pictures.string());
        }
    }
    return {};
}

}  // namespace nanonas
