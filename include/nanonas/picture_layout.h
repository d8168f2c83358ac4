// SPDX-License-Identifier: MIT
/// @file
/// How people lay out a data set: as one folder with a subfolder a class, or divided into parts such as
/// train, val and test, each with the classes in it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "nanonas/pictures.h"
#include "nanonas/result.h"

namespace nanonas {

/// The pictures to train, validate and test with, listed but not read.
struct DividedPictures {
    PictureFolder training;  ///< those to validate with too
    /// The subfolder of `training.folder` that has the pictures to validate with; empty if none are set
    /// apart.
    std::string validation;
    std::optional<PictureFolder> test;  ///< none: no pictures to test with
    std::string division;               ///< a sentence about the parts found; empty for one undivided folder
};

/// The pictures of `folder`, and those of `test` unless it is empty. A folder of which every subfolder is
/// named after a part, such as train/ val/ or Training/ Testing/, and all pictures lie in classes that the
/// parts share, is taken as divided. Errors: those of scan_folder(); a folder that can be read in two ways,
/// with both.
Result<DividedPictures> scan_pictures(const std::filesystem::path& folder, const std::filesystem::path& test,
                                      int classes_needed = 2);

}  // namespace nanonas
