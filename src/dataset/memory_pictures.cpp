// SPDX-License-Identifier: MIT
#include <algorithm>
#include <limits>

#include "nanonas/dataset.h"

namespace nanonas {

Result<MemoryPictures> MemoryPictures::create(const InputShape& shape, std::span<const std::uint8_t> pixels,
                                              std::span<const int> labels) {
    NANONAS_TRY_VOID(check_input_shape(shape));
    const auto bytes = static_cast<std::size_t>(shape.bytes());
    const std::size_t pictures = pixels.size() / bytes;
    if (pixels.size() % bytes != 0 || pictures > std::numeric_limits<std::uint32_t>::max()) {
        return usage_error("{} bytes are no pictures of {}, each of which has {} bytes.", pixels.size(),
                           to_string(shape), bytes);
    }
    if (!labels.empty() && labels.size() != pictures) {
        return usage_error("There are {} pictures, but {} labels; give each picture one.", pictures,
                           labels.size());
    }
    if (const auto negative = std::ranges::find_if(labels, [](int label) { return label < 0; });
        negative != labels.end()) {
        return usage_error("A label of {} makes no sense; the first class is 0.", *negative);
    }
    return MemoryPictures(shape, pixels, labels);
}

std::uint32_t MemoryPictures::size() const {
    return static_cast<std::uint32_t>(pixels_.size() / static_cast<std::size_t>(shape_.bytes()));
}

Result<void> MemoryPictures::read(std::uint32_t picture, std::span<std::uint8_t> out) const {
    const auto bytes = static_cast<std::size_t>(shape_.bytes());
    std::ranges::copy(pixels_.subspan(picture * bytes, bytes), out.begin());
    return {};
}

}  // namespace nanonas
