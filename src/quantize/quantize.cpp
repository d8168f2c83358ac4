// SPDX-License-Identifier: MIT
#include "nanonas/quantize.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "base/out_of_memory.h"
#include "base/random.h"
#include "quantize/calibration.h"

namespace nanonas {
namespace {

constexpr std::size_t calibration_pictures = 150;
constexpr double steps = 255;                  // between the lowest and the highest int8
constexpr double weight_steps = 127;           // weights are symmetric
constexpr double largest_bias = 1 << 30;       // half of what an int32 holds
constexpr double most_steps_per_unit = 65536;  // output steps that one step of an accumulator may span
constexpr double smallest_scale = 1e-12;       // far below any activation's; of what is always zero
constexpr double smallest_logit_scale = 1.0 / (1 << 20);  // TensorFlow Lite Micro's softmax needs above 2^-26

struct Scale {
    float scale = 1;
    std::int64_t zero_point = 0;

    std::int8_t quantized(float value) const {
        const double step = std::round(double{value} / scale) + static_cast<double>(zero_point);
        return static_cast<std::int8_t>(std::clamp(step, -128.0, 127.0));
    }
};

// Scale and zero point of an int8 tensor that covers `range`, nudged so that zero is exact, as TensorFlow's
// converter does (tensorflow/compiler/mlir/quantization/ir/FakeQuantSupport.cc). `least` keeps the scale from
// being so small that kernels could not apply it.
Scale scale_for(const Range& range, double least) {
    const double span = double{range.highest} - range.lowest;
    const double scale = std::max({span / steps, least, smallest_scale});
    const double zero_point = std::round(-128 - range.lowest / scale);
    return {static_cast<float>(scale), static_cast<std::int64_t>(std::clamp(zero_point, -128.0, 127.0))};
}

template <typename T>
void store(GraphTensor& tensor, const std::vector<T>& values) {
    tensor.data.resize(values.size() * sizeof(T));
    std::memcpy(tensor.data.data(), values.data(), tensor.data.size());
}

float largest_magnitude(std::span<const float> values) {
    float largest = 0;
    for (float value : values) largest = std::max(largest, std::abs(value));
    return largest;
}

bool finite(const std::vector<float>& values) {
    return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

// [out][in][row][column] -> [out][row][column][in], as TensorFlow Lite has kernels.
std::vector<float> channels_last(const std::vector<float>& kernel, std::size_t outputs, std::size_t taps) {
    const std::size_t in = kernel.size() / outputs / taps;
    std::vector<float> result(kernel.size());
    for (std::size_t i = 0; i < kernel.size(); ++i) {
        const std::size_t tap = i % taps, channel = i / taps % in, out = i / taps / in;
        result[(out * taps + tap) * in + channel] = kernel[i];
    }
    return result;
}

// Fills the tensors of a lowered network, operator by operator.
class Filling {
  public:
    Filling(const FoldedNetwork& network, std::span<const LayerRanges> ranges, LoweredNetwork lowered)
        : network_(network),
          ranges_(ranges),
          graph_(std::move(lowered.graph)),
          origins_(std::move(lowered.origins)) {}

    Graph run() && {
        for (std::size_t i = 0; i < graph_.operators.size(); ++i) {
            const GraphOperator& op = graph_.operators[i];
            const OperatorOrigin& from = origins_[i];
            switch (op.code) {
                case OperatorCode::mul:
                    norm_scale(op, from);
                    break;
                case OperatorCode::add:
                    norm_shift(op, from);
                    break;
                case OperatorCode::conv_2d:
                    convolution(op, from);
                    break;
                case OperatorCode::max_pool_2d:
                    output(op).quantization = input(op).quantization;
                    break;
                case OperatorCode::mean:
                    set_output(op, ranges(from).written, in_scale(op));
                    break;
                case OperatorCode::fully_connected:
                    dense(op, from);
                    break;
                default:
                    break;  // fixed by lower()
            }
        }
        return std::move(graph_);
    }

  private:
    const FoldedLayer& parameters(const OperatorOrigin& from) const {
        return network_.parameters[static_cast<std::size_t>(from.parameters)];
    }
    const LayerRanges& ranges(const OperatorOrigin& from) const {
        return ranges_[static_cast<std::size_t>(from.output)];
    }
    GraphTensor& tensor(int index) { return graph_.tensors[static_cast<std::size_t>(index)]; }
    GraphTensor& input(const GraphOperator& op, std::size_t i = 0) { return tensor(op.inputs[i]); }
    GraphTensor& output(const GraphOperator& op) { return tensor(op.outputs[0]); }
    double in_scale(const GraphOperator& op) { return input(op).quantization.scale[0]; }

    // `unit`: the real value of one step of what the operator sums up or multiplies.
    void set_output(const GraphOperator& op, const Range& range, double unit, double least = 0) {
        const Scale scale = scale_for(range, std::max(unit / most_steps_per_unit, least));
        output(op).quantization = {{scale.scale}, {scale.zero_point}, 0};
    }

    // The values of a MUL or ADD; returns their scale.
    float set_channel_values(GraphTensor& constant, const std::vector<float>& values) {
        Range range;
        range.include(values);
        const Scale scale = scale_for(range, 0);
        std::vector<std::int8_t> quantized;
        quantized.reserve(values.size());
        for (float value : values) quantized.push_back(scale.quantized(value));
        constant.quantization = {{scale.scale}, {scale.zero_point}, 0};
        store(constant, quantized);
        return scale.scale;
    }

    void norm_scale(const GraphOperator& op, const OperatorOrigin& from) {
        const double values = set_channel_values(input(op, 1), parameters(from).affine.scale);
        set_output(op, ranges(from).scaled, in_scale(op) * values);
    }

    void norm_shift(const GraphOperator& op, const OperatorOrigin& from) {
        const double values = set_channel_values(input(op, 1), parameters(from).affine.shift);
        set_output(op, ranges(from).written, std::max(in_scale(op), values));
    }

    // A scale for weights that also lets their bias fit into 32 bits.
    float weight_scale(std::span<const float> weights, std::span<const float> biases, double in) {
        const double scale = std::max(largest_magnitude(weights) / weight_steps,
                                      largest_magnitude(biases) / (in * largest_bias));
        const auto result = static_cast<float>(scale);
        return std::isnormal(result) ? result : 1.0f;
    }

    static void append_weights(std::span<const float> weights, float scale, std::vector<std::int8_t>& out) {
        for (float weight : weights) {
            const double step = std::round(double{weight} / scale);
            out.push_back(static_cast<std::int8_t>(std::clamp(step, -weight_steps, weight_steps)));
        }
    }

    static std::int32_t bias_steps(float bias, double unit) {
        return static_cast<std::int32_t>(std::clamp(std::round(bias / unit), -largest_bias, largest_bias));
    }

    void convolution(const GraphOperator& op, const OperatorOrigin& from) {
        const Layer& layer = network_.layers[static_cast<std::size_t>(from.parameters)];
        const auto taps = static_cast<std::size_t>(layer.kernel_height * layer.kernel_width);
        const Weights& folded = parameters(from).weights;
        const std::size_t outputs = folded.bias.size(), values = folded.kernel.size() / outputs;
        const std::vector<float> floats = channels_last(folded.kernel, outputs, taps);
        const double in = in_scale(op);
        std::vector<std::int8_t> kernel;
        std::vector<std::int32_t> bias;
        double largest_unit = 0;
        for (std::size_t o = 0; o < outputs; ++o) {
            const std::span weights = std::span(floats).subspan(o * values, values);
            const float scale = weight_scale(weights, std::span(folded.bias).subspan(o, 1), in);
            input(op, 1).quantization.scale[o] = scale;
            append_weights(weights, scale, kernel);
            bias.push_back(bias_steps(folded.bias[o], in * scale));
            largest_unit = std::max(largest_unit, in * scale);
        }
        store(input(op, 1), kernel);
        store(input(op, 2), bias);
        set_output(op, ranges(from).written, largest_unit);
    }

    void dense(const GraphOperator& op, const OperatorOrigin& from) {
        const Weights& dense = parameters(from).weights;
        const auto in = static_cast<float>(in_scale(op));
        const float scale = weight_scale(dense.kernel, dense.bias, in);
        const float unit = in * scale;
        std::vector<std::int8_t> kernel;
        append_weights(dense.kernel, scale, kernel);
        std::vector<std::int32_t> bias;
        for (float value : dense.bias) bias.push_back(bias_steps(value, unit));
        input(op, 1).quantization.scale[0] = scale;
        input(op, 2).quantization.scale[0] = unit;
        store(input(op, 1), kernel);
        store(input(op, 2), bias);
        set_output(op, ranges(from).written, unit, smallest_logit_scale);
    }

    const FoldedNetwork& network_;
    std::span<const LayerRanges> ranges_;  // by layer
    Graph graph_;
    std::vector<OperatorOrigin> origins_;  // of the graph's operators
};

Result<Graph> quantize_folded(const FloatNetwork& network, const PictureSource& calibration,
                              std::span<const std::uint32_t> pictures) {
    FoldedNetwork folded = fold(network);
    fold_pixel_divisor(folded);  // the quantised network takes pixels as they are
    const bool all_finite = std::ranges::all_of(folded.parameters, [](const FoldedLayer& layer) {
        return finite(layer.weights.kernel) && finite(layer.weights.bias) && finite(layer.affine.scale) &&
               finite(layer.affine.shift);
    });
    if (!all_finite) {
        return failure(
            "The network can't be quantised: some of its weights are not finite numbers; train it again.");
    }
    LoweredNetwork lowered = lower(folded.layers, folded.input);
    NANONAS_TRY(const std::vector<LayerRanges> ranges,
                calibrate(folded, lowered.origins, calibration, pictures));
    return Filling(folded, ranges, std::move(lowered)).run();
}

}  // namespace

Result<Graph> quantize(const FloatNetwork& network, const PictureSource& calibration,
                       std::span<const std::uint32_t> pictures) {
    return within_memory("Quantisation", [&] { return quantize_folded(network, calibration, pictures); });
}

std::vector<std::uint32_t> calibration_choice(std::vector<std::uint32_t> training, std::uint64_t seed) {
    Random random(seed, RandomPurpose::calibration);
    shuffle(std::span(training), random);
    training.resize(std::min(training.size(), calibration_pictures));
    return training;
}

}  // namespace nanonas
