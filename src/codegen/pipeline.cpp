// SPDX-License-Identifier: MIT
#include "codegen/pipeline.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include "codegen/byte_maps.h"
#include "graph/operator.h"
#include "nanonas/softmax_limit.h"

namespace nanonas {
namespace {

// Sums that the C's 32-bit arithmetic holds with room for rounding.
constexpr std::int64_t largest_bias = (std::int64_t{1} << 25) - 1;  // which leaves room for a shift beside it
constexpr std::int64_t largest_sum = (std::int64_t{1} << 30) - 1;

float scale_of(const GraphTensor& tensor) {
    return tensor.quantization.scale.size() == 1 ? tensor.quantization.scale[0] : 0.0f;
}

std::int64_t zero_point_of(const GraphTensor& tensor) {
    return tensor.quantization.zero_point.size() == 1 ? tensor.quantization.zero_point[0] : 0;
}

template <typename T>
std::vector<T> values_of(const GraphTensor& tensor) {
    std::vector<T> values(tensor.data.size() / sizeof(T));
    if (!values.empty()) std::memcpy(values.data(), tensor.data.data(), values.size() * sizeof(T));
    return values;
}

// Walks along the chain of operators and fills the pipeline.
class PipelineMaker {
  public:
    explicit PipelineMaker(const Graph& graph) : graph_(graph) {}

    Result<Pipeline> make() {
        if (graph_.inputs.size() != 1 || graph_.outputs.size() != 1) {
            return failure(
                "C can be made of a network with one input and one output; this one has {} and {}.",
                graph_.inputs.size(), graph_.outputs.size());
        }
        current_ = graph_.inputs[0];
        if (tensor(current_).type != ElementType::uint8 || tensor(current_).shape.size() != 4) {
            return failure("C is made of networks that take a picture of uint8; this one takes {}.",
                           to_string(tensor(current_).type));
        }
        for (const GraphOperator& op : graph_.operators) {
            NANONAS_TRY_VOID(take(op));
            current_ = op.outputs[0];
        }
        if (part_ != Part::done)
            return failure("The network ends before its softmax; C can't be made of it.");
        return std::move(pipeline_);
    }

  private:
    enum class Part { features, dense, softmax, output, done };

    const GraphTensor& tensor(int index) const { return graph_.tensors[static_cast<std::size_t>(index)]; }
    const GraphTensor& input(const GraphOperator& op, std::size_t i) const { return tensor(op.inputs[i]); }
    const GraphTensor& output(const GraphOperator& op) const { return tensor(op.outputs[0]); }

    static tl::unexpected<Error> refuse(const GraphOperator& op, std::string_view reason) {
        return failure("C can't be made of this network: {} {}.", to_string(op.code), reason);
    }

    Result<void> take(const GraphOperator& op) {
        NANONAS_TRY_VOID(check_chained(op));
        struct Known {
            OperatorCode code;
            Part part;  // of the network in which it may stand
            Result<void> (PipelineMaker::*take)(const GraphOperator&);
        };
        static constexpr Known operators[] = {
            {OperatorCode::mul, Part::features, &PipelineMaker::take_map},
            {OperatorCode::add, Part::features, &PipelineMaker::take_map},
            {OperatorCode::quantize, Part::features, &PipelineMaker::take_map},
            {OperatorCode::max_pool_2d, Part::features, &PipelineMaker::take_pooling},
            {OperatorCode::conv_2d, Part::features, &PipelineMaker::take_convolution},
            {OperatorCode::mean, Part::features, &PipelineMaker::take_mean},
            {OperatorCode::fully_connected, Part::dense, &PipelineMaker::take_dense},
            {OperatorCode::softmax, Part::softmax, &PipelineMaker::take_softmax},
            {OperatorCode::quantize, Part::output, &PipelineMaker::take_output},
        };
        for (const Known& known : operators) {
            if (known.code == op.code && known.part == part_) return (this->*known.take)(op);
        }
        const bool elsewhere = std::ranges::count(operators, op.code, &Known::code) > 0;
        return elsewhere ? misplaced(op) : refuse(op, "is not one of the operators that it knows");
    }

