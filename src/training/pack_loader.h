// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "dataset/augmentation.h"
#include "kernels/planes.h"
#include "nanonas/architecture.h"
#include "nanonas/dataset.h"

namespace nanonas {

// Reads pictures from a source into packs. One for each thread.
class PackLoader {
  public:
    PackLoader(const PictureSource& source, const Architecture& architecture);
    // That one for pictures of this shape takes.
    static std::uint64_t bytes(const InputShape& shape) {
        return (kernels::pack_size + 1) * static_cast<std::uint64_t>(shape.bytes());
    }

    // Up to 16 pictures into `pixels` (as the network's first stage sees them, the other lanes zero) and
    // `labels`. An error if one can't be read, or is of a class that the network doesn't know.
    Result<void> load(std::span<const std::uint32_t> pictures, const Augmentation& augmentation,
                      const kernels::Planes& pixels, std::array<int, kernels::pack_size>& labels);

  private:
    const PictureSource& source_;
    InputShape shape_;
    int classes_;
    float scale_;
    std::size_t stride_;               // bytes from one picture to the next
    std::vector<std::uint8_t> bytes_;  // 16 pictures
    Augmenter augmenter_;
};

}  // namespace nanonas
