// SPDX-License-Identifier: MIT
#include "arrays.h"

namespace nanonas::python {

Numpy<std::uint32_t> to_numpy(const Confusion& confusion) {
    const auto classes = static_cast<std::size_t>(confusion.classes);
    return to_numpy(confusion.counts, {classes, classes});
}

Result<void> check_shape(const InputShape& pictures, const InputShape& wanted) {
    if (pictures == wanted) return {};
    return usage_error("These pictures are {}, but the network takes {}.", to_string(pictures),
                       to_string(wanted));
}

Result<MemoryPictures> pictures_of(const PictureArray& array, const InputShape& wanted) {
    const InputShape shape{static_cast<int>(array.shape(1)), static_cast<int>(array.shape(2)),
                           static_cast<int>(array.shape(3))};
    NANONAS_TRY_VOID(check_shape(shape, wanted));
    return MemoryPictures::create(shape, {array.data(), array.size()});
}

}  // namespace nanonas::python
