// SPDX-License-Identifier: MIT
/// @file
/// A network as TensorFlow Lite sees it: operators over tensors, as plain values. Whatever is written to a
/// .tflite, run by the interpreter or measured by the memory models is one of these.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "nanonas/result.h"

namespace nanonas {

/// Values as in TensorFlow Lite's schema.
enum class ElementType : std::int8_t {
    float32 = 0,
    float16 = 1,
    int32 = 2,
    uint8 = 3,
    int64 = 4,
    string = 5,
    boolean = 6,
    int16 = 7,
    complex64 = 8,
    int8 = 9,
    float64 = 10,
    complex128 = 11,
    uint64 = 12,
    resource = 13,
    variant = 14,
    uint32 = 15,
    uint16 = 16,
    int4 = 17,
    bfloat16 = 18,
};
std::size_t element_bytes(ElementType type);  ///< 0 where an element has no fixed size of whole bytes
/// As TensorFlow Lite prints it, such as "int8"; empty for an unknown one.
std::string_view to_string(ElementType type);

/// real = scale (q - zero_point); one pair for the tensor, or one a slice of `axis`. Empty: not quantised.
struct Quantization {
    std::vector<float> scale;              ///< one, or one a slice
    std::vector<std::int64_t> zero_point;  ///< as many
    int axis = 0;                          ///< of the shape, if there is one a slice
};

/// A tensor: what it holds, and its bytes if these are known before an inference.
struct GraphTensor {
    std::string name;                         ///< only for people: never written by our writer
    ElementType type = ElementType::float32;  ///< of its elements
    std::vector<int> shape;     ///< NHWC for feature maps, OHWI for kernels, as TensorFlow Lite has them
    Quantization quantization;  ///< what an element stands for
    bool constant = false;      ///< its bytes are part of the file
    bool variable = false;      ///< state kept between inferences
    /// Little endian; empty for a constant of lower(), which has sizes but no weights.
    std::vector<std::byte> data;

