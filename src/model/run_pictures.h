// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "nanonas/picture_layout.h"
#include "nanonas/run_settings.h"

namespace nanonas {

// The folders of a run, listed but not yet read.
struct RunFolders : DividedPictures {
    // Changes when pictures are added, removed, renamed or resized in bytes.
    std::string fingerprint() const;
};

// Draws the sample set into the cache where no folder is given. A note tells how a divided folder is used.
Result<RunFolders> list_pictures(const RunSettings& settings, Progress& progress);

struct RunPictures {
    PictureSet set;  // training and validation
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
