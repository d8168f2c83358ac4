// SPDX-License-Identifier: MIT
#include "training/pack_loader.h"

#include <algorithm>
#include <cstring>

#include "base/random.h"
#include "kernels/pixels.h"

namespace nanonas {

PackLoader::PackLoader(const PictureSource& source, const Architecture& architecture)
    : source_(source),
      shape_(architecture.input),
      classes_(architecture.classes),
      scale_(1.0f / pixel_divisor(architecture.family)),
      stride_(static_cast<std::size_t>(shape_.bytes()) + kernels::pixel_padding),
      bytes_(stride_ * kernels::pack_size),
      copy_(static_cast<std::size_t>(shape_.bytes())) {}

Result<void> PackLoader::load(std::span<const std::uint32_t> pictures, const Augmentation& augmentation,
                              const kernels::Planes& pixels, std::array<int, kernels::pack_size>& labels) {
    const std::uint8_t* lanes[kernels::pack_size] = {};
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        std::uint8_t* bytes = bytes_.data() + i * stride_;
        NANONAS_TRY_VOID(source_.read(pictures[i], {bytes, static_cast<std::size_t>(shape_.bytes())}));
        labels[i] = source_.label(pictures[i]);
        if (labels[i] < 0 || labels[i] >= classes_) {
            return failure(
                "Picture {} is of class {}, but the network tells {} classes apart; train one for these "
                "pictures.",
                pictures[i], labels[i], classes_);
        }
        augment(pictures[i], augmentation, bytes);
        lanes[i] = bytes;
    }
    kernels::pack_pixels(lanes, scale_, pixels);
    return {};
}

void PackLoader::augment(std::uint32_t picture, const Augmentation& augmentation, std::uint8_t* pixels) {
    if (!augmentation.flip && augmentation.shift == 0) return;
    Random random(augmentation.seed, RandomPurpose::augmentation,
                  augmentation.epoch * source_.size() + picture);
    const bool flip = augmentation.flip && random.below(2) == 1;
    const auto range = static_cast<std::uint32_t>(2 * augmentation.shift + 1);
    const int down = static_cast<int>(random.below(range)) - augmentation.shift;
    const int right = static_cast<int>(random.below(range)) - augmentation.shift;
    if (!flip && down == 0 && right == 0) return;
    std::memcpy(copy_.data(), pixels, copy_.size());
    const std::size_t channels = static_cast<std::size_t>(shape_.channels);
    for (int y = 0; y < shape_.height; ++y) {
        const int from_y = std::clamp(y - down, 0, shape_.height - 1);
        for (int x = 0; x < shape_.width; ++x) {
            int from_x = std::clamp(x - right, 0, shape_.width - 1);
            if (flip) from_x = shape_.width - 1 - from_x;
            const std::size_t from = static_cast<std::size_t>(from_y * shape_.width + from_x) * channels;
            for (std::size_t c = 0; c < channels; ++c) *pixels++ = copy_[from + c];
        }
    }
}

}  // namespace nanonas
