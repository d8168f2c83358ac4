// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

#include "nanonas/pictures.h"
#include "pictures/memory_budget.h"

namespace nanonas {

struct LoadedPicture {
    std::vector<std::uint8_t> pixels;  // [height][width][channels]
    bool enlarged = false;             // the file's picture is lower or narrower than asked for
    bool transparent = false;          // alpha was dropped
    bool deep = false;                 // more than 8 bits a channel were cut
};

// `name` is what errors call the file; `budget` may be null.
Result<LoadedPicture> load_picture(const std::filesystem::path& file, std::string_view name,
                                   const DecodeOptions& options, MemoryBudget* budget);

}  // namespace nanonas
