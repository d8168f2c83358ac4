// SPDX-License-Identifier: MIT
#include "nanonas/quantize.h"

#include <algorithm>
#include <cmath>
#include <cstring>

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

// Fills the tensors of lower()'s graph, operator by operator.
class Filling {
  public:
    Filling(const FoldedNetwork& network, const Calibration& calibration)
        : network_(network), calibration_(calibration), graph_(lower(network.architecture)) {}

    Graph run() && {
        std::size_t stage = 0;
        for (const GraphOperator& op : graph_.operators) {
            switch (op.code) {
                case OperatorCode::mul:
                    norm_scale(op, stage);
                    break;
                case OperatorCode::add:
                    norm_shift(op, stage);
                    break;
                case OperatorCode::conv_2d:
                    convolution(op, stage++);
                    break;
                case OperatorCode::max_pool_2d:
                    output(op).quantization = input(op).quantization;
                    break;
                case OperatorCode::mean:
                    set_output(op, calibration_.mean, in_scale(op));
                    break;
                case OperatorCode::fully_connected:
                    dense(op);
                    break;
                default:
                    break;  // fixed by lower()
            }
        }
        return std::move(graph_);
    }

  private:
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

    void norm_scale(const GraphOperator& op, std::size_t stage) {
        const double values = set_channel_values(input(op, 1), network_.stages[stage].scale);
        set_output(op, calibration_.stages[stage].scaled, in_scale(op) * values);
    }

    void norm_shift(const GraphOperator& op, std::size_t stage) {
        const double values = set_channel_values(input(op, 1), network_.stages[stage].shift);
        set_output(op, calibration_.stages[stage].shifted, std::max(in_scale(op), values));
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

    void convolution(const GraphOperator& op, std::size_t index) {
        const FoldedStage& stage = network_.stages[index];
        const std::size_t outputs = stage.bias.size(), values = stage.kernel.size() / outputs;
        const double in = in_scale(op);
        std::vector<std::int8_t> kernel;
        std::vector<std::int32_t> bias;
        double largest_unit = 0;
        for (std::size_t o = 0; o < outputs; ++o) {
            const std::span weights = std::span(stage.kernel).subspan(o * values, values);
            const float scale = weight_scale(weights, std::span(stage.bias).subspan(o, 1), in);
            input(op, 1).quantization.scale[o] = scale;
            append_weights(weights, scale, kernel);
            bias.push_back(bias_steps(stage.bias[o], in * scale));
            largest_unit = std::max(largest_unit, in * scale);
        }
        store(input(op, 1), kernel);
        store(input(op, 2), bias);
        set_output(op, calibration_.stages[index].convolved, largest_unit);
    }

    void dense(const GraphOperator& op) {
        const Dense& dense = network_.dense;
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
        set_output(op, calibration_.logits, unit, smallest_logit_scale);
    }

    const FoldedNetwork& network_;
    const Calibration& calibration_;
    Graph graph_;
};

}  // namespace

Result<Graph> quantize(const FloatNetwork& network, const PictureSource& calibration,
                       std::span<const std::uint32_t> pictures) {
    NANONAS_TRY(const FoldedNetwork folded, fold(network));
    NANONAS_TRY(const Calibration ranges, calibrate(folded, calibration, pictures));
    return Filling(folded, ranges).run();
}

std::vector<std::uint32_t> calibration_choice(std::vector<std::uint32_t> training, std::uint64_t seed) {
    Random random(seed, RandomPurpose::calibration);
    shuffle(std::span(training), random);
    training.resize(std::min(training.size(), calibration_pictures));
    return training;
}

}  // namespace nanonas
