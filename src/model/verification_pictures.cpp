// SPDX-License-Identifier: MIT
#include "model/verification_pictures.h"

#include <numeric>

namespace nanonas {
namespace {

std::vector<std::uint32_t> all_of(const PictureSet& set) {
    std::vector<std::uint32_t> pictures(set.size());
    std::iota(pictures.begin(), pictures.end(), 0u);
    return pictures;
}

}  // namespace

std::vector<std::uint32_t> spread_evenly(std::span<const std::uint32_t> pictures, std::uint32_t count) {
    const auto all = static_cast<std::uint64_t>(pictures.size());
    const std::uint64_t taken = std::min<std::uint64_t>(count, all);
    std::vector<std::uint32_t> result;
    for (std::uint64_t i = 0; i < taken; ++i) result.push_back(pictures[i * all / taken]);
    return result;
}

std::vector<std::uint32_t> VerificationPictures::spread(std::uint32_t count) const {
    return spread_evenly(chosen, count);
}

Result<VerificationPictures> verification_pictures(const RunSettings& settings, Progress& progress) {
    NANONAS_TRY(RunFolders folders, list_pictures(settings, progress));
    if (!folders.test) {
        NANONAS_TRY(RunPictures pictures, open_pictures(folders, settings, progress));
        if (pictures.test) {
            std::vector<std::uint32_t> chosen = all_of(*pictures.test);
            return VerificationPictures{*std::move(pictures.test), std::move(chosen),
                                        "test pictures of the run"};
        }
        return VerificationPictures{std::move(pictures.set), std::move(pictures.split.validation),
                                    "validation pictures of the run"};
    }
    NANONAS_TRY(PictureSet set,
                PictureSet::open(*folders.test, decode_options(settings), cache_options(settings), progress));
    std::vector<std::uint32_t> chosen = all_of(set);
    return VerificationPictures{
        std::move(set), std::move(chosen),
        settings.pictures.empty() ? "pictures of the sample set" : "test pictures of the run"};
}

Result<VerificationPictures> verification_pictures(const std::filesystem::path& folder,
                                                   const DecodeOptions& decode, const CacheOptions& cache,
                                                   Progress& progress) {
    NANONAS_TRY(const PictureFolder listed, scan_folder(folder, 1));
    NANONAS_TRY(PictureSet set, PictureSet::open(listed, decode, cache, progress));
    std::vector<std::uint32_t> chosen = all_of(set);
    return VerificationPictures{std::move(set), std::move(chosen),
                                fmt::format("pictures of \"{}\"", folder.string())};
}

}  // namespace nanonas
