// SPDX-License-Identifier: MIT
/// @file
/// A trained network's C, verified for a microcontroller over pictures of its own kind.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "nanonas/emulation.h"
#include "nanonas/model.h"
#include "nanonas/pictures.h"

namespace nanonas {

/// What to verify a network for, and with which pictures.
struct VerifyRequest {
    std::string target;             ///< empty: the run's
    std::filesystem::path targets;  ///< a file with more targets; empty: the run's
    /// A folder with subfolders of pictures; empty: the run's test pictures, else those of its validation. A
    /// .tflite alone is shown the sample set's, or random inputs where it takes no pictures.
    std::filesystem::path images;
    std::uint32_t count = 20;  ///< pictures, spread evenly over what is there
    VerifyOptions options;     ///< of the C
    CacheOptions cache;        ///< of resized pictures
};

/// What came out, and of what.
struct VerifiedModel {
    Target target;              ///< whose core was emulated
    std::string pictures;       ///< which: "test pictures of the run"
    std::int64_t macc = 0;      ///< of one inference
    Verification verification;  ///< figures and mismatches
};

/// Verifies the C of a model as export_model() writes it. Errors: those of find_tools(), generate_c() and
/// verify().
Result<VerifiedModel> verify_model(const OpenedModel& model, const VerifyRequest& request,
                                   Progress& progress);

}  // namespace nanonas
