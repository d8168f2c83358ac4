// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "nanonas/dataset.h"

namespace nanonas {
namespace {

std::size_t validation_pictures(std::size_t pictures, double share) {
    const auto wanted = static_cast<std::size_t>(std::llround(share * static_cast<double>(pictures)));
    return std::clamp<std::size_t>(wanted, 1, pictures - 1);
}

}  // namespace

Result<Split> split_pictures(const PictureSource& source, const std::vector<std::string>& classes,
                             double validation_share, std::uint64_t seed) {
    if (!(validation_share > 0 && validation_share < 1)) {
        return usage_error("A validation split of {} makes no sense; it lies between 0 and 1, such as 0.3.",
                           validation_share);
    }
    std::vector<std::vector<std::uint32_t>> members(classes.size());
    for (std::uint32_t picture = 0; picture < source.size(); ++picture) {
        members[static_cast<std::size_t>(source.label(picture))].push_back(picture);
    }

    Split split;
    for (std::size_t label = 0; label < classes.size(); ++label) {
        std::vector<std::uint32_t>& pictures = members[label];
        if (pictures.size() < 2) {
            return failure("Class \"{}\" has {}; it needs at least two, one to train and one to validate.",
                           classes[label], pictures.empty() ? "no readable picture" : "one picture only");
        }
        Random random(seed, RandomPurpose::split, label);
        shuffle(std::span(pictures), random);
        const auto border = pictures.begin() + static_cast<std::ptrdiff_t>(
                                                   validation_pictures(pictures.size(), validation_share));
        split.validation.insert(split.validation.end(), pictures.begin(), border);
        split.training.insert(split.training.end(), border, pictures.end());
    }
    std::sort(split.training.begin(), split.training.end());
    std::sort(split.validation.begin(), split.validation.end());
    return split;
}

}  // namespace nanonas
