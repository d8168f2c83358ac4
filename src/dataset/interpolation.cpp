// SPDX-License-Identifier: MIT
#include "dataset/interpolation.h"

#include <algorithm>
#include <cmath>

namespace nanonas {

std::vector<Between> interpolation(int out_size, std::int64_t in_size) {
    const float scale = static_cast<float>(in_size) / static_cast<float>(out_size);
    std::vector<Between> result(static_cast<std::size_t>(out_size));
    for (int i = 0; i < out_size; ++i) {
        const float in = (static_cast<float>(i) + 0.5f) * scale - 0.5f;
        const float floor = std::floor(in);
        result[static_cast<std::size_t>(i)] = {
            std::clamp<std::int64_t>(static_cast<std::int64_t>(floor), 0, in_size - 1),
            std::clamp<std::int64_t>(static_cast<std::int64_t>(std::ceil(in)), 0, in_size - 1), in - floor};
    }
    return result;
}

}  // namespace nanonas
