// SPDX-License-Identifier: MIT
#include "arrays.h"

#include <algorithm>

namespace nanonas::python {

Numpy<std::uint32_t> to_numpy(const Confusion& confusion) {
    const auto classes = static_cast<std::size_t>(confusion.classes);
    return to_numpy(confusion.counts, {classes, classes});
}

ArrayPictures::ArrayPictures(const PictureArray& array)
    : pixels_(array.data()),
      shape_{static_cast<int>(array.shape(1)), static_cast<int>(array.shape(2)),
             static_cast<int>(array.shape(3))},
      size_(static_cast<std::uint32_t>(array.shape(0))) {}

Result<void> ArrayPictures::read(std::uint32_t picture, std::span<std::uint8_t> out) const {
    std::copy_n(pixels_ + static_cast<std::int64_t>(picture) * shape_.bytes(), out.size(), out.begin());
    return {};
}

Result<void> check_shape(const PictureSource& pictures, const InputShape& wanted) {
    if (pictures.shape() == wanted) return {};
    return usage_error("These pictures are {}, but the network takes {}.", to_string(pictures.shape()),
                       to_string(wanted));
}

}  // namespace nanonas::python
