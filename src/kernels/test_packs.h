// SPDX-License-Identifier: MIT
// For tests: random packs, their double-precision copies, and one test body for every SIMD target.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <vector>

#include "base/random.h"
#include "kernels/buffer.h"
#include "kernels/reference/widen.h"
#include "kernels/simd_targets.h"

namespace nanonas::kernels {

inline void for_each_simd_target(const std::function<void()>& body) {
    for (const std::int64_t target : simd_targets()) {
        SCOPED_TRACE(simd_target_name(target));
        use_simd_target(target);
        body();
    }
    use_simd_target(0);
}

// Uniform in [-1, 1) with some exact ties; lanes from `samples` on stay zero.
inline OwnedPlanes random_planes(int channels, int height, int width, int samples, std::uint64_t seed) {
    OwnedPlanes result(channels, height, width);
    Random random(seed, RandomPurpose::test);
    for (std::size_t i = 0; i < result.buffer.size(); ++i) {
        const float value = std::round(random.uniform(-1, 1) * 64) / 64 + (i % 3 == 0 ? random.uniform() : 0);
        if (static_cast<int>(i % pack_size) < samples) result.buffer[i] = value;
    }
    return result;
}

inline std::vector<float> random_values(std::size_t count, std::uint64_t seed) {
    std::vector<float> values(count);
    Random random(seed, RandomPurpose::test, 1);
    for (float& value : values) value = random.uniform(-1, 1);
    return values;
}

// Equal to the reference within `tolerance`, and zero in the empty lanes.
inline void expect_near(const Planes& planes, const reference::Tensor& expected, double tolerance) {
    for (int c = 0; c < planes.channels; ++c) {
        for (int i = 0; i < planes.height * planes.width; ++i) {
            for (int lane = 0; lane < pack_size; ++lane) {
                const double value = planes.plane(c)[i * pack_size + lane];
                const double wanted = lane < expected.samples ? expected.at(lane, c, 0, i) : 0.0;
                ASSERT_NEAR(value, wanted, tolerance)
                    << "channel " << c << " pixel " << i << " lane " << lane;
            }
        }
    }
}

}  // namespace nanonas::kernels
