// SPDX-License-Identifier: MIT
// scan_folder: which pictures of which classes a folder holds.
#include <sys/stat.h>

#include <algorithm>
#include <system_error>

#include "nanonas/pictures.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

// By name, or among the files that Windows hides in folders of pictures.
bool hidden(const fs::path& path) {
    const std::string name = path.filename().string();
    return name.starts_with('.') || name == "Thumbs.db" || name == "desktop.ini";
}

tl::unexpected<Error> unlisted(const fs::path& folder, const std::error_code& why) {
    return failure("\"{}\" can't be listed: {}.", folder.string(), why.message());
}

// Appends every file below `folder`, also those of nested folders; links to folders are not followed, because
// they may lead back.
Result<void> collect(const PictureFolder& root, const fs::path& folder, int label,
                     std::vector<PictureFile>& files) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        if (hidden(entry->path())) continue;
        std::error_code ignored;
        if (entry->is_directory(ignored)) {
            if (!entry->is_symlink(ignored)) {
                NANONAS_TRY_VOID(collect(root, entry->path(), label, files));
            }
            continue;
        }
        PictureFile file;
        file.path = entry->path().lexically_relative(root.folder).generic_string();
        file.label = label;
        struct stat status {};
        if (::stat(entry->path().c_str(), &status) == 0) {  // a dangling link is listed; reading it tells
            file.bytes = static_cast<std::uint64_t>(status.st_size);
            file.modified_ns = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
        }
        files.push_back(std::move(file));
    }
    if (error) return unlisted(folder, error);
    return {};
}

Result<std::vector<std::string>> subfolders(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code ignored;
        if (!hidden(entry->path()) && entry->is_directory(ignored)) {
            names.push_back(entry->path().filename().string());
        }
    }
    if (error) return unlisted(folder, error);
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace

Result<PictureFolder> scan_folder(const fs::path& folder, int classes_needed) {
    std::error_code error;
    const fs::file_status status = fs::status(folder, error);
    if (status.type() == fs::file_type::not_found) {
        return failure("There is no folder \"{}\".", folder.string());
    }
    if (status.type() == fs::file_type::none) return unlisted(folder, error);
    if (!fs::is_directory(status)) {
        return failure("\"{}\" is not a folder; name one with a subfolder of pictures for each class.",
                       folder.string());
    }

    PictureFolder result;
    result.folder = folder;
    NANONAS_TRY(result.classes, subfolders(folder));
    if (result.classes.empty()) {
        return failure("\"{}\" has no classes; it needs a subfolder of pictures for each.", folder.string());
    }
    if (static_cast<int>(result.classes.size()) < classes_needed) {
        return failure("\"{}\" has one class only, \"{}\"; at least {} are needed, a subfolder for each.",
                       folder.string(), result.classes.front(), classes_needed);
    }
    for (std::size_t label = 0; label < result.classes.size(); ++label) {
        const std::size_t before = result.files.size();
        NANONAS_TRY_VOID(
            collect(result, folder / result.classes[label], static_cast<int>(label), result.files));
        if (result.files.size() == before) {
            return failure("Class \"{}\" of \"{}\" is empty; add pictures to its folder or remove it.",
                           result.classes[label], folder.string());
        }
        std::sort(result.files.begin() + static_cast<std::ptrdiff_t>(before), result.files.end(),
                  [](const PictureFile& a, const PictureFile& b) { return a.path < b.path; });
    }
    result.files.shrink_to_fit();
    return result;
}

}  // namespace nanonas
