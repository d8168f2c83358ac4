// SPDX-License-Identifier: MIT
#pragma once

#include "data/picture_cache.h"

namespace nanonas {

// Decodes every picture of a folder on all threads into a cache at `path`, and returns what it holds, listed
// in the folder's order whatever the order of decoding was. Unreadable pictures are listed, not an error.
// Error interrupted: a stop was asked for; like any other it leaves no file.
Result<CacheContents> decode_folder(const PictureFolder& folder, const DecodeOptions& decode,
                                    const CacheOptions& cache, const std::filesystem::path& path,
                                    Progress& progress);

}  // namespace nanonas
