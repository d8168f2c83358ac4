// SPDX-License-Identifier: MIT
// A picture's file, and its rows whatever its format.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string_view>

#include "nanonas/result.h"
#include "pictures/decoder.h"
#include "pictures/picture_format.h"

namespace nanonas {

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

struct OpenedPicture {
    std::unique_ptr<std::FILE, CloseFile> file;  // at its start
    PictureFormat format;                        // never unknown
};

// `name` is what errors call it: what can't be opened, or is no picture.
Result<OpenedPicture> open_picture(const std::filesystem::path& path, std::string_view name);

Result<void> decode_picture(PictureFormat format, const EncodedPicture& picture, RowSink& sink);

}  // namespace nanonas
