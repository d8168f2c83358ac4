// SPDX-License-Identifier: MIT
#include "codegen/stream_operations.h"

#include <cmath>
#include <limits>
#include <optional>

#include "graph/steps.h"

namespace nanonas {
namespace {

constexpr std::int64_t largest_sum = (std::int64_t{1} << 31) - 1;  // of products and bias

// Finds the numbers of one operator.
class OperationMaker {
  public:
    OperationMaker(const Graph& graph, const StreamGraph& stream, const StreamOp& op)
        : graph_(graph), stream_(stream), op_(op), view_(graph, static_cast<std::size_t>(op.op)) {}

    Result<StreamOperation> make() {
        made_.zero_in = zero_point(first_input());
        made_.zero_out = zero_point(view_.output());
        switch (op_.kind) {
            case StreamKind::convolution:
                return make_convolution();
            case StreamKind::depthwise:
                return make_depthwise();
            case StreamKind::dense:
                return make_dense();
            case StreamKind::max_pool:
            case StreamKind::average_pool:
                return make_pool();
            case StreamKind::mean:
                return make_mean();
            case StreamKind::add:
                return make_addition();
            case StreamKind::multiply:
                return make_multiplication();
            case StreamKind::concatenate:
                return make_concatenation();
            case StreamKind::softmax:
                return make_softmax();
            case StreamKind::quantize:
                return make_quantization();
            case StreamKind::pad:
                made_.code = StreamCode::pad;
                return check_alike();
            case StreamKind::reshape:
                made_.code = StreamCode::reshape;
                return std::move(made_);
        }
        return refuse("is not known");
    }

  private:
    // The input that flows.
    const GraphTensor& first_input() const { return view_.input(view_.input(0).constant ? 1 : 0); }
    const GraphTensor& tensor_of(int map) const {
        return graph_.tensors[static_cast<std::size_t>(stream_.maps[static_cast<std::size_t>(map)].tensor)];
    }
    const StreamMap& in() const { return stream_.maps[static_cast<std::size_t>(op_.inputs[0])]; }
    const StreamMap& out() const { return stream_.maps[static_cast<std::size_t>(op_.output)]; }
    static int zero_point(const GraphTensor& tensor) {
        const auto& zero = tensor.quantization.zero_point;
        return zero.empty() ? 0 : static_cast<int>(zero[0]);
    }

    tl::unexpected<Error> refuse(std::string_view reason) const {
        return failure("C can't be made of this network: {} {}.", to_string(view_.op().code), reason);
    }

    Result<void> set_range(Activation activation) {
        NANONAS_TRY(const OutputRange range, output_range(view_, activation));
        made_.lowest = range.lowest;
        made_.highest = range.highest;
        return {};
    }

    Result<StreamOperation> check_alike() {
        const GraphTensor &from = view_.input(0), &to = view_.output();
        if (zero_point_of(from) != zero_point_of(to) || std::abs(scale_of(from) - scale_of(to)) > 1e-6f) {
            return refuse("has an input and an output of different scales or zero points");
        }
        return std::move(made_);
    }

    // Adds a channel's three numbers; its bias is made to count for values with their zero point in them.
    Result<void> add_channel(std::int64_t bias, std::int64_t sum, std::int64_t magnitude,
                             QuantizedMultiplier multiplier) {
        bias -= sum * made_.zero_in;
        const std::int64_t largest = std::abs(bias) + 128 * magnitude;
        // What the shift to the right adds before it, to round.
        const std::int64_t half = multiplier.shift < 0 ? std::int64_t{1} << (-multiplier.shift - 1) : 0;
        if (largest > largest_sum || (largest * multiplier.mantissa >> 31) + half >= largest_sum) {
            return refuse("can reach sums of more than 31 bits; make its kernel or its bias smaller");
        }
        made_.numbers.push_back(static_cast<std::int32_t>(bias));
        made_.numbers.push_back(multiplier.mantissa);
        made_.numbers.push_back(multiplier.shift);
        return {};
    }

    // Weights by output channel.
    Result<void> add_rows_of_weights(const std::vector<QuantizedMultiplier>& multipliers) {
        const std::span<const std::int8_t> values = int8_data(view_.input(1));
        made_.weights.assign(values.begin(), values.end());
        const auto outputs = static_cast<int>(multipliers.size());
        NANONAS_TRY(const std::vector<std::int32_t> bias, bias_values(view_, outputs));
        const std::size_t taps = values.size() / multipliers.size();
        for (std::size_t k = 0; k < multipliers.size(); ++k) {
            std::int64_t sum = 0, magnitude = 0;
            for (const std::int8_t weight : values.subspan(k * taps, taps)) {
                sum += weight;
                magnitude += std::abs(weight);
            }
            NANONAS_TRY_VOID(add_channel(bias[k], sum, magnitude, multipliers[k]));
        }
        return {};
    }