    static tl::unexpected<Error> misplaced(const GraphOperator& op) {
        return refuse(op, "does not stand where nanonas' networks have it");
    }

    static bool has_inputs(const GraphOperator& op, std::size_t needed) {
        return op.inputs.size() >= needed &&
               std::all_of(op.inputs.begin(), op.inputs.begin() + static_cast<std::ptrdiff_t>(needed),
                           [](int index) { return index >= 0; });
    }

    Result<void> check_chained(const GraphOperator& op) const {
        bool chained = op.outputs.size() == 1;
        const OperatorDescription* known = find_operator(op.code);
        if (op.inputs.empty() || (known && !has_inputs(op, known->inputs))) chained = false;
        for (std::size_t i = 0; chained && i < op.inputs.size(); ++i) {
            if (op.inputs[i] >= 0 && op.inputs[i] != current_ && input(op, i).data.empty()) chained = false;
        }
        if (!chained || op.inputs[0] != current_) {
            return refuse(op, "does not read what the operator before it wrote, or a constant has no values");
        }
        return {};
    }

    Result<void> take_map(const GraphOperator& op) {
        NANONAS_TRY(ChannelMaps maps, byte_maps(graph_, op));
        if (!is_identity(maps)) before_.push_back(std::move(maps));
        return {};
    }

    Result<void> take_pooling(const GraphOperator& op) {
        const auto* options = std::get_if<PoolOptions>(&op.options);
        const auto& stages = pipeline_.stages;
        if (!options || options->filter_height != 2 || options->filter_width != 2 ||
            options->stride_height != 2 || options->stride_width != 2 || options->padding != Padding::valid ||
            options->activation != Activation::none) {
            return refuse(op, "is not 2x2 with stride 2, no padding and no activation");
        }
        if (stages.empty() || !before_.empty() || pooled_) return misplaced(op);
        pooled_ = true;
        return {};
    }

    Result<void> check_convolution(const GraphOperator& op) const {
        const auto* options = std::get_if<ConvOptions>(&op.options);
        const std::vector<int>& kernel = input(op, 1).shape;
        if (!options || options->stride_height != 1 || options->stride_width != 1 ||
            options->dilation_height != 1 || options->dilation_width != 1 ||
            options->padding != Padding::same || options->activation != Activation::relu ||
            kernel.size() != 4 || kernel[1] != 3 || kernel[2] != 3) {
            return refuse(op, "is not 3x3 with stride 1, zero padding and ReLU");
        }
        const GraphTensor &in = tensor(current_), &out = output(op);
        if (in.shape.size() != 4 || in.shape[0] != 1 || out.shape.size() != 4 || kernel[3] != in.shape[3] ||
            out.shape[3] != kernel[0] || input(op, 1).elements() != std::ssize(input(op, 1).data)) {
            return refuse(op, "has tensors whose shapes do not go together");
        }
        const Quantization& scales = input(op, 1).quantization;
        const bool per_channel = scales.axis == 0 && std::ssize(scales.scale) == kernel[0];
        if (scales.scale.size() != 1 && !per_channel) return refuse(op, "does not have one scale a channel");
        if (in.type != ElementType::int8 || zero_point_of(out) != -128) {
            return refuse(op, "does not write int8 with zero point -128, as one with ReLU does");
        }
        if (!pipeline_.stages.empty() && !pooled_) return misplaced(op);
        return {};
    }

