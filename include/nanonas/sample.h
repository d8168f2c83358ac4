// SPDX-License-Identifier: MIT
/// @file
/// The built-in sample set: drawn road signs of five kinds and street clutter without one.
#pragma once

#include <cstdint>
#include <filesystem>

#include "nanonas/progress.h"
#include "nanonas/result.h"

namespace nanonas {

/// What to draw.
struct SampleOptions {
    std::uint32_t count = 2400;  ///< pictures in all, 1 or more, spread evenly over the six classes
    int size = 64;               ///< pixels a side, 16 to 512
    std::uint64_t seed = 0;      ///< of all that is drawn
    int threads = 1;             ///< to draw with
    /// Each seed gives one endless row of pictures; this is the number of the first to write. A test set that
    /// begins where the training set ends shares no picture with it.
    std::uint64_t first = 0;
};

/// Writes folder/CLASS/NUMBER.jpg or .png; `folder` must be new or empty. The same options give the same
/// bytes, for any number of threads (a .png's bytes depend on the version of zlib, its pixels do not). The
/// class folders appear together at the end: a draw that was stopped or killed leaves none of them, and can
/// be repeated into the same folder.
Result<void> write_sample(const std::filesystem::path& folder, const SampleOptions& options,
                          Progress& progress);

}  // namespace nanonas
