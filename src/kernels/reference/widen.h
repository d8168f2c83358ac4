// SPDX-License-Identifier: MIT
// What the kernels work on in the form that their references take.
#pragma once

#include <span>
#include <vector>

#include "kernels/planes.h"
#include "kernels/reference/layers.h"

namespace nanonas::kernels {

inline std::vector<double> widen(std::span<const float> values) {
    return {values.begin(), values.end()};
}

inline reference::Tensor widen(const Planes& planes, int samples) {
    reference::Tensor tensor(samples, planes.channels, planes.height, planes.width);
    for (int s = 0; s < samples; ++s) {
        for (int c = 0; c < planes.channels; ++c) {
            for (int i = 0; i < planes.height * planes.width; ++i) {
                tensor.at(s, c, 0, i) = planes.plane(c)[i * pack_size + s];
            }
        }
    }
    return tensor;
}

}  // namespace nanonas::kernels
