// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstring>
#include <optional>

#include "nanonas/schedule.h"
#include "nanonas/softmax_limit.h"

namespace nanonas {
namespace {

constexpr int windows_at_once = 2;  // of neighbouring pixels, in the loops of CONV_2D
constexpr int largest_filter = 15, largest_stride = 4;

std::vector<std::int32_t> values_of(const GraphTensor& tensor) {
    std::vector<std::int32_t> values(tensor.data.size() / sizeof(std::int32_t));
    if (!values.empty()) std::memcpy(values.data(), tensor.data.data(), values.size() * sizeof(std::int32_t));
    return values;
}

bool is_byte(const GraphTensor& tensor) {
    return tensor.type == ElementType::int8 || tensor.type == ElementType::uint8;
}

bool has_one_scale(const GraphTensor& tensor) {
    return tensor.quantization.scale.size() == 1 && tensor.quantization.zero_point.size() == 1 &&
           tensor.quantization.scale[0] > 0;
}

// Walks through the operators and adds maps and operators to the stream.
class StreamMaker {
  public:
    explicit StreamMaker(const Graph& graph) : graph_(graph), map_of_(graph.tensors.size(), -1) {}

    Result<StreamGraph> make() {
        if (graph_.inputs.size() != 1 || graph_.outputs.size() != 1) {
            return failure(
                "C can be made of a network with one input and one output; this one has {} and {}.",
                graph_.inputs.size(), graph_.outputs.size());
        }
        const GraphTensor& input = tensor(graph_.inputs[0]);
        if (!is_byte(input) || !is_byte(tensor(graph_.outputs[0]))) {
            return failure(
                "C can be made of a network that takes and gives int8 or uint8; this one has {} and {}. "
                "Convert it "
                "with integer inputs and outputs.",
                to_string(input.type), to_string(tensor(graph_.outputs[0]).type));
        }
        const auto shape = shape_of(input);
        if (!shape)
            return failure("C can't be made of this network: its input is not one feature map or vector.");
        stream_.input = add_map(graph_.inputs[0], *shape);
        for (std::size_t i = 0; i < graph_.operators.size(); ++i) NANONAS_TRY_VOID(take(i));
        stream_.output = map_of_[static_cast<std::size_t>(graph_.outputs[0])];
        if (stream_.output < 0 || stream_.ops.empty()) {
            return failure(
                "C can't be made of this network: no operator leads from its input to its output.");
        }
        return std::move(stream_);
    }

  private:
    using Take = Result<void> (StreamMaker::*)(const GraphOperator&, StreamOp&);

    const GraphTensor& tensor(int index) const { return graph_.tensors[static_cast<std::size_t>(index)]; }
    const GraphTensor& input(const GraphOperator& op, std::size_t i) const { return tensor(op.inputs[i]); }
    const GraphTensor& output(const GraphOperator& op) const { return tensor(op.outputs[0]); }
    const StreamMap& map(int index) const { return stream_.maps[static_cast<std::size_t>(index)]; }

    static tl::unexpected<Error> refuse(const GraphOperator& op, std::string_view reason) {
        const std::string_view name = op.custom_name.empty() ? to_string(op.code) : op.custom_name;
        return failure("C can't be made of this network: {} {}.", name.empty() ? "an unknown operator" : name,
                       reason);
    }

    // Height, width and channels of a tensor of one picture or vector.
    static std::optional<StreamMap> shape_of(const GraphTensor& tensor) {
        const std::vector<int>& shape = tensor.shape;
        if (shape.empty() || shape.size() > 4 || (shape.size() > 1 && shape[0] != 1)) return std::nullopt;
        StreamMap map;
        map.channels = shape.back();
        if (shape.size() > 2) map.width = shape[shape.size() - 2];
        if (shape.size() > 3) map.height = shape[1];
        return map;
    }

    int add_map(int index, StreamMap map) {
        map.tensor = index;
        map_of_[static_cast<std::size_t>(index)] = static_cast<int>(stream_.maps.size());
        stream_.maps.push_back(map);
        return map_of_[static_cast<std::size_t>(index)];
    }

