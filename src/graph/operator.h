// SPDX-License-Identifier: MIT
// What nanonas knows of an operator. Each is described once, in a file of src/graph/operators, and the rooms
// behind read the description: tflite its options and quantisation, memory its kernel's requests, the
// interpreter its arithmetic. Only the C generator has a table of its own (src/codegen/pipeline.cpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "graph/operator_options.h"
#include "nanonas/graph.h"

namespace nanonas {

// The bytes of each tensor of the graph, by index, and what runs an operator on them.
using TensorBytes = std::vector<std::span<std::byte>>;
using Step = std::function<void(const TensorBytes&)>;
class OperatorView;  // graph/steps.h

// What follows for an output's zero point from how its operator is connected, whatever the values.
enum class QuantizationRule : std::uint8_t {
    own,         // nothing, but for a fused ReLU, whose output begins at the lowest integer
    weights,     // as `own`; and inputs from the second on are weights, which have zero point 0
    as_input,    // the output has its input's parameters
    positive,    // the output begins at the lowest integer
    zero_point,  // the output has its input's zero point, not its scale
    requantized  // the output has its input's scale; its zero point moves with the type's lowest integer
};

// One operator with its tensors, of a graph whose indices may be wrong.
class OperatorTensors {
  public:
    OperatorTensors(const Graph& graph, const GraphOperator& op) : graph_(graph), op_(op) {}

    // Null where the operator has no such tensor.
    const GraphTensor* input(std::size_t position) const { return tensor(op_.inputs, position); }
    const GraphTensor* output(std::size_t position) const { return tensor(op_.outputs, position); }
    std::size_t inputs() const { return op_.inputs.size(); }
    std::size_t outputs() const { return op_.outputs.size(); }

    OperatorCode code() const { return op_.code; }
    std::string_view name() const { return to_string(op_.code); }
    // The operator's options, or their defaults where the file has none.
    template <typename Options>
    Options options() const {
        const auto* options = std::get_if<Options>(&op_.options);
        return options ? *options : Options{};
    }

  private:
    const GraphTensor* tensor(const std::vector<int>& indices, std::size_t position) const {
        if (position >= indices.size() || indices[position] < 0) return nullptr;
        const auto index = static_cast<std::size_t>(indices[position]);
        return index < graph_.tensors.size() ? &graph_.tensors[index] : nullptr;
    }

    const Graph& graph_;
    const GraphOperator& op_;
};

// One operator as TensorFlow Lite Micro's reference kernel prepares it (kernels/*_common.cc): what its
// Prepare asks of the arena, in this order.
class KernelPreparation : public OperatorTensors {
  public:
    using OperatorTensors::OperatorTensors;
    virtual ~KernelPreparation() = default;

    // AllocateTempInputTensor, AllocateTempOutputTensor; nothing for an optional tensor left out.
    void borrow_input(std::size_t position) { borrow(input(position)); }
    void borrow_output(std::size_t position) { borrow(output(position)); }
    // A multiplier and a shift for each channel, kept.
    virtual void keep_channel_scales(std::int64_t channels) = 0;
    virtual void keep(std::int64_t bytes) = 0;  // AllocatePersistentBuffer: more of the kernel's data
    virtual void keep_tensor_like(const GraphTensor& tensor) = 0;  // a TfLiteEvalTensor, its shape and bytes
    virtual void scratch(std::int64_t bytes) = 0;                  // a buffer for the time of its run

  private:
    virtual void borrow(const GraphTensor* tensor) = 0;
};

// What a reference kernel of TensorFlow Lite Micro keeps in the arena: the operator's options, decoded from
// the file (c/builtin_op_data.h), and data of its own (kernels/*.h). Zero bytes: none.
struct KernelBytes {
    int parameters = 0, parameters_alignment = 1;
    int data = 0;
};

// TensorFlow Lite Micro's reference kernel.
struct TflmKernel {
    KernelBytes x86_64{}, cortex_m{};               // in the wheel from PyPI, and in a firmware
    void (*prepare)(KernelPreparation&) = nullptr;  // null: its requests are not known
    // Whether the kernel takes these types, scales and shapes, in its Prepare and when it runs. There for
    // every kernel whose requests are known. The inputs that the operator can't do without are there.
    Result<void> (*check)(const OperatorTensors&) = nullptr;
};

struct OperatorDescription {
    OperatorCode code{};
    int int8_version = 1;    // that TensorFlow's converter writes for int8 tensors (versioning/op_version.cc)
    std::size_t inputs = 1;  // that it can't do without
    OptionsForm options{};
    QuantizationRule quantization = QuantizationRule::own;
    // Multiply-accumulates, of tensors that may be missing or have any shape; null: none.
    std::int64_t (*macc)(const OperatorTensors&) = nullptr;
    // What runs it, or why it can't be run; null: the interpreter does not know it.
    Result<Step> (*make_step)(const OperatorView&) = nullptr;
    TflmKernel tflm{};
};

// All of them, by ascending code.
std::span<const OperatorDescription* const> operators();
const OperatorDescription* find_operator(OperatorCode code);  // null: nanonas does not know it

// Each is defined in src/graph/operators, most in a file of its name.
extern const OperatorDescription add_operator, average_pool_2d_operator, batch_matmul_operator,
    concatenation_operator, conv_2d_operator, depthwise_conv_2d_operator, dequantize_operator,
    fully_connected_operator, hard_swish_operator, leaky_relu_operator, logistic_operator,
    max_pool_2d_operator, maximum_operator, mean_operator, minimum_operator, mul_operator, pack_operator,
    pad_operator, prelu_operator, quantize_operator, reshape_operator, resize_bilinear_operator,
    resize_nearest_neighbor_operator, shape_operator, softmax_operator, split_operator,
    strided_slice_operator, sub_operator, svdf_operator, transpose_conv_operator, transpose_operator,
    unidirectional_sequence_lstm_operator;

// Whether TFLM copies a tensor's quantisation, so that kernels see it (micro_allocator.cc:
// InitializeTfLiteTensorFromFlatbuffer).
inline bool is_quantized(const GraphTensor& tensor) {
    return !tensor.quantization.scale.empty() && !tensor.quantization.zero_point.empty();
}

// Requests of kernels that borrow their inputs and then their output.
void prepare_nothing(KernelPreparation& kernel);     // kernels without a Prepare, or with an empty one
void prepare_one_input(KernelPreparation& kernel);   // pooling_common.cc, softmax_common.cc, ...
void prepare_two_inputs(KernelPreparation& kernel);  // add_common.cc, mul_common.cc, pad_common.cc

// a * b and a + b for counts that are not negative; the largest count where that is too large to hold.
std::int64_t saturating_product(std::int64_t a, std::int64_t b);
std::int64_t saturating_sum(std::int64_t a, std::int64_t b);

}  // namespace nanonas
