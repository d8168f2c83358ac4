// SPDX-License-Identifier: MIT
#include "nanonas/reference_network.h"

#include <algorithm>
#include <utility>

namespace nanonas {
namespace {

// What a layer reads or writes, [row][column][channel].
struct Plane {
    TensorShape shape;
    std::vector<float> values;

    std::size_t channels() const { return static_cast<std::size_t>(shape.channels); }
    const float* pixel(int y, int x) const {
        return &values[static_cast<std::size_t>(y * shape.width + x) * channels()];
    }
};

// [outer][inner] -> [inner][outer]. The innermost loop over a kernel then runs over outputs, side by side.
std::vector<float> transposed(const std::vector<float>& values, std::size_t outer) {
    const std::size_t inner = outer == 0 ? 0 : values.size() / outer;
    std::vector<float> result(values.size());
    for (std::size_t o = 0; o < outer; ++o) {
        for (std::size_t i = 0; i < inner; ++i) result[i * outer + o] = values[o * inner + i];
    }
    return result;
}

// [out][in][row][column] -> [row][column][in][out]; depthwise [channel][row][column] ->
// [row][column][channel].
std::vector<float> outputs_last(const Layer& layer, const std::vector<float>& kernel) {
    const auto taps = static_cast<std::size_t>(layer.kernel_height * layer.kernel_width);
    if (layer.depthwise) return transposed(kernel, kernel.size() / taps);
    const auto outputs = static_cast<std::size_t>(layer.channels);
    const std::size_t in = kernel.size() / outputs / taps;
    std::vector<float> result(kernel.size());
    for (std::size_t i = 0; i < kernel.size(); ++i) {
        const std::size_t tap = i % taps, channel = i / taps % in, out = i / taps / in;
        result[(tap * in + channel) * outputs + out] = kernel[i];
    }
    return result;
}

// Rows or columns of zeros in front of the first one, where the windows of a convolution begin.
int padding(int in, int out, int kernel, int stride) {
    return std::max((out - 1) * stride + kernel - in, 0) / 2;
}

void add_tap(const float* values, std::size_t inputs, const float* weights, bool depthwise,
             std::span<float> sums) {
    if (depthwise) {
        for (std::size_t o = 0; o < sums.size(); ++o) sums[o] += values[o] * weights[o];
        return;
    }
    for (std::size_t c = 0; c < inputs; ++c, weights += sums.size()) {
        for (std::size_t o = 0; o < sums.size(); ++o) sums[o] += values[c] * weights[o];
    }
}

void convolve(const Layer& layer, const Weights& weights, const Plane& in, Plane& out) {
    const std::size_t outputs = out.channels();
    const std::size_t tap_values = layer.depthwise ? outputs : in.channels() * outputs;
    const int top = padding(in.shape.height, out.shape.height, layer.kernel_height, layer.stride);
    const int left = padding(in.shape.width, out.shape.width, layer.kernel_width, layer.stride);
    std::span<float> rest = out.values;
    for (int y = 0; y < out.shape.height; ++y) {
        for (int x = 0; x < out.shape.width; ++x, rest = rest.subspan(outputs)) {
            const std::span<float> sums = rest.first(outputs);
            std::ranges::copy(weights.bias, sums.begin());
            const float* kernel = weights.kernel.data();
            for (int row = 0; row < layer.kernel_height; ++row) {
                const int from_y = y * layer.stride + row - top;
                for (int column = 0; column < layer.kernel_width; ++column, kernel += tap_values) {
                    const int from_x = x * layer.stride + column - left;
                    if (from_y < 0 || from_y >= in.shape.height || from_x < 0 || from_x >= in.shape.width)
                        continue;
                    add_tap(in.pixel(from_y, from_x), in.channels(), kernel, layer.depthwise, sums);
                }
            }
        }
    }
}

void pool(const Layer& layer, const Plane& in, Plane& out) {
    const bool takes_largest = layer.kind == LayerKind::max_pool;
    const auto share = 1.0f / static_cast<float>(layer.kernel_height * layer.kernel_width);
    float* to = out.values.data();
    for (int y = 0; y < out.shape.height; ++y) {
        for (int x = 0; x < out.shape.width; ++x, to += out.channels()) {
            std::copy_n(in.pixel(y * layer.stride, x * layer.stride), in.channels(), to);
            for (int tap = 1; tap < layer.kernel_height * layer.kernel_width; ++tap) {
                const float* from = in.pixel(y * layer.stride + tap / layer.kernel_width,
                                             x * layer.stride + tap % layer.kernel_width);
                for (std::size_t c = 0; c < in.channels(); ++c)
                    to[c] = takes_largest ? std::max(to[c], from[c]) : to[c] + from[c];
            }
            if (takes_largest) continue;
            for (std::size_t c = 0; c < in.channels(); ++c) to[c] *= share;
        }
    }
}

void average(const Plane& in, Plane& out) {
    const std::size_t channels = in.channels();
    std::vector<double> sums(channels);
    for (std::size_t at = 0; at < in.values.size(); at += channels) {
        for (std::size_t c = 0; c < channels; ++c) sums[c] += in.values[at + c];
    }
    for (std::size_t c = 0; c < channels; ++c)
        out.values[c] = static_cast<float>(sums[c] / static_cast<double>(in.shape.pixels()));
}

void classify(const Weights& weights, const Plane& in, Plane& out) {
    std::ranges::copy(weights.bias, out.values.begin());
    for (std::size_t o = 0; o < out.values.size(); ++o) {
        for (std::size_t i = 0; i < in.values.size(); ++i)
            out.values[o] += in.values[i] * weights.kernel[o * in.values.size() + i];
    }
}

void normalise(const ChannelAffine& affine, std::size_t layer, Plane& plane, LayerObserver* observer) {
    if (affine.scale.empty()) return;  // it is a part of the convolution before it
    const std::size_t channels = plane.channels();
    for (std::size_t at = 0; at < plane.values.size(); at += channels) {
        for (std::size_t c = 0; c < channels; ++c) plane.values[at + c] *= affine.scale[c];
    }
    if (observer != nullptr) observer->scaled(layer, plane.values);
    for (std::size_t at = 0; at < plane.values.size(); at += channels) {
        for (std::size_t c = 0; c < channels; ++c) plane.values[at + c] += affine.shift[c];
    }
}

void add(const Plane& other, Plane& plane) {
    for (std::size_t i = 0; i < plane.values.size(); ++i) plane.values[i] += other.values[i];
}

// Whether the layer changes each value in its place, so that it needs no second plane.
bool works_in_place(LayerKind kind) {
    using enum LayerKind;
    return kind == batch_norm || kind == relu || kind == add || kind == dropout;
}

}  // namespace

ReferenceNetwork::ReferenceNetwork(const FoldedNetwork& network)
    : network_(network),
      shapes_(shapes(network.layers, network.input)),
      last_reader_(network.layers.size() + 1) {
    for (std::size_t i = 0; i < network_.layers.size(); ++i) {
        const Layer& layer = network_.layers[i];
        std::vector<float>& kernel = network_.parameters[i].weights.kernel;
        if (layer.kind == LayerKind::convolution) kernel = outputs_last(layer, kernel);
        last_reader_[static_cast<std::size_t>(layer.input + 1)] = i;
        if (layer.kind == LayerKind::add) last_reader_[static_cast<std::size_t>(layer.other + 1)] = i;
    }
}

std::vector<float> ReferenceNetwork::run(std::span<const std::uint8_t> pixels,
                                         LayerObserver* observer) const {
    const InputShape& input = network_.input;
    std::vector<Plane> planes(network_.layers.size() + 1);  // the picture and what each layer wrote
    planes[0] = {{input.height, input.width, input.channels}, {pixels.begin(), pixels.end()}};
    if (network_.pixel_divisor != 1) {
        for (float& value : planes[0].values) value /= network_.pixel_divisor;
    }
    for (std::size_t i = 0; i < network_.layers.size(); ++i) {
        const Layer& layer = network_.layers[i];
        const FoldedLayer& parameters = network_.parameters[i];
        const auto from = static_cast<std::size_t>(layer.input + 1);
        Plane &in = planes[from], &out = planes[i + 1];
        out.shape = shapes_[i];
        if (!works_in_place(layer.kind)) {
            out.values.resize(static_cast<std::size_t>(out.shape.values()));
        } else if (last_reader_[from] == i && layer.other != layer.input) {
            out.values = std::move(in.values);
        } else {
            out.values = in.values;
        }
        switch (layer.kind) {
            case LayerKind::convolution:
                convolve(layer, parameters.weights, in, out);
                break;
            case LayerKind::max_pool:
            case LayerKind::average_pool:
                pool(layer, in, out);
                break;
            case LayerKind::batch_norm:
                normalise(parameters.affine, i, out, observer);
                break;
            case LayerKind::relu:
                for (float& value : out.values) value = std::max(value, 0.0f);
                break;
            case LayerKind::add:
                add(planes[static_cast<std::size_t>(layer.other + 1)], out);
                break;
            case LayerKind::global_average:
                average(in, out);
                break;
            case LayerKind::dense:
                classify(parameters.weights, in, out);
                break;
            case LayerKind::dropout:
                break;
        }
        if (observer != nullptr) observer->wrote(i, out.values);
        if (last_reader_[from] == i) in.values.clear();
    }
    return std::move(planes.back().values);
}

}  // namespace nanonas
