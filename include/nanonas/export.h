// SPDX-License-Identifier: MIT
// Trained networks in the forms that others use.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "nanonas/result.h"

namespace nanonas {

// Writes folder/name.tflite, making the folder if need be, and returns what was written. A file that is there
// is replaced only by `force`; a name is one of a file, without folders.
Result<std::vector<std::filesystem::path>> export_tflite(const std::filesystem::path& run_or_model,
                                                         const std::filesystem::path& folder,
                                                         const std::string& name, bool force);

}  // namespace nanonas
