// SPDX-License-Identifier: MIT
// A network as TensorFlow Lite sees it: operators over tensors, as plain values. Whatever is written to a
// .tflite, run by the interpreter or measured by the memory models is one of these.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "nanonas/architecture.h"
#include "nanonas/result.h"

namespace nanonas {

// Values as in TensorFlow Lite's schema.
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
std::size_t element_bytes(ElementType type);  // 0 where an element has no fixed size of whole bytes
std::string_view to_string(ElementType type);

// real = scale (q - zero_point); one pair for the tensor, or one a slice of `axis`. Empty: not quantised.
struct Quantization {
    std::vector<float> scale;
    std::vector<std::int64_t> zero_point;
    int axis = 0;
};

struct GraphTensor {
    std::string name;  // only for people: never written by our writer
    ElementType type = ElementType::float32;
    std::vector<int> shape;  // NHWC for feature maps, OHWI for kernels, as TensorFlow Lite has them
    Quantization quantization;
    bool constant = false;  // its bytes are part of the file
    bool variable = false;  // state kept between inferences
    std::vector<std::byte>
        data;  // little endian; empty for a constant of lower(), which has sizes but no weights

    std::int64_t elements() const;
    std::int64_t bytes() const;
};

enum class Activation : std::int8_t { none = 0, relu = 1, relu_n1_to_1 = 2, relu6 = 3 };
enum class Padding : std::int8_t { same = 0, valid = 1 };

struct ConvOptions {
    Padding padding = Padding::same;
    int stride_height = 1, stride_width = 1;
    int dilation_height = 1, dilation_width = 1;
    Activation activation = Activation::none;
    bool operator==(const ConvOptions&) const = default;
};
struct DepthwiseOptions {
    Padding padding = Padding::same;
    int stride_height = 1, stride_width = 1;
    int dilation_height = 1, dilation_width = 1;
    int multiplier = 1;
    Activation activation = Activation::none;
    bool operator==(const DepthwiseOptions&) const = default;
};
struct PoolOptions {
    Padding padding = Padding::valid;
    int stride_height = 2, stride_width = 2;
    int filter_height = 2, filter_width = 2;
    Activation activation = Activation::none;
    bool operator==(const PoolOptions&) const = default;
};
struct DenseOptions {
    Activation activation = Activation::none;
    bool operator==(const DenseOptions&) const = default;
};
struct ElementwiseOptions {
    Activation activation = Activation::none;
    bool operator==(const ElementwiseOptions&) const = default;
};  // ADD, MUL, SUB
struct MeanOptions {
    bool keep_dimensions = false;
    bool operator==(const MeanOptions&) const = default;
};
struct SoftmaxOptions {
    float beta = 1.0f;
    bool operator==(const SoftmaxOptions&) const = default;
};
struct ReshapeOptions {
    std::vector<int> shape;
    bool operator==(const ReshapeOptions&) const = default;
};
struct NoOptions {
    bool operator==(const NoOptions&) const = default;
};
using OperatorOptions = std::variant<NoOptions, ConvOptions, DepthwiseOptions, PoolOptions, DenseOptions,
                                     ElementwiseOptions, MeanOptions, SoftmaxOptions, ReshapeOptions>;

// Values as in TensorFlow Lite's schema (BuiltinOperator); files of others may hold any other value, of which
// these are the ones that nanonas treats.
enum class OperatorCode : std::int32_t {
    add = 0,
    average_pool_2d = 1,
    conv_2d = 3,
    depthwise_conv_2d = 4,
    dequantize = 6,
    fully_connected = 9,
    max_pool_2d = 17,
    mul = 18,
    reshape = 22,
    softmax = 25,
    pad = 34,
    mean = 40,
    sub = 41,
    quantize = 114,
};
std::string_view to_string(OperatorCode code);  // "CONV_2D", for every builtin; empty for unknown ones

struct GraphOperator {
    OperatorCode code{};
    int version = 1;
    std::vector<int> inputs;  // indices into Graph::tensors; -1: an optional input left out
    std::vector<int> outputs;
    OperatorOptions options;
    std::string custom_name;  // of operators that are no builtin
};

struct Graph {
    std::vector<GraphTensor> tensors;
    std::vector<GraphOperator> operators;  // in the order in which they run
    std::vector<int> inputs, outputs;      // indices into tensors
};

// The uint8 -> uint8 quantised graph of an architecture, with every shape and every constant's size, but no
// weights: scales are 0 but for those of pixels and probabilities, zero points are set where the structure
// knows them. Files and memory depend on nothing else. Precondition: constructible(architecture).
Graph lower(const Architecture& architecture);

// Multiply-accumulates of the convolutions, depthwise convolutions and fully connected layers of any graph.
std::int64_t macc(const Graph& graph);
std::int64_t macc(const Graph& graph, const GraphOperator& op);

}  // namespace nanonas
