// SPDX-License-Identifier: MIT
// For tests: a network in training by the definition of its layers, scalar and in double precision, on a
// whole batch.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "kernels/reference/layers.h"
#include "training/parameters.h"

namespace nanonas {

inline std::vector<double> slice(std::span<const double> parameters, ParameterRange range) {
    return {parameters.begin() + range.offset, parameters.begin() + range.offset + range.size};
}

// What one layer makes of a tensor. BatchNorm takes the moments of the batch; nothing is dropped.
inline reference::Tensor reference_layer(const Layer& layer, const ParameterRanges& ranges,
                                         std::span<const double> parameters, const reference::Tensor& in) {
    switch (layer.kind) {
        case LayerKind::convolution: {
            auto out = reference::convolve(in, slice(parameters, ranges.kernel), layer.channels);
            if (ranges.bias.size == 0) return out;
            return reference::add_bias(std::move(out), slice(parameters, ranges.bias));
        }
        case LayerKind::batch_norm:
            return reference::batch_norm(in, reference::moments(in), slice(parameters, ranges.gamma),
                                         slice(parameters, ranges.beta));
        case LayerKind::max_pool:
            return reference::max_pool(in);
        case LayerKind::relu:
            return reference::relu(in);
        case LayerKind::global_average: {
            reference::Tensor means(in.samples, in.channels, 1, 1);
            means.values = reference::global_mean(in);
            return means;
        }
        case LayerKind::dense: {
            reference::Tensor logits(in.samples, layer.channels, 1, 1);
            logits.values =
                reference::dense(in.values, slice(parameters, ranges.kernel), slice(parameters, ranges.bias));
            return logits;
        }
        default:
            return in;
    }
}

// Logits [sample][class].
inline std::vector<double> reference_logits(std::span<const Layer> layers, const ParameterLayout& layout,
                                            std::span<const double> parameters, reference::Tensor pixels) {
    std::vector<reference::Tensor> written(layers.size() + 1);  // the pixels and what each layer wrote
    written[0] = std::move(pixels);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        reference::Tensor& in = written[static_cast<std::size_t>(layers[i].input + 1)];
        written[i + 1] = reference_layer(layers[i], layout.layers[i], parameters, in);
        if (i == 0 || only_reader(layers, i - 1) == i) in = {};
    }
    return written.back().values;
}

}  // namespace nanonas
