// SPDX-License-Identifier: MIT
#include "quantize/calibration.h"

#include <algorithm>
#include <limits>

namespace nanonas {
namespace {

// A feature map, [row][column][channel].
struct Plane {
    std::size_t height = 0, width = 0, channels = 0;
    std::vector<float> values;

    std::size_t pixels() const { return height * width; }
    const float* pixel(std::size_t y, std::size_t x) const { return &values[(y * width + x) * channels]; }
};

// [out][3][3][in] -> [3][3][in][out]: the innermost loop then runs over outputs, side by side.
std::vector<float> outputs_last(const std::vector<float>& kernel, std::size_t outputs) {
    const std::size_t taps = kernel.size() / outputs;
    std::vector<float> result(kernel.size());
    for (std::size_t o = 0; o < outputs; ++o) {
        for (std::size_t i = 0; i < taps; ++i) result[i * outputs + o] = kernel[o * taps + i];
    }
    return result;
}

void scale_channels(Plane& plane, const std::vector<float>& factors) {
    for (std::size_t i = 0; i < plane.values.size(); ++i) plane.values[i] *= factors[i % plane.channels];
}

void shift_channels(Plane& plane, const std::vector<float>& terms) {
    for (std::size_t i = 0; i < plane.values.size(); ++i) plane.values[i] += terms[i % plane.channels];
}

Plane max_pool(const Plane& in) {
    Plane out{in.height / 2, in.width / 2, in.channels, {}};
    out.values.reserve(out.pixels() * out.channels);
    for (std::size_t y = 0; y < out.height; ++y) {
        for (std::size_t x = 0; x < out.width; ++x) {
            const float *top = in.pixel(2 * y, 2 * x), *bottom = in.pixel(2 * y + 1, 2 * x);
            for (std::size_t c = 0; c < in.channels; ++c) {
                out.values.push_back(
                    std::max({top[c], top[c + in.channels], bottom[c], bottom[c + in.channels]}));
            }
        }
    }
    return out;
}

// 3x3 with zero padding, then ReLU; `kernel` is [3][3][in][out].
Plane convolve(const Plane& in, const std::vector<float>& kernel, const std::vector<float>& bias) {
    const std::size_t outputs = bias.size();
    Plane out{in.height, in.width, outputs, std::vector<float>(in.pixels() * outputs)};
    float* sums = out.values.data();
    for (std::size_t y = 0; y < in.height; ++y) {
        for (std::size_t x = 0; x < in.width; ++x, sums += outputs) {
            std::ranges::copy(bias, sums);
            for (std::size_t tap = 0; tap < 9; ++tap) {
                const std::size_t from_y = y + tap / 3, from_x = x + tap % 3;  // plus one, for the border
                if (from_y < 1 || from_y > in.height || from_x < 1 || from_x > in.width) continue;
                const float* values = in.pixel(from_y - 1, from_x - 1);
                const float* weights = &kernel[tap * in.channels * outputs];
                for (std::size_t c = 0; c < in.channels; ++c, weights += outputs) {
                    for (std::size_t o = 0; o < outputs; ++o) sums[o] += values[c] * weights[o];
                }
            }
            for (std::size_t o = 0; o < outputs; ++o) sums[o] = std::max(sums[o], 0.0f);
        }
    }
    return out;
}

std::vector<float> mean(const Plane& plane) {
    std::vector<double> sums(plane.channels);
    for (std::size_t i = 0; i < plane.values.size(); ++i) sums[i % plane.channels] += plane.values[i];
    std::vector<float> result;
    result.reserve(sums.size());
    for (double sum : sums) result.push_back(static_cast<float>(sum / static_cast<double>(plane.pixels())));
    return result;
}

std::vector<float> logits(const std::vector<float>& features, const Weights& dense) {
    std::vector<float> result = dense.bias;
    for (std::size_t o = 0; o < result.size(); ++o) {
        for (std::size_t i = 0; i < features.size(); ++i) {
            result[o] += features[i] * dense.kernel[o * features.size() + i];
        }
    }
    return result;
}

void include_picture(const FoldedNetwork& network, const std::vector<std::vector<float>>& kernels,
                     Plane plane, Calibration& calibration) {
    for (std::size_t i = 0; i < network.stages.size(); ++i) {
        const FoldedStage& stage = network.stages[i];
        StageRanges& ranges = calibration.stages[i];
        if (i > 0) plane = max_pool(plane);
        if (!stage.scale.empty()) {
            scale_channels(plane, stage.scale);
            ranges.scaled.include(plane.values);
            shift_channels(plane, stage.shift);
            ranges.shifted.include(plane.values);
        }
        plane = convolve(plane, kernels[i], stage.bias);
        ranges.convolved.include(plane.values);
    }
    const std::vector<float> features = mean(plane);
    calibration.mean.include(features);
    calibration.logits.include(logits(features, network.dense));
}

bool finite(const Calibration& calibration) {
    return calibration.mean.finite() && calibration.logits.finite() &&
           std::ranges::all_of(calibration.stages, [](const StageRanges& stage) {
               return stage.scaled.finite() && stage.shifted.finite() && stage.convolved.finite();
           });
}

}  // namespace

void Range::include(std::span<const float> values) {
    for (float value : values) {
        lowest = std::min(lowest, value);
        highest = std::isnan(value) ? std::numeric_limits<float>::infinity() : std::max(highest, value);
    }
}

Result<Calibration> calibrate(const FoldedNetwork& network, const PictureSource& source,
                              std::span<const std::uint32_t> pictures) {
    const InputShape shape = network.architecture.input;
    if (!(source.shape() == shape)) {
        return failure("Pictures of {} can't calibrate a network for {}; resize them to its input.",
                       to_string(source.shape()), to_string(shape));
    }
    if (pictures.empty()) return failure("Quantisation needs at least one picture to calibrate with.");
    Calibration calibration;
    calibration.stages.resize(network.stages.size());
    std::vector<std::vector<float>> kernels;
    for (const FoldedStage& stage : network.stages)
        kernels.push_back(outputs_last(stage.kernel, stage.bias.size()));
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(shape.bytes()));
    for (std::uint32_t picture : pictures) {
        NANONAS_TRY_VOID(source.read(picture, pixels));
        Plane plane{static_cast<std::size_t>(shape.height),
                    static_cast<std::size_t>(shape.width),
                    static_cast<std::size_t>(shape.channels),
                    {pixels.begin(), pixels.end()}};
        include_picture(network, kernels, std::move(plane), calibration);
    }
    if (!finite(calibration)) {
        return failure(
            "The network can't be quantised: its activations are not finite numbers; train it again.");
    }
    return calibration;
}

}  // namespace nanonas
