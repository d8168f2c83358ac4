// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "nanonas/picture_layout.h"
#include "nanonas/run_settings.h"

namespace nanonas {

// The folders of a run, listed but not yet read.
struct RunFolders : DividedPictures {
    bool drawn = false;  // the sample set, which is the same whenever it was drawn

    // Of the files' names and sizes, and behind a "-" of their times of change, unless they were drawn.
    std::string fingerprint() const;
};

// The part of a fingerprint that is the same for copies of a folder: without times.
std::string_view files_in(std::string_view fingerprint);

// Whether a fingerprint that a run recorded is that of these pictures. Earlier versions recorded no times.
bool same_pictures(std::string_view recorded, std::string_view now);

// Draws the sample set into the cache where no folder is given. A note tells how a divided folder is used.
Result<RunFolders> list_pictures(const RunSettings& settings, Progress& progress);

struct RunPictures {
    PictureSet set;  // training and validation; may be a part of the folder
    Split split;
    std::optional<PictureSet> test;
};

// Through the cache, resized, and split.
Result<RunPictures> open_pictures(const RunFolders& folders, const RunSettings& settings, Progress& progress);

DecodeOptions decode_options(const RunSettings& settings);
CacheOptions cache_options(const RunSettings& settings);

// One sentence about classes that only one of two folders has.
Result<void> same_classes(const PictureFolder& test, const std::vector<std::string>& classes);

}  // namespace nanonas
