// SPDX-License-Identifier: MIT
// The built-in sample set: drawn road signs of five kinds and street clutter without one.
#pragma once

#include <cstdint>
#include <filesystem>

#include "nanonas/progress.h"
#include "nanonas/result.h"

namespace nanonas {

struct SampleOptions {
    std::uint32_t count = 2400;  // pictures in all, spread evenly over the six classes
    int size = 64;               // pixels a side
    std::uint64_t seed = 0;
    int threads = 1;
};

// Writes folder/<class>/<number>.jpg or .png; `folder` must be new or empty. The same options give the same
// bytes, for any number of threads.
Result<void> write_sample(const std::filesystem::path& folder, const SampleOptions& options,
                          Progress& progress);

}  // namespace nanonas
