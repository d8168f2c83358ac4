// SPDX-License-Identifier: MIT
#include "quantize/folding.h"

#include <algorithm>
#include <cmath>

namespace nanonas {
namespace {

// y = x scale + shift.
struct Affine {
    std::vector<float> scale, shift;
};

Affine affine(const BatchNorm& norm) {
    Affine result;
    for (std::size_t i = 0; i < norm.gamma.size(); ++i) {
        const double scale = norm.gamma[i] / std::sqrt(double{norm.variance[i]} + BatchNorm::epsilon);
        result.scale.push_back(static_cast<float>(scale));
        result.shift.push_back(static_cast<float>(norm.beta[i] - norm.mean[i] * scale));
    }
    return result;
}

// [out][in][3][3] -> [out][3][3][in].
std::vector<float> channels_last(const std::vector<float>& kernel, std::size_t in) {
    constexpr std::size_t taps = 9;
    std::vector<float> result(kernel.size());
    for (std::size_t i = 0; i < kernel.size(); ++i) {
        const std::size_t tap = i % taps, channel = i / taps % in, out = i / taps / in;
        result[(out * taps + tap) * in + channel] = kernel[i];
    }
    return result;
}

void fold_after(const Affine& norm, FoldedStage& stage) {
    const std::size_t outputs = stage.bias.size(), values = stage.kernel.size() / outputs;
    for (std::size_t o = 0; o < outputs; ++o) {
        for (std::size_t i = 0; i < values; ++i) stage.kernel[o * values + i] *= norm.scale[o];
        stage.bias[o] = stage.bias[o] * norm.scale[o] + norm.shift[o];
    }
}

bool finite(const std::vector<float>& values) {
    return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

}  // namespace

Result<FoldedNetwork> fold(const FloatNetwork& network) {
    FoldedNetwork folded{network.architecture, {}, network.dense()};
    const std::vector<Stage> shapes = stages(network.architecture);
    const std::vector<const Weights*> convolutions = network.convolutions();
    const std::vector<const BatchNorm*> norms = network.norms();
    bool all_finite = finite(network.dense().kernel) && finite(network.dense().bias);
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        const Weights& convolution = *convolutions[i];
        FoldedStage stage;
        stage.kernel = channels_last(convolution.kernel, static_cast<std::size_t>(shapes[i].in_channels));
        stage.bias = convolution.bias;
        Affine norm = affine(*norms[i]);
        if (network.architecture.family == Family::current) {
            fold_after(norm, stage);
        } else {
            if (i == 0) {
                for (float& scale : norm.scale) scale /= 255.0f;
            }
            stage.scale = std::move(norm.scale);
            stage.shift = std::move(norm.shift);
        }
        all_finite = all_finite && finite(stage.kernel) && finite(stage.bias) && finite(stage.scale) &&
                     finite(stage.shift);
        folded.stages.push_back(std::move(stage));
    }
    if (!all_finite) {
        return failure(
            "The network can't be quantised: some of its weights are not finite numbers; train it again.");
    }
    return folded;
}

}  // namespace nanonas