    Result<void> take_convolution(const GraphOperator& op) {
        NANONAS_TRY_VOID(check_convolution(op));
        const GraphTensor &in = tensor(current_), &kernel = input(op, 1), &out = output(op);
        ConvolutionStage stage;
        stage.shape = {in.shape[3], out.shape[3], in.shape[1], in.shape[2]};
        stage.before = std::exchange(before_, {});
        stage.padding = static_cast<std::uint8_t>(zero_point_of(in) + 128);
        stage.kernel = values_of<std::int8_t>(kernel);
        if (op.inputs.size() > 2 && op.inputs[2] >= 0) stage.bias = values_of<std::int32_t>(input(op, 2));
        stage.bias.resize(static_cast<std::size_t>(stage.shape.out_channels));
        const std::vector<float>& scales = kernel.quantization.scale;
        for (std::size_t k = 0; k < stage.bias.size(); ++k) {
            NANONAS_TRY_VOID(fold_padding(op, stage, k));
            const double scale = double{scale_of(in)} * scales[scales.size() == 1 ? 0 : k] / scale_of(out);
            if (!QuantizedMultiplier::representable(scale)) return refuse(op, "has a scale out of range");
            stage.multipliers.push_back(QuantizedMultiplier::from(scale));
        }
        pipeline_.stages.push_back(std::move(stage));
        pooled_ = false;
        return {};
    }

    // Lets output channel k's bias count for inputs u = q + 128 around a zero of `padding`, and checks its
    // sums.
    static Result<void> fold_padding(const GraphOperator& op, ConvolutionStage& stage, std::size_t k) {
        const std::size_t taps = static_cast<std::size_t>(stage.shape.in_channels) * 9;
        std::int64_t sum = 0, magnitude = 0;
        for (std::size_t t = 0; t < taps; ++t) {
            sum += stage.kernel[k * taps + t];
            magnitude += std::abs(stage.kernel[k * taps + t]);
        }
        const std::int64_t bias = stage.bias[k] - sum * stage.padding;
        if (std::abs(bias) + 127 * std::abs(stage.odd_weights(k)) > largest_bias)
            return refuse(op, "has a bias of more than 25 bits");
        if (std::abs(bias) + 255 * magnitude > largest_sum) {
            return refuse(op, "can reach sums of more than 30 bits");
        }
        stage.bias[k] = static_cast<std::int32_t>(bias);
        return {};
    }

    Result<void> take_mean(const GraphOperator& op) {
        if (pipeline_.stages.empty() || pooled_ || !before_.empty()) return misplaced(op);
        const GraphTensor& in = tensor(current_);
        const std::vector<std::int32_t> axes = values_of<std::int32_t>(input(op, 1));
        if (axes.size() != 2 || axes[0] + axes[1] != 3 || axes[0] * axes[1] != 2) {
            return refuse(op, "is not over height and width");
        }
        pipeline_.mean = {QuantizedMultiplier::from(double{scale_of(in)} / scale_of(output(op)))
                              .divided_by(std::int64_t{in.shape[1]} * in.shape[2]),
                          static_cast<std::int32_t>(zero_point_of(output(op)))};
        part_ = Part::dense;
        return {};
    }

    Result<void> take_dense(const GraphOperator& op) {
        const GraphTensor &in = tensor(current_), &kernel = input(op, 1), &out = output(op);
        const auto* options = std::get_if<DenseOptions>(&op.options);
        if (kernel.quantization.scale.size() != 1 || zero_point_of(kernel) != 0 ||
            (options && options->activation != Activation::none)) {
            return refuse(op, "has more than one scale, a zero point or an activation");
        }
        if (kernel.shape.size() != 2 || kernel.shape[1] != pipeline_.stages.back().shape.out_channels) {
            return refuse(op, "has tensors whose shapes do not go together");
        }
        pipeline_.dense_kernel = values_of<std::int8_t>(kernel);
        if (op.inputs.size() > 2 && op.inputs[2] >= 0)
            pipeline_.dense_bias = values_of<std::int32_t>(input(op, 2));
        pipeline_.dense_bias.resize(static_cast<std::size_t>(kernel.shape[0]));
        const auto features = static_cast<std::size_t>(kernel.shape[1]);
        for (std::size_t j = 0; j < pipeline_.dense_bias.size(); ++j) {
            std::int64_t sum = 0;
            for (std::size_t k = 0; k < features; ++k) sum += pipeline_.dense_kernel[j * features + k];
            pipeline_.dense_bias[j] =
                static_cast<std::int32_t>(pipeline_.dense_bias[j] - sum * zero_point_of(in));
        }
        // The product of the scales is rounded to float first, as GetQuantizedConvolutionMultipler does.
        const float product = scale_of(in) * scale_of(kernel);
        pipeline_.dense = {QuantizedMultiplier::from(double{product} / scale_of(out)),
                           static_cast<std::int32_t>(zero_point_of(out))};
        part_ = Part::softmax;
        return {};
    }