    Result<StreamOperation> make_convolution() {
        made_.code = StreamCode::convolution;
        made_.in_place = op_.scratch_bytes == 0;
        NANONAS_TRY_VOID(set_range(view_.options<ConvOptions>().activation));
        NANONAS_TRY(const std::vector<QuantizedMultiplier> multipliers, channel_multipliers(view_, 0));
        NANONAS_TRY_VOID(add_rows_of_weights(multipliers));
        return std::move(made_);
    }

    Result<StreamOperation> make_depthwise() {
        made_.code = StreamCode::depthwise;
        made_.in_place = op_.scratch_bytes == 0;
        NANONAS_TRY_VOID(set_range(view_.options<DepthwiseOptions>().activation));
        NANONAS_TRY(const std::vector<QuantizedMultiplier> multipliers, channel_multipliers(view_, 3));
        const std::span<const std::int8_t> values = int8_data(view_.input(1));
        made_.weights.assign(values.begin(), values.end());
        NANONAS_TRY(const std::vector<std::int32_t> bias, bias_values(view_, out().channels));
        for (std::size_t k = 0; k < multipliers.size(); ++k) {
            std::int64_t sum = 0, magnitude = 0;
            for (std::size_t i = k; i < values.size(); i += multipliers.size()) {
                sum += values[i];
                magnitude += std::abs(values[i]);
            }
            NANONAS_TRY_VOID(add_channel(bias[k], sum, magnitude, multipliers[k]));
        }
        return std::move(made_);
    }

    // The product of the scales is rounded to float first, as GetQuantizedConvolutionMultipler does, unless
    // each channel has a scale of its own.
    Result<StreamOperation> make_dense() {
        made_.code = op_.reading == Reading::accumulate ? StreamCode::dense_rows : StreamCode::dense;
        made_.in_place = true;
        NANONAS_TRY_VOID(set_range(view_.options<DenseOptions>().activation));
        NANONAS_TRY(const std::vector<QuantizedMultiplier> multipliers, dense_multipliers());
        NANONAS_TRY_VOID(add_rows_of_weights(multipliers));
        return std::move(made_);
    }

    Result<std::vector<QuantizedMultiplier>> dense_multipliers() const {
        const GraphTensor& kernel = view_.input(1);
        const std::vector<float>& scales = kernel.quantization.scale;
        if (scales.size() != 1) return channel_multipliers(view_, 0);
        if (zero_point(kernel) != 0)
            return refuse("has weights with a zero point; convert it with symmetric weights");
        const float product = scale_of(view_.input(0)) * scales[0];
        const double factor = double{product} / scale_of(view_.output());
        if (!QuantizedMultiplier::representable(factor)) return refuse("has a scale out of range");
        return std::vector(static_cast<std::size_t>(out().channels), QuantizedMultiplier::from(factor));
    }

    Result<StreamOperation> make_pool() {
        const bool largest = op_.kind == StreamKind::max_pool, rows = op_.reading == Reading::accumulate;
        if (rows) {
            made_.code = largest ? StreamCode::max_rows : StreamCode::average_rows;
        } else {
            made_.code = largest ? StreamCode::max_window : StreamCode::average_window;
        }
        made_.wide = op_.accumulator_bytes == 4 * out().row_bytes();
        NANONAS_TRY_VOID(set_range(view_.options<PoolOptions>().activation));
        return check_alike();
    }

    Result<StreamOperation> make_mean() {
        made_.code = StreamCode::mean;
        made_.wide = op_.accumulator_bytes == 4 * in().channels;
        const double factor = double{scale_of(view_.input(0))} / scale_of(view_.output());
        if (!QuantizedMultiplier::representable(factor)) return refuse("has a scale out of range");
        add(QuantizedMultiplier::from(factor).divided_by(std::int64_t{in().height} * in().width));
        return std::move(made_);
    }

    void add(QuantizedMultiplier multiplier) {
        made_.numbers.push_back(multiplier.mantissa);
        made_.numbers.push_back(multiplier.shift);
    }

    // Which input is a constant, if one is.
    std::optional<std::size_t> constant_input() const {
        for (const std::size_t i : {0u, 1u}) {
            if (view_.input(i).constant) return i;
        }
        return std::nullopt;
    }

    // AddFunc of tensorflow/lite/kernels/internal/reference/integer_ops/add.h.
    Result<StreamOperation> make_addition() {
        constexpr int left_shift = 20;
        made_.code = StreamCode::add;
        NANONAS_TRY_VOID(set_range(view_.options<ElementwiseOptions>().activation));
        const GraphTensor &a = view_.input(0), &b = view_.input(1), &out = view_.output();
        const double twice_larger = 2 * double{std::max(scale_of(a), scale_of(b))};
        const double factor = twice_larger / ((1 << left_shift) * double{scale_of(out)});
        if (!(factor < 1)) return refuse("has a scale out of range");
        const QuantizedMultiplier factors[] = {QuantizedMultiplier::from(scale_of(a) / twice_larger),
                                               QuantizedMultiplier::from(scale_of(b) / twice_larger)};
        const auto constant = constant_input();
        const std::size_t first = constant == 0u ? 1 : 0;
        add(factors[first]);
        add(QuantizedMultiplier::from(factor));
        if (!constant) {
            add(factors[1]);
            made_.numbers.push_back(zero_point(b));
            return std::move(made_);
        }
        for (const std::int8_t value : channels_of(view_.input(*constant))) {
            const std::int32_t shifted = (value - zero_point(view_.input(*constant))) * (1 << left_shift);
            made_.numbers.push_back(multiply(shifted, factors[*constant]));
        }
        return std::move(made_);
    }

