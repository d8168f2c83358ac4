// SPDX-License-Identifier: MIT
#include "nanonas/graph.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "graph/operator.h"

namespace nanonas {
namespace {

// Operators that add up products, of which nanonas does not know how many; IF, CALL and WHILE run others. The
// rest of those that it does not know work element by element or move data.
constexpr std::string_view uncounted[] = {
    "RNN",
    "LSTM",
    "UNIDIRECTIONAL_SEQUENCE_RNN",
    "BIDIRECTIONAL_SEQUENCE_RNN",
    "CONV_3D",
    "RFFT2D",
    "BIDIRECTIONAL_SEQUENCE_LSTM",
    "EMBEDDING_LOOKUP_SPARSE",
    "IF",
    "WHILE",
    "CALL",
    "CALL_ONCE",
    "CUSTOM",
    "DELEGATE",
    "CONV_3D_TRANSPOSE",
    "STABLEHLO_CONVOLUTION",
    "STABLEHLO_CUSTOM_CALL",
    "STABLEHLO_DOT_GENERAL",
    "STABLEHLO_WHILE",
    "STABLEHLO_COMPOSITE",
    "STABLEHLO_REDUCE_WINDOW",
};

}  // namespace

std::int64_t saturating_sum(std::int64_t a, std::int64_t b) {
    std::int64_t sum = 0;
    return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<std::int64_t>::max() : sum;
}

std::int64_t saturating_product(std::int64_t a, std::int64_t b) {
    std::int64_t product = 0;
    return __builtin_mul_overflow(a, b, &product) ? std::numeric_limits<std::int64_t>::max() : product;
}

std::size_t element_bytes(ElementType type) {
    switch (type) {
        case ElementType::boolean:
        case ElementType::int8:
        case ElementType::uint8:
            return 1;
        case ElementType::int16:
        case ElementType::uint16:
        case ElementType::float16:
        case ElementType::bfloat16:
            return 2;
        case ElementType::float32:
        case ElementType::int32:
        case ElementType::uint32:
            return 4;
        case ElementType::float64:
        case ElementType::int64:
        case ElementType::uint64:
        case ElementType::complex64:
            return 8;
        case ElementType::complex128:
            return 16;
        case ElementType::string:
        case ElementType::resource:
        case ElementType::variant:
        case ElementType::int4:
            return 0;
    }
    return 0;
}

std::string_view to_string(ElementType type) {
    switch (type) {
        case ElementType::float32:
            return "float32";
        case ElementType::float16:
            return "float16";
        case ElementType::int32:
            return "int32";
        case ElementType::uint8:
            return "uint8";
        case ElementType::int64:
            return "int64";
        case ElementType::string:
            return "string";
        case ElementType::boolean:
            return "bool";
        case ElementType::int16:
            return "int16";
        case ElementType::complex64:
            return "complex64";
        case ElementType::int8:
            return "int8";
        case ElementType::float64:
            return "float64";
        case ElementType::complex128:
            return "complex128";
        case ElementType::uint64:
            return "uint64";
        case ElementType::resource:
            return "resource";
        case ElementType::variant:
            return "variant";
        case ElementType::uint32:
            return "uint32";
        case ElementType::uint16:
            return "uint16";
        case ElementType::int4:
            return "int4";
        case ElementType::bfloat16:
            return "bfloat16";
    }
    return "";
}

std::int64_t GraphTensor::elements() const {
    std::int64_t count = 1;
    for (int side : shape) count = saturating_product(count, side);
    return count;
}

std::int64_t GraphTensor::bytes() const {
    return saturating_product(elements(), static_cast<std::int64_t>(element_bytes(type)));
}

std::optional<std::int64_t> macc(const Graph& graph, const GraphOperator& op) {
    if (const OperatorDescription* known = find_operator(op.code)) {
        return known->macc ? known->macc(OperatorTensors(graph, op)) : 0;
    }
    const std::string_view name = to_string(op.code);
    if (name.empty() || std::ranges::find(uncounted, name) != std::end(uncounted)) return {};
    return 0;
}

std::int64_t macc(const Graph& graph) {
    std::int64_t total = 0;
    for (const GraphOperator& op : graph.operators) {
        total = saturating_sum(total, macc(graph, op).value_or(0));
    }
    return total;
}

}  // namespace nanonas