    /// The product of its shape.
    std::int64_t elements() const;
    /// elements() times the bytes of one; 0 where these have no fixed size.
    std::int64_t bytes() const;
};

/// What follows an operator's sum. Values as in TensorFlow Lite's schema.
enum class Activation : std::int8_t { none = 0, relu = 1, relu_n1_to_1 = 2, relu6 = 3 };
/// Same: zeros around the input, so that a stride of 1 keeps its size; valid: none. Values as in the schema.
enum class Padding : std::int8_t { same = 0, valid = 1 };

/// CONV_2D.
struct ConvOptions {
    Padding padding = Padding::same;           ///< around the input
    int stride_height = 1;                     ///< rows from window to window
    int stride_width = 1;                      ///< columns from window to window
    int dilation_height = 1;                   ///< rows from tap to tap
    int dilation_width = 1;                    ///< columns from tap to tap
    Activation activation = Activation::none;  ///< of the sum
    bool operator==(const ConvOptions&) const = default;
};
/// DEPTHWISE_CONV_2D.
struct DepthwiseOptions {
    Padding padding = Padding::same;           ///< around the input
    int stride_height = 1;                     ///< rows from window to window
    int stride_width = 1;                      ///< columns from window to window
    int dilation_height = 1;                   ///< rows from tap to tap
    int dilation_width = 1;                    ///< columns from tap to tap
    int multiplier = 1;                        ///< output channels of each input channel
    Activation activation = Activation::none;  ///< of the sum
    bool operator==(const DepthwiseOptions&) const = default;
};
/// MAX_POOL_2D, AVERAGE_POOL_2D.
struct PoolOptions {
    Padding padding = Padding::valid;          ///< around the input
    int stride_height = 2;                     ///< rows from window to window
    int stride_width = 2;                      ///< columns from window to window
    int filter_height = 2;                     ///< rows of a window
    int filter_width = 2;                      ///< columns of a window
    Activation activation = Activation::none;  ///< of the result
    bool operator==(const PoolOptions&) const = default;
};
/// FULLY_CONNECTED.
struct DenseOptions {
    Activation activation = Activation::none;  ///< of the sum
    bool operator==(const DenseOptions&) const = default;
};
/// ADD, MUL, SUB.
struct ElementwiseOptions {
    Activation activation = Activation::none;  ///< of the result
    bool operator==(const ElementwiseOptions&) const = default;
};
/// MEAN.
struct MeanOptions {
    bool keep_dimensions = false;  ///< what the mean is taken over stays in the shape, as 1
    bool operator==(const MeanOptions&) const = default;
};
/// SOFTMAX.
struct SoftmaxOptions {
    float beta = 1.0f;  ///< factor of the scores
    bool operator==(const SoftmaxOptions&) const = default;
};
/// RESHAPE.
struct ReshapeOptions {
    std::vector<int> shape;  ///< of the output; one side may be -1
    bool operator==(const ReshapeOptions&) const = default;
};
/// CONCATENATION.
struct ConcatenationOptions {
    int axis = 0;                              ///< negative: from behind
    Activation activation = Activation::none;  ///< of the result
    bool operator==(const ConcatenationOptions&) const = default;
};
/// STRIDED_SLICE. Bit i of a mask is of axis i.
struct StridedSliceOptions {
    int begin_mask = 0;     ///< begins at the axis' first element, whatever the input says
    int end_mask = 0;       ///< ends at its last
    int ellipsis_mask = 0;  ///< stands for all axes that are not named
    int new_axis_mask = 0;  ///< adds an axis of one element
    int shrink_mask = 0;    ///< takes one element, and the axis away
    bool operator==(const StridedSliceOptions&) const = default;
};
/// PACK.
struct PackOptions {
    int count = 0;  ///< of inputs
    int axis = 0;   ///< new in the output; negative: from behind
    bool operator==(const PackOptions&) const = default;
};
/// SPLIT.
struct SplitOptions {
    int parts = 0;  ///< of one size each
    bool operator==(const SplitOptions&) const = default;
};
/// LEAKY_RELU.
struct LeakyReluOptions {
    float slope = 0;  ///< of what is below zero
    bool operator==(const LeakyReluOptions&) const = default;
};
/// SHAPE.
struct ShapeOptions {
    ElementType output_type = ElementType::int32;  ///< of the sides
    bool operator==(const ShapeOptions&) const = default;
};
/// RESIZE_NEAREST_NEIGHBOR.
struct ResizeNearestOptions {
    bool align_corners = false;       ///< outermost pixels keep their places
    bool half_pixel_centers = false;  ///< a pixel lies in the middle of its square
    bool operator==(const ResizeNearestOptions&) const = default;
};
/// RESIZE_BILINEAR.
struct ResizeBilinearOptions {
    bool align_corners = false;       ///< outermost pixels keep their places
    bool half_pixel_centers = false;  ///< a pixel lies in the middle of its square
    bool operator==(const ResizeBilinearOptions&) const = default;
};
/// TRANSPOSE_CONV.
struct TransposeConvOptions {
    Padding padding = Padding::same;           ///< of the convolution that it turns round
    int stride_width = 1;                      ///< columns from window to window
    int stride_height = 1;                     ///< rows from window to window
    Activation activation = Activation::none;  ///< of the sum
    bool operator==(const TransposeConvOptions&) const = default;
};
/// BATCH_MATMUL.
struct BatchMatmulOptions {
    bool transpose_left = false;   ///< the first input's last two axes change places
    bool transpose_right = false;  ///< the second input's do
    bool operator==(const BatchMatmulOptions&) const = default;
};
/// SVDF.
struct SvdfOptions {
    int rank = 0;                              ///< filters of each output
    Activation activation = Activation::none;  ///< of the sum
    bool operator==(const SvdfOptions&) const = default;
};
/// UNIDIRECTIONAL_SEQUENCE_LSTM.
struct SequenceLstmOptions {
    Activation activation = Activation::none;  ///< of the cell's gate
    bool time_major = false;                   ///< the first axis is time, not the batch
    bool operator==(const SequenceLstmOptions&) const = default;
};
/// Operators without options, and those whose options nanonas does not know.
struct NoOptions {
    bool operator==(const NoOptions&) const = default;
};
/// The options of any operator.
using OperatorOptions =
    std::variant<NoOptions, ConvOptions, DepthwiseOptions, PoolOptions, DenseOptions, ElementwiseOptions,
                 MeanOptions, SoftmaxOptions, ReshapeOptions, ConcatenationOptions, StridedSliceOptions,
                 PackOptions, SplitOptions, LeakyReluOptions, ShapeOptions, ResizeNearestOptions,
                 ResizeBilinearOptions, TransposeConvOptions, BatchMatmulOptions, SvdfOptions,
                 SequenceLstmOptions>;

/// Values as in TensorFlow Lite's schema (BuiltinOperator); files of others may hold any other value, of
/// which these are the ones that nanonas treats.
enum class OperatorCode : std::int32_t {
    add = 0,
    average_pool_2d = 1,
    concatenation = 2,
    conv_2d = 3,
    depthwise_conv_2d = 4,
    dequantize = 6,
    fully_connected = 9,
    logistic = 14,
    max_pool_2d = 17,
    mul = 18,
    reshape = 22,
    resize_bilinear = 23,
    softmax = 25,
    svdf = 27,
    pad = 34,
    transpose = 39,
    mean = 40,
    sub = 41,
    unidirectional_sequence_lstm = 44,
    strided_slice = 45,
    split = 49,
    prelu = 54,
    maximum = 55,
    minimum = 57,
    transpose_conv = 67,
    shape = 77,
    pack = 83,
    resize_nearest_neighbor = 97,
    leaky_relu = 98,
    quantize = 114,
    hard_swish = 117,
    batch_matmul = 126,
};
std::string_view to_string(OperatorCode code);  ///< "CONV_2D", for every builtin; empty for unknown ones

/// An operator over some of the graph's tensors.
struct GraphOperator {
    OperatorCode code{};       ///< what it does
    int version = 1;           ///< as in the file: the least version of the runtime's operator that does it
    std::vector<int> inputs;   ///< indices into Graph::tensors; -1: an optional input left out
    std::vector<int> outputs;  ///< indices into Graph::tensors
    OperatorOptions options;   ///< those of its code
    std::string custom_name;   ///< of operators that are no builtin
};

/// A whole network.
struct Graph {
    std::vector<GraphTensor> tensors;      ///< in any order
    std::vector<GraphOperator> operators;  ///< in the order in which they run
    std::vector<int> inputs;               ///< indices into tensors
    std::vector<int> outputs;              ///< indices into tensors
    /// TensorFlow Lite Micro's offline memory plan: a place in the arena for each tensor, -1 where it is left
    /// to the runtime. Empty: there is none.
    std::vector<int> arena_offsets = {};
    bool compressed = false;  ///< constants are packed in TensorFlow Lite Micro's own way
};

/// Multiply-accumulates of all operators whose number is known: convolutions, fully connected layers,
/// products of matrices, LSTM and SVDF. What multiplies or adds element by element counts as none.
std::int64_t macc(const Graph& graph);
/// Those of one operator; none for one that nanonas can't count, such as a custom operator.
std::optional<std::int64_t> macc(const Graph& graph, const GraphOperator& op);

}  // namespace nanonas
