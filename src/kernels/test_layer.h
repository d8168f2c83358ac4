// SPDX-License-Identifier: MIT
// For tests: one layer with random tensors, put through a plan.
#pragma once

#include <ostream>
#include <vector>

#include "kernels/convolution_plan.h"
#include "kernels/test_packs.h"

namespace nanonas::kernels {

inline std::ostream& operator<<(std::ostream& out, const ConvolutionShape& s) {
    return out << s.in_channels << "->" << s.out_channels << " " << s.height << "x" << s.width;
}

inline constexpr ConvolutionPlan::Options all_passes{.data_gradient = true, .weight_gradient = true};

struct TestLayer {
    TestLayer(ConvolutionPlan made, int samples)
        : plan(std::move(made)),
          shape(plan.shape()),
          kernel(random_values(static_cast<std::size_t>(shape.in_channels) * shape.out_channels * 9, 2)),
          in(random_planes(shape.in_channels, shape.height, shape.width, samples, 1)),
          out_gradient(random_planes(shape.out_channels, shape.height, shape.width, samples, 3)),
          out(shape.out_channels, shape.height, shape.width),
          in_gradient(shape.in_channels, shape.height, shape.width),
          out_sums(static_cast<std::size_t>(shape.out_channels)),
          in_sums(static_cast<std::size_t>(shape.in_channels)),
          gradient(kernel.size()) {
        scratch.fit(plan);
        plan.pack(kernel.data());
    }

    void forward() {
        const auto ready = plan.prepare(in.planes, scratch);
        for (const ChannelRange group : plan.output_groups()) {
            plan.forward(ready, group, out.planes, out_sums.data());
        }
    }

    // By bands of so many rows.
    void forward_bias_relu(const std::vector<float>& bias, int band_rows) {
        OwnedPlanes biases(1, 1, shape.out_channels);
        for (std::size_t i = 0; i < biases.buffer.size(); ++i) biases.buffer[i] = bias[i / pack_size];
        const auto ready = plan.prepare(in.planes, scratch);
        for (const ChannelRange group : plan.output_groups()) {
            for (int first = 0; first < shape.height; first += band_rows) {
                OwnedPlanes band(group.size(), std::min(band_rows, shape.height - first), shape.width);
                plan.forward_bias_relu(ready, group, biases.buffer.data(), first, band.planes);
                for (int c = 0; c < group.size(); ++c) {
                    std::copy_n(band.planes.plane(c), band.planes.plane_floats(),
                                out.planes.plane(group.first + c) + first * band.planes.row_floats());
                }
            }
        }
    }

    void data_gradient(float threshold) {
        plan.data_gradient(out_gradient.planes, in.planes, threshold, in_gradient.planes, in_sums.data(),
                           scratch);
    }

    void weight_gradient() {
        for (const ChannelRange group : plan.weight_gradient_groups()) {
            plan.weight_gradient(in.planes, out_gradient.planes, group, gradient.data(), scratch);
        }
    }

    ConvolutionPlan plan;
    ConvolutionShape shape;
    ConvolutionScratch scratch;
    std::vector<float> kernel;
    OwnedPlanes in, out_gradient, out, in_gradient;
    std::vector<ChannelSums> out_sums, in_sums;
    std::vector<float> gradient;
};

inline std::vector<float> plain(const Buffer& buffer) {
    return {buffer.data(), buffer.data() + buffer.size()};
}

}  // namespace nanonas::kernels
