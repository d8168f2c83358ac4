// SPDX-License-Identifier: MIT
// A trained network's C, verified for a microcontroller over pictures of its own kind.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "nanonas/emulation.h"

namespace nanonas {

struct VerifyRequest {
    std::string target;             // empty: the run's
    std::filesystem::path targets;  // a file with more targets; empty: the run's
    // A folder with subfolders of pictures; empty: the run's test pictures, else those of its validation. A
    // .tflite alone is shown the sample set's.
    std::filesystem::path images;
    std::uint32_t count = 20;  // pictures, spread evenly over what is there
    VerifyOptions options;
    CacheOptions cache;  // of resized pictures
};

struct VerifiedModel {
    Target target;
    std::string pictures;  // which: "test pictures of the run"
    std::int64_t macc = 0;
    Verification verification;
};

Result<VerifiedModel> verify_model(const std::filesystem::path& run_or_model, const VerifyRequest& request,
                                   Progress& progress);

}  // namespace nanonas
