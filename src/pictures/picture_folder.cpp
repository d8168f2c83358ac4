// SPDX-License-Identifier: MIT
#include "pictures/picture_folder.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <memory>
#include <span>
#include <string_view>
#include <system_error>

#include "base/plain_text.h"
#include "pictures/foreign_format.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

// What operating systems, network drives and notebooks put into folders of pictures, in small letters.
constexpr std::array<std::string_view, 12> of_systems{
    "thumbs.db", "ehthumbs.db", "desktop.ini",        "icon\r",
    "__macosx",  "@eadir",      "lost+found",         "$recycle.bin",
    "#recycle",  "@recycle",    "@recently-snapshot", "system volume information"};

// By name, or for it is of a system.
bool hidden(const fs::path& path) {
    std::string name = path.filename().string();
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return name.starts_with('.') || std::find(of_systems.begin(), of_systems.end(), name) != of_systems.end();
}

tl::unexpected<Error> unlisted(const fs::path& folder, const std::error_code& why) {
    return failure("\"{}\" can't be listed: {}.", folder.string(), why.message());
}

// The kind of archive that a file is, which is what a data set comes in; empty if it is none.
std::string_view archive_kind(const fs::path& path) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
    std::array<std::uint8_t, foreign_signature_bytes> start{};
    const std::size_t bytes = file ? std::fread(start.data(), 1, start.size(), file.get()) : 0;
    return archive_named(std::span(start).first(bytes));
}

tl::unexpected<Error> not_a_folder(const fs::path& path) {
    std::error_code ignored;
    const auto archive = fs::is_regular_file(path, ignored) ? archive_kind(path) : std::string_view();
    if (archive.empty()) {
        return failure("\"{}\" is not a folder; name one with a subfolder of pictures for each class.",
                       path.string());
    }
    return failure("\"{}\" is a {} archive; unpack it and name the folder of pictures that was in it.",
                   path.string(), archive);
}

tl::unexpected<Error> no_classes(const fs::path& folder) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code ignored;
        if (hidden(entry->path()) || !entry->is_regular_file(ignored)) continue;
        if (const auto archive = archive_kind(entry->path()); !archive.empty()) {
            return failure("\"{}\" has no classes, but the {} archive \"{}\"; unpack it.", folder.string(),
                           archive, plain_name(entry->path().filename().string()));
        }
        break;  // one file tells enough
    }
    return failure("\"{}\" has no classes; it needs a subfolder of pictures for each.", folder.string());
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

// A class is called by its folder in tables, reports and C: a name that would steer a terminal is refused.
Result<void> check_class_name(const fs::path& folder, const std::string& name) {
    const std::string plain = plain_name(name);
    constexpr std::uint32_t left_to_right_mark = 0x200E, right_to_left_mark = 0x200F;  // harmless alone
    std::uint32_t c = 0;
    for (std::string_view rest = name; plain != name && !rest.empty();) {
        const std::size_t length = utf8_sequence(rest, c);
        const bool is_text = length == 0 || c == left_to_right_mark || c == right_to_left_mark ||
                             (!steers_output(c) && c != '\n' && c != '\t');
        if (!is_text) {
            return failure(
                "The folder \"{}\" of \"{}\" has characters in its name that are no letters, such as a line "
                "break or an escape; rename it, for its name would be that of a class.",
                plain, folder.string());
        }
        rest.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return {};
}

}  // namespace

Result<PictureFolder> list_folder(const fs::path& folder) {
    std::error_code error;
    const fs::file_status status = fs::status(folder, error);
    if (status.type() == fs::file_type::not_found) {
        return failure("There is no folder \"{}\".", folder.string());
    }
    if (status.type() == fs::file_type::none) return unlisted(folder, error);
    if (!fs::is_directory(status)) return not_a_folder(folder);

    PictureFolder result;
    result.folder = folder;
    NANONAS_TRY(result.classes, subfolders(folder));
    for (std::size_t label = 0; label < result.classes.size(); ++label) {
        NANONAS_TRY_VOID(check_class_name(folder, result.classes[label]));
        const std::size_t before = result.files.size();
        NANONAS_TRY_VOID(
            collect(result, folder / result.classes[label], static_cast<int>(label), result.files));
        std::sort(result.files.begin() + static_cast<std::ptrdiff_t>(before), result.files.end(),
                  [](const PictureFile& a, const PictureFile& b) { return a.path < b.path; });
    }
    result.files.shrink_to_fit();
    return result;
}

Result<void> check_classes(const PictureFolder& listed, int classes_needed) {
    if (listed.classes.empty()) return no_classes(listed.folder);
    if (static_cast<int>(listed.classes.size()) < classes_needed) {
        const bool nested =
            !listed.files.empty() &&
            std::all_of(listed.files.begin(), listed.files.end(), [](const PictureFile& file) {
                return std::count(file.path.begin(), file.path.end(), '/') > 1;
            });
        if (nested) {
            return failure(
                "\"{0}\" has one class only, \"{1}\", whose pictures lie in subfolders; if these are the "
                "classes, "
                "name \"{0}/{1}\".",
                listed.folder.string(), listed.classes.front());
        }
        return failure("\"{}\" has one class only, \"{}\"; at least {} are needed, a subfolder for each.",
                       listed.folder.string(), listed.classes.front(), classes_needed);
    }
    std::vector<bool> filled(listed.classes.size());
    for (const PictureFile& file : listed.files) filled[static_cast<std::size_t>(file.label)] = true;
    const auto empty = std::find(filled.begin(), filled.end(), false);
    if (empty == filled.end()) return {};
    return failure("Class \"{}\" of \"{}\" is empty; add pictures to its folder or remove it.",
                   listed.classes[static_cast<std::size_t>(empty - filled.begin())], listed.folder.string());
}

}  // namespace nanonas