    Result<void> take(std::size_t index) {
        const GraphOperator& op = graph_.operators[index];
        struct Known {
            OperatorCode code;
            StreamKind kind;
            Take take;
        };
        static constexpr Known known[] = {
            {OperatorCode::conv_2d, StreamKind::convolution, &StreamMaker::take_convolution},
            {OperatorCode::depthwise_conv_2d, StreamKind::depthwise, &StreamMaker::take_depthwise},
            {OperatorCode::fully_connected, StreamKind::dense, &StreamMaker::take_dense},
            {OperatorCode::max_pool_2d, StreamKind::max_pool, &StreamMaker::take_pool},
            {OperatorCode::average_pool_2d, StreamKind::average_pool, &StreamMaker::take_pool},
            {OperatorCode::mean, StreamKind::mean, &StreamMaker::take_mean},
            {OperatorCode::add, StreamKind::add, &StreamMaker::take_elementwise},
            {OperatorCode::mul, StreamKind::multiply, &StreamMaker::take_elementwise},
            {OperatorCode::concatenation, StreamKind::concatenate, &StreamMaker::take_concatenation},
            {OperatorCode::softmax, StreamKind::softmax, &StreamMaker::take_softmax},
            {OperatorCode::quantize, StreamKind::quantize, &StreamMaker::take_rowwise},
            {OperatorCode::pad, StreamKind::pad, &StreamMaker::take_pad},
            {OperatorCode::reshape, StreamKind::reshape, &StreamMaker::take_reshape},
        };
        const auto found = std::ranges::find(known, op.code, &Known::code);
        if (found == std::end(known)) {
            return refuse(
                op, "is not one of the operators that it knows; replace it by one of docs/any-model.md");
        }
        if (op.outputs.size() != 1) return refuse(op, "has more than one output");
        StreamOp made;
        made.kind = found->kind;
        made.op = static_cast<int>(index);
        NANONAS_TRY_VOID(add_inputs(op, made));
        const auto shape = shape_of(output(op));
        if (!shape)
            return refuse(
                op, "has a batch of more than one, or more than four axes; convert it with a batch of one");
        made.output = add_map(op.outputs[0], *shape);
        if (!is_byte(output(op)) || !has_one_scale(output(op))) {
            return refuse(
                op, fmt::format("writes {}, not int8 with one scale; quantize the whole network to int8",
                                to_string(output(op).type)));
        }
        NANONAS_TRY_VOID(check_types(op, made));
        NANONAS_TRY_VOID((this->*found->take)(op, made));
        if (!is_alias_) stream_.ops.push_back(std::move(made));
        is_alias_ = false;
        return {};
    }

    // The maps that it reads; constants stay with the graph.
    Result<void> add_inputs(const GraphOperator& op, StreamOp& made) const {
        for (std::size_t i = 0; i < op.inputs.size(); ++i) {
            if (op.inputs[i] < 0) continue;
            const int map = map_of_[static_cast<std::size_t>(op.inputs[i])];
            if (map >= 0) {
                const bool either_side = op.code == OperatorCode::add || op.code == OperatorCode::mul;
                if (i > 0 && made.inputs.empty() && !either_side) {
                    return refuse(op, "has a constant where it should read a map");
                }
                made.inputs.push_back(map);
            } else if (!input(op, i).constant || input(op, i).data.empty()) {
                return refuse(op, "reads what no operator wrote, or a constant without values");
            }
        }
        if (made.inputs.empty()) return refuse(op, "reads constants alone");
        return {};
    }

    // Bytes without a sign come in and go out through QUANTIZE alone.
    Result<void> check_types(const GraphOperator& op, const StreamOp& made) const {
        if (made.kind == StreamKind::quantize || made.kind == StreamKind::reshape) return {};
        bool all_int8 = output(op).type == ElementType::int8;
        for (const int index : made.inputs) {
            const GraphTensor& in = tensor(map(index).tensor);
            all_int8 = all_int8 && in.type == ElementType::int8 && has_one_scale(in);
        }
        if (all_int8) return {};
        return refuse(
            op, "computes with other values than int8 of one scale; quantize the whole network to int8");
    }

    Result<void> check_one_flow(const GraphOperator& op, const StreamOp& made) const {
        if (made.inputs.size() == 1) return {};
        return refuse(op, "has weights that other operators compute; they must be constants");
    }

    // Along one axis, as ComputePadding of tensorflow/lite/kernels/padding.h.
    static std::optional<StreamWindow> window(Padding padding, int in, int out, int filter, int stride) {
        if (filter < 1 || stride < 1) return std::nullopt;
        const int covered = padding == Padding::same ? in + stride - 1 : in + stride - filter;
        if (covered < stride || covered / stride != out) return std::nullopt;
        return StreamWindow{filter, stride, std::max(0, (out - 1) * stride + filter - in) / 2};
    }

    template <typename Options>
    Result<void> set_windows(const GraphOperator& op, const Options& options, int filter_height,
                             int filter_width, StreamOp& made) const {
        const StreamMap &in = map(made.inputs[0]), &out = map(made.output);
        const auto rows =
            window(options.padding, in.height, out.height, filter_height, options.stride_height);
        const auto columns = window(options.padding, in.width, out.width, filter_width, options.stride_width);
        if (!rows || !columns) return refuse(op, "has tensors whose shapes do not go together");
        made.rows = *rows;
        made.columns = *columns;
        return {};
    }

