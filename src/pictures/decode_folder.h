// SPDX-License-Identifier: MIT
#pragma once

#include "pictures/picture_cache.h"

namespace nanonas {

// Decodes every picture of a folder on all threads into a cache, whose bytes don't depend on their number.
// Unreadable pictures are listed in it, not an error. Error interrupted: a stop was asked for; like any other
// it leaves no file.
Result<void> decode_folder(const PictureFolder& folder, const DecodeOptions& decode,
                           const CacheOptions& options, const CacheIdentity& cache, Progress& progress);

}  // namespace nanonas
