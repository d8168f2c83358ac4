// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "nanonas/result.h"
#include "nanonas/run_settings.h"

namespace nanonas {

// A usage error if the folder of a run or of a study `out`, or the cache, is a folder of pictures of the run
// or lies in one: what is written there would be taken for classes and pictures.
Result<void> apart_from_pictures(const RunSettings& settings, const std::filesystem::path& out);

}  // namespace nanonas