    template <typename Options>
    Result<void> take_kernel(const GraphOperator& op, const Options& options, StreamOp& made) {
        NANONAS_TRY_VOID(check_one_flow(op, made));
        const GraphTensor& kernel = input(op, 1);
        if (kernel.type != ElementType::int8 || kernel.shape.size() != 4 ||
            kernel.elements() != std::ssize(kernel.data)) {
            return refuse(op, "has a kernel that is not constant int8 of four axes");
        }
        if (options.dilation_height != 1 || options.dilation_width != 1) {
            return refuse(op, "is dilated; give it a dilation of 1");
        }
        if (kernel.shape[1] > largest_filter || kernel.shape[2] > largest_filter ||
            options.stride_height > largest_stride || options.stride_width > largest_stride) {
            return refuse(
                op,
                fmt::format("has a kernel of {}x{} and strides of {} and {}; 15x15 and 4 are the most",
                            kernel.shape[1], kernel.shape[2], options.stride_height, options.stride_width));
        }
        NANONAS_TRY_VOID(set_windows(op, options, kernel.shape[1], kernel.shape[2], made));
        take_padding_in_front(made, options.padding);
        const StreamMap& in = map(made.inputs[0]);
        const StreamMap& out = map(made.output);
        if (!stays_inside(made.rows, in.height, out.height) ||
            !stays_inside(made.columns, in.width, out.width) || kernel.shape[1] != 1 ||
            kernel.shape[2] != 1) {
            made.scratch_bytes = std::int64_t{kernel.shape[1]} * kernel.shape[2] * in.channels;
            if (made.kind == StreamKind::convolution && out.width > 1) made.scratch_bytes *= windows_at_once;
        }
        return {};
    }

    // No window covers padding.
    static bool stays_inside(const StreamWindow& window, int in, int out) {
        return window.before == 0 && (out - 1) * window.stride + window.filter <= in;
    }

    Result<void> take_convolution(const GraphOperator& op, StreamOp& made) {
        const auto* options = std::get_if<ConvOptions>(&op.options);
        NANONAS_TRY_VOID(take_kernel(op, options ? *options : ConvOptions{}, made));
        if (input(op, 1).shape[3] != map(made.inputs[0]).channels ||
            input(op, 1).shape[0] != map(made.output).channels) {
            return refuse(op, "has grouped channels, or tensors whose shapes do not go together");
        }
        return {};
    }

    Result<void> take_depthwise(const GraphOperator& op, StreamOp& made) {
        const auto* options = std::get_if<DepthwiseOptions>(&op.options);
        NANONAS_TRY_VOID(take_kernel(op, options ? *options : DepthwiseOptions{}, made));
        const int channels = map(made.inputs[0]).channels;
        if (input(op, 1).shape[0] != 1 || input(op, 1).shape[3] != map(made.output).channels ||
            map(made.output).channels % channels != 0) {
            return refuse(op, "has tensors whose shapes do not go together");
        }
        return {};
    }

    // An unpadded convolution behind a PAD that nothing else reads has the PAD's rows and columns as its
    // padding.
    void take_padding_in_front(StreamOp& made, Padding padding) {
        if (padding != Padding::valid || stream_.ops.empty() || stream_.ops.back().kind != StreamKind::pad)
            return;
        const StreamOp pad = stream_.ops.back();
        const int padded = stream_.maps[static_cast<std::size_t>(pad.output)].tensor;
        std::ptrdiff_t readers = std::ranges::count(graph_.outputs, padded);
        for (const GraphOperator& op : graph_.operators) readers += std::ranges::count(op.inputs, padded);
        if (pad.output != made.inputs[0] || readers != 1 || pad.output + 2 != std::ssize(stream_.maps))
            return;
        made.rows.before = pad.rows.before;
        made.columns.before = pad.columns.before;
        made.inputs = pad.inputs;
        stream_.ops.pop_back();
        stream_.maps.erase(stream_.maps.begin() + pad.output);
        map_of_[static_cast<std::size_t>(padded)] = -1;
        made.output = pad.output;
        map_of_[static_cast<std::size_t>(stream_.maps.back().tensor)] = pad.output;
    }

