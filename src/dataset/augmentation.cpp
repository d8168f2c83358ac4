// SPDX-License-Identifier: MIT
#include "dataset/augmentation.h"

#include <algorithm>

#include "base/random.h"

namespace nanonas {

Augmenter::Augmenter(const InputShape& shape)
    : shape_(shape), copy_(static_cast<std::size_t>(shape.bytes())) {}

void Augmenter::augment(std::uint64_t index, const Augmentation& augmentation,
                        std::span<std::uint8_t> pixels) {
    if (!augmentation.flip && augmentation.shift == 0) return;
    Random random(augmentation.seed, RandomPurpose::augmentation, index);
    const bool flip = augmentation.flip && random.below(2) == 1;
    const auto range = static_cast<std::uint32_t>(2 * augmentation.shift + 1);
    const int down = static_cast<int>(random.below(range)) - augmentation.shift;
    const int right = static_cast<int>(random.below(range)) - augmentation.shift;
    if (!flip && down == 0 && right == 0) return;
    std::ranges::copy(pixels, copy_.begin());
    const std::size_t channels = static_cast<std::size_t>(shape_.channels);
    std::uint8_t* to = pixels.data();
    for (int y = 0; y < shape_.height; ++y) {
        const int from_y = std::clamp(y - down, 0, shape_.height - 1);
        for (int x = 0; x < shape_.width; ++x) {
            int from_x = std::clamp(x - right, 0, shape_.width - 1);
            if (flip) from_x = shape_.width - 1 - from_x;
            const std::size_t from = static_cast<std::size_t>(from_y * shape_.width + from_x) * channels;
            for (std::size_t c = 0; c < channels; ++c) *to++ = copy_[from + c];
        }
    }
}

}  // namespace nanonas
