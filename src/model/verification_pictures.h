// SPDX-License-Identifier: MIT
// The pictures that a network's C is shown: those of the run's test, else of its validation.
#pragma once

#include <optional>
#include <string>

#include "model/run_pictures.h"
#include "nanonas/pictures.h"
#include "nanonas/run_settings.h"

namespace nanonas {

struct VerificationPictures {
    PictureSet set;
    std::vector<std::uint32_t> chosen;  // that may be taken, of the set
    std::string what;                   // "test pictures of the run"

    // `count` of the chosen, spread evenly over them; all if there are no more.
    std::vector<std::uint32_t> spread(std::uint32_t count) const;
};

// `count` of `pictures`, spread evenly over them; all if there are no more.
std::vector<std::uint32_t> spread_evenly(std::span<const std::uint32_t> pictures, std::uint32_t count);

// Those of the run with these settings; with the default settings, the sample set's.
Result<VerificationPictures> verification_pictures(const RunSettings& settings, Progress& progress);

// Those of a folder with a subfolder a class.
Result<VerificationPictures> verification_pictures(const std::filesystem::path& folder,
                                                   const DecodeOptions& decode, const CacheOptions& cache,
                                                   Progress& progress);

}  // namespace nanonas