    // A constant's value for each channel.
    std::vector<std::int8_t> channels_of(const GraphTensor& constant) const {
        const std::span<const std::int8_t> values = int8_data(constant);
        std::vector<std::int8_t> result(static_cast<std::size_t>(out().channels), values[0]);
        if (values.size() > 1) result.assign(values.begin(), values.end());
        return result;
    }

    Result<StreamOperation> make_multiplication() {
        made_.code = StreamCode::multiply;
        NANONAS_TRY_VOID(set_range(view_.options<ElementwiseOptions>().activation));
        const double factor =
            double{scale_of(view_.input(0))} * scale_of(view_.input(1)) / scale_of(view_.output());
        const auto constant = constant_input();
        if (!constant || !QuantizedMultiplier::representable(factor))
            return refuse("has a scale out of range");
        add(QuantizedMultiplier::from(factor));
        const GraphTensor& factors = view_.input(*constant);
        for (const std::int8_t value : channels_of(factors))
            made_.numbers.push_back(value - zero_point(factors));
        return std::move(made_);
    }

    Result<StreamOperation> make_concatenation() {
        made_.code = StreamCode::concatenate;
        made_.numbers.push_back(static_cast<std::int32_t>(op_.inputs.size()));
        for (const int map : op_.inputs) {
            const GraphTensor &from = tensor_of(map), &to = view_.output();
            if (zero_point_of(from) != zero_point_of(to) || scale_of(from) != scale_of(to)) {
                return refuse("has an input and an output of different scales or zero points");
            }
            made_.numbers.push_back(map);
        }
        return std::move(made_);
    }

    // PreprocessSoftmaxScaling and CalculateInputRadius of
    // tensorflow/lite/kernels/internal/quantization_util.cc, for 5 integer bits.
    Result<StreamOperation> make_softmax() {
        constexpr double one = 1 << 26;
        made_.code = StreamCode::softmax;
        const double scale = double{view_.options<SoftmaxOptions>().beta} * scale_of(view_.input(0)) * one;
        if (!(scale > 1)) return refuse("has an input of too small a scale");
        if (made_.zero_out != -128) return refuse("writes another zero point than -128");
        const auto factor =
            QuantizedMultiplier::from(std::min(scale, double{std::numeric_limits<std::int32_t>::max()}));
        add(factor);
        const double radius = std::floor(31.0 * one / std::ldexp(1.0, factor.shift));
        made_.numbers.push_back(-static_cast<std::int32_t>(std::min(radius, 1e6)));
        return std::move(made_);
    }

    Result<StreamOperation> make_quantization() {
        made_.code = StreamCode::quantize;
        const GraphTensor &from = view_.input(0), &to = view_.output();
        if (from.quantization.scale.size() != 1) return refuse("has an input without a scale");
        const double factor = double{from.quantization.scale[0]} / to.quantization.scale[0];
        if (!QuantizedMultiplier::representable(factor)) return refuse("has a scale out of range");
        add(QuantizedMultiplier::from(factor));
        made_.numbers.push_back(from.type == ElementType::uint8 ? 1 : 0);
        if (to.type == ElementType::uint8) {
            made_.lowest = 0;
            made_.highest = 255;
        }
        return std::move(made_);
    }

    const Graph& graph_;
    const StreamGraph& stream_;
    const StreamOp& op_;
    OperatorView view_;
    StreamOperation made_;
};

}  // namespace

std::string_view to_string(StreamCode code) {
    constexpr std::string_view names[] = {"CONVOLUTION", "DEPTHWISE",  "DENSE",        "DENSE_ROWS",
                                          "MAX_ROWS",    "MAX_WINDOW", "AVERAGE_ROWS", "AVERAGE_WINDOW",
                                          "MEAN",        "ADD",        "MULTIPLY",     "CONCATENATE",
                                          "SOFTMAX",     "QUANTIZE",   "PAD",          "RESHAPE"};
    return names[static_cast<std::size_t>(code)];
}

Result<std::vector<StreamOperation>> stream_operations(const Graph& graph, const StreamGraph& stream) {
    std::vector<StreamOperation> operations;
    for (const StreamOp& op : stream.ops) {
        NANONAS_TRY(StreamOperation made, OperationMaker(graph, stream, op).make());
        operations.push_back(std::move(made));
    }
    return operations;
}

}  // namespace nanonas
