// SPDX-License-Identifier: MIT
// What lies in a folder, before anything is asked of it.
#pragma once

#include "nanonas/pictures.h"

namespace nanonas {

// Its subfolders as classes, which may be none or empty, and the files below each. Errors: it is no folder,
// can't be listed, or a subfolder's name has characters that no class may have.
Result<PictureFolder> list_folder(const std::filesystem::path& folder);

// An error if there are no classes, fewer than needed, or an empty one.
Result<void> check_classes(const PictureFolder& listed, int classes_needed);

}  // namespace nanonas