    Result<void> take_dense(const GraphOperator& op, StreamOp& made) {
        NANONAS_TRY_VOID(check_one_flow(op, made));
        const GraphTensor& kernel = input(op, 1);
        if (kernel.type != ElementType::int8 || kernel.shape.size() != 2 ||
            kernel.elements() != std::ssize(kernel.data)) {
            return refuse(op, "has weights that are not constant int8 of two axes");
        }
        const StreamMap in = map(made.inputs[0]);
        StreamMap& out = stream_.maps[static_cast<std::size_t>(made.output)];
        if (kernel.shape[1] != in.bytes() || out.bytes() != kernel.shape[0]) {
            return refuse(
                op, "is applied to more than one vector, or has tensors whose shapes do not go together");
        }
        out.height = out.width = 1;
        out.channels = kernel.shape[0];
        constexpr int sum_bytes = 4;
        const std::int64_t sums = std::int64_t{sum_bytes} * kernel.shape[0];
        made.reading = sums + in.row_bytes() < in.bytes() ? Reading::accumulate : Reading::whole;
        made.rows = {in.height, 1, 0};
        if (made.reading == Reading::accumulate) made.accumulator_bytes = static_cast<int>(sums);
        return {};
    }

    // Sums of so many bytes each take 2 or 4 bytes.
    static int sum_bytes(std::int64_t values) { return 128 * values <= 32767 ? 2 : 4; }

    Result<void> take_pool(const GraphOperator& op, StreamOp& made) {
        const auto* given = std::get_if<PoolOptions>(&op.options);
        const PoolOptions options = given ? *given : PoolOptions{};
        const StreamMap in = map(made.inputs[0]), out = map(made.output);
        if (in.channels != out.channels) return refuse(op, "has tensors whose shapes do not go together");
        NANONAS_TRY_VOID(set_windows(op, options, options.filter_height, options.filter_width, made));
        if (made.rows.stride < made.rows.filter && out.height > 1) return {};
        made.reading = Reading::accumulate;
        if (out.height == 1) made.rows.stride = std::max(made.rows.stride, in.height + made.rows.before);
        const std::int64_t values = std::int64_t{options.filter_height} * options.filter_width;
        const int bytes = made.kind == StreamKind::max_pool ? 1 : sum_bytes(values);
        made.accumulator_bytes = static_cast<int>(bytes * out.row_bytes());
        return {};
    }

    Result<void> take_mean(const GraphOperator& op, StreamOp& made) {
        std::vector<std::int32_t> axes = values_of(input(op, 1));
        for (std::int32_t& axis : axes) axis += axis < 0 ? 4 : 0;
        std::ranges::sort(axes);
        const StreamMap in = map(made.inputs[0]);
        if (input(op, 0).shape.size() != 4 || axes != std::vector<std::int32_t>{1, 2}) {
            return refuse(op, "is not over height and width");
        }
        StreamMap& out = stream_.maps[static_cast<std::size_t>(made.output)];
        if (out.bytes() != in.channels) return refuse(op, "has tensors whose shapes do not go together");
        out.height = out.width = 1;
        out.channels = in.channels;
        made.reading = Reading::accumulate;
        made.rows = {in.height, in.height, 0};
        made.columns = {in.width, in.width, 0};
        made.accumulator_bytes = sum_bytes(std::int64_t{in.height} * in.width) * in.channels;
        return {};
    }

    Result<void> take_elementwise(const GraphOperator& op, StreamOp& made) {
        const StreamMap& out = map(made.output);
        for (const int index : made.inputs) {
            const StreamMap& in = map(index);
            if (in.height != out.height || in.width != out.width || in.channels != out.channels) {
                return refuse(op, "repeats a map along an axis; only constants are repeated");
            }
        }
        if (made.inputs.size() == 2) {
            if (made.kind == StreamKind::multiply) {
                return refuse(op, "multiplies two maps; one of them must be a constant");
            }
            return {};
        }
        if (op.inputs.size() != 2) return refuse(op, "has not two inputs");
        const GraphTensor& constant = input(op, map_of_[static_cast<std::size_t>(op.inputs[1])] < 0 ? 1 : 0);
        const auto values = constant.elements();
        const bool by_channel = !constant.shape.empty() && constant.shape.back() == values;
        if (constant.type != ElementType::int8 || !has_one_scale(constant) ||
            std::ssize(constant.data) != values || (values != 1 && (values != out.channels || !by_channel))) {
            return refuse(op, "has a constant that is neither one int8 nor one for each channel");
        }
        return {};
    }