    // PreprocessSoftmaxScaling and CalculateInputRadius of
    // tensorflow/lite/kernels/internal/quantization_util.cc, for 5 integer bits.
    Result<void> take_softmax(const GraphOperator& op) {
        constexpr double one = 1 << 26;
        if (tensor(current_).shape.back() > most_softmax_classes) {
            return refuse(op, fmt::format("has {} classes, and its arithmetic tells at most {} apart",
                                          tensor(current_).shape.back(), most_softmax_classes));
        }
        const auto* options = std::get_if<SoftmaxOptions>(&op.options);
        const double scale = double{options ? options->beta : 1.0f} * scale_of(tensor(current_)) * one;
        if (!(scale > 1)) return refuse(op, "has an input of too small a scale");
        pipeline_.softmax =
            QuantizedMultiplier::from(std::min(scale, double{std::numeric_limits<std::int32_t>::max()}));
        const double radius = std::floor(31 * one / std::ldexp(1.0, pipeline_.softmax.shift));
        pipeline_.softmax_lowest_difference = -static_cast<std::int32_t>(std::min(radius, 1e6));
        part_ = Part::output;
        return {};
    }

    Result<void> take_output(const GraphOperator& op) {
        const GraphTensor &in = tensor(current_), &out = output(op);
        if (out.type != ElementType::uint8 || scale_of(in) != scale_of(out) || zero_point_of(out) != 0) {
            return refuse(op, "does not turn int8 probabilities into uint8 ones");
        }
        part_ = Part::done;
        return {};
    }

    const Graph& graph_;
    Pipeline pipeline_;
    Part part_ = Part::features;
    int current_ = -1;
    bool pooled_ = false;              // since the last convolution
    std::vector<ChannelMaps> before_;  // operators since the last convolution or pooling
};

}  // namespace

std::int32_t ConvolutionStage::odd_weights(std::size_t k) const {
    const std::size_t taps = static_cast<std::size_t>(shape.in_channels) * 9;
    std::int32_t sum = 0;
    for (std::size_t t = 1; t < taps; t += 2) sum += kernel[k * taps + t];
    return sum;
}

bool Pipeline::normalised() const {
    return std::ranges::any_of(stages, [](const ConvolutionStage& stage) { return !stage.before.empty(); });
}

bool Pipeline::padded() const {
    return std::ranges::any_of(stages, [](const ConvolutionStage& stage) { return stage.padding != 0; });
}

std::vector<CStage> Pipeline::shapes() const {
    std::vector<CStage> shapes;
    for (const ConvolutionStage& stage : stages) shapes.push_back(stage.shape);
    return shapes;
}

Result<Pipeline> make_pipeline(const Graph& graph) {
    return PipelineMaker(graph).make();
}

bool is_missing_memory(const Error& error) {
    return error.message.find("needs more memory than there is") != std::string::npos;
}

Result<void> check_chain(const Graph& graph) {
    const Result<Pipeline> chain = make_pipeline(graph);
    if (chain) return {};
    if (is_missing_memory(chain.error())) return tl::unexpected<Error>(chain.error());
    return failure("{} Use --format c, which takes other networks too.", chain.error().message);
}

}  // namespace nanonas
