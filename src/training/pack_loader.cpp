// SPDX-License-Identifier: MIT
#include "training/pack_loader.h"

#include "kernels/pixels.h"

namespace nanonas {

PackLoader::PackLoader(const PictureSource& source, const Architecture& architecture)
    : source_(source),
      shape_(architecture.input),
      classes_(architecture.classes),
      scale_(1.0f / pixel_divisor(architecture.family)),
      stride_(static_cast<std::size_t>(shape_.bytes()) + kernels::pixel_padding),
      bytes_(stride_ * kernels::pack_size),
      augmenter_(shape_) {}

Result<void> PackLoader::load(std::span<const std::uint32_t> pictures, const Augmentation& augmentation,
                              const kernels::Planes& pixels, std::array<int, kernels::pack_size>& labels) {
    const std::uint8_t* lanes[kernels::pack_size] = {};
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        std::uint8_t* bytes = bytes_.data() + i * stride_;
        const std::span<std::uint8_t> picture(bytes, static_cast<std::size_t>(shape_.bytes()));
        NANONAS_TRY_VOID(source_.read(pictures[i], picture));
        labels[i] = source_.label(pictures[i]);
        if (labels[i] < 0 || labels[i] >= classes_) {
            return failure(
                "Picture {} is of class {}, but the network tells {} classes apart; train one for these "
                "pictures.",
                pictures[i], labels[i], classes_);
        }
        augmenter_.augment(augmentation.epoch * source_.size() + pictures[i], augmentation, picture);
        lanes[i] = bytes;
    }
    kernels::pack_pixels(lanes, scale_, pixels);
    return {};
}

}  // namespace nanonas