    Result<void> take_concatenation(const GraphOperator& op, StreamOp& made) {
        const auto* options = std::get_if<ConcatenationOptions>(&op.options);
        const auto rank = static_cast<int>(output(op).shape.size());
        const int axis = options ? options->axis : 0;
        if (axis != -1 && axis != rank - 1) {
            return refuse(op, "is not along the channels; concatenate along the last axis");
        }
        const StreamMap& out = map(made.output);
        std::int64_t channels = 0;
        for (const int index : made.inputs) {
            const StreamMap& in = map(index);
            channels += in.channels;
            if (in.height != out.height || in.width != out.width) {
                return refuse(op, "has tensors whose shapes do not go together");
            }
        }
        if (made.inputs.size() != op.inputs.size() || channels != out.channels) {
            return refuse(op, "has a constant among its inputs, or shapes that do not go together");
        }
        return {};
    }

    Result<void> take_rowwise(const GraphOperator& op, StreamOp& made) {
        const StreamMap &in = map(made.inputs[0]), &out = map(made.output);
        if (in.height == out.height && in.width == out.width && in.channels == out.channels) return {};
        return refuse(op, "has tensors whose shapes do not go together");
    }

    Result<void> take_softmax(const GraphOperator& op, StreamOp& made) {
        if (map(made.output).channels > most_softmax_classes) {
            return refuse(op, fmt::format("has {} classes, and its arithmetic tells at most {} apart",
                                          map(made.output).channels, most_softmax_classes));
        }
        return take_rowwise(op, made);
    }

    Result<void> take_pad(const GraphOperator& op, StreamOp& made) {
        const std::vector<std::int32_t> sides = values_of(input(op, 1));
        const StreamMap &in = map(made.inputs[0]), &out = map(made.output);
        if (input(op, 0).shape.size() != 4 || sides.size() != 8 || input(op, 1).type != ElementType::int32) {
            return refuse(op, "does not surround a feature map of four axes");
        }
        if (sides[0] != 0 || sides[1] != 0 || sides[6] != 0 || sides[7] != 0 || std::ranges::min(sides) < 0) {
            return refuse(op, "adds channels; it may add rows and columns only");
        }
        if (in.height + sides[2] + sides[3] != out.height || in.width + sides[4] + sides[5] != out.width) {
            return refuse(op, "has tensors whose shapes do not go together");
        }
        const Quantization &from = input(op, 0).quantization, &to = output(op).quantization;
        if (from.scale != to.scale || from.zero_point != to.zero_point) {
            return refuse(op, "has an input and an output of different scales or zero points");
        }
        made.rows = {1, 1, sides[2]};
        made.columns = {1, 1, sides[4]};
        return {};
    }

    // The same bytes under another shape: the same map where its rows stay, or where only its end is looked
    // at.
    Result<void> take_reshape(const GraphOperator& op, StreamOp& made) {
        made.inputs.resize(1);
        const StreamMap &in = map(made.inputs[0]), &out = map(made.output);
        if (in.bytes() != out.bytes()) return refuse(op, "has tensors whose shapes do not go together");
        const bool same_rows = in.height == out.height;
        if (same_rows && in.width == out.width) return alias(op, made);
        if (same_rows && in.height == 1 && out.width == 1 && only_dense_or_output_read(op.outputs[0])) {
            return alias(op, made);
        }
        if (only_dense_read(op.outputs[0])) return alias(op, made);
        made.reading = Reading::whole;
        made.rows = {in.height, 1, 0};
        return {};
    }

    bool only_dense_read(int index) const {
        bool read = false;
        for (const GraphOperator& op : graph_.operators) {
            if (std::ranges::count(op.inputs, index) == 0) continue;
            if (op.code != OperatorCode::fully_connected) return false;
            read = true;
        }
        return read && std::ranges::count(graph_.outputs, index) == 0;
    }
    bool only_dense_or_output_read(int index) const {
        return std::ranges::all_of(graph_.operators, [&](const GraphOperator& op) {
            return std::ranges::count(op.inputs, index) == 0 || op.code == OperatorCode::fully_connected;
        });
    }

    Result<void> alias(const GraphOperator& op, const StreamOp& made) {
        stream_.maps.pop_back();
        map_of_[static_cast<std::size_t>(op.outputs[0])] = made.inputs[0];
        is_alias_ = true;
        return {};
    }

    const Graph& graph_;
    std::vector<int> map_of_;  // by tensor, -1: none
    StreamGraph stream_;
    bool is_alias_ = false;
};

}  // namespace

int StreamGraph::steps(const StreamOp& op) const {
    const int of = op.reading == Reading::accumulate ? op.inputs[0] : op.output;
    return maps[static_cast<std::size_t>(of)].height;
}

Result<StreamGraph> stream_graph(const Graph& graph) {
    return StreamMaker(graph).make();
}

}  // namespace nanonas
