// SPDX-License-Identifier: MIT
// For tests: a whole network of the slow twins.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "kernels/reference/layers.h"
#include "training/parameters.h"
#include "training/stages.h"

namespace nanonas {

inline std::vector<double> slice(std::span<const double> parameters, ParameterRange range) {
    return {parameters.begin() + range.offset, parameters.begin() + range.offset + range.size};
}

// Logits [sample][class]. BatchNorm takes `moments` (one a stage) or, without, those of the batch.
inline std::vector<double> reference_logits(const Architecture& architecture, const ParameterLayout& layout,
                                            std::span<const double> parameters, reference::Tensor x,
                                            std::span<const reference::Moments> moments = {}) {
    const std::vector<Stage> all = stages(architecture);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const StageParameters& p = layout.stages[i];
        const auto normalise = [&](const reference::Tensor& t) {
            return reference::batch_norm(t, moments.empty() ? reference::moments(t) : moments[i],
                                         slice(parameters, p.gamma), slice(parameters, p.beta));
        };
        if (i > 0) x = reference::max_pool(x);
        if (architecture.family == Family::prime23) x = normalise(x);
        x = reference::convolve(x, slice(parameters, p.kernel), all[i].out_channels);
        x = architecture.family == Family::prime23 ? reference::add_bias(x, slice(parameters, p.bias))
                                                     : normalise(x);
        x = reference::relu(x);
    }
    return reference::dense(reference::global_mean(x), slice(parameters, layout.dense_kernel),
                            slice(parameters, layout.dense_bias));
}

}  // namespace nanonas
