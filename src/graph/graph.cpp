// SPDX-License-Identifier: MIT
#include "nanonas/graph.h"

#include <limits>

#include "graph/operator.h"

namespace nanonas {
namespace {

std::int64_t saturating_sum(std::int64_t a, std::int64_t b) {
    std::int64_t sum = 0;
    return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<std::int64_t>::max() : sum;
}

const GraphTensor* tensor_at(const Graph& graph, const std::vector<int>& indices, std::size_t position) {
    if (position >= indices.size() || indices[position] < 0) return nullptr;
    const auto index = static_cast<std::size_t>(indices[position]);
    return index < graph.tensors.size() ? &graph.tensors[index] : nullptr;
}

}  // namespace

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

std::int64_t macc(const Graph& graph, const GraphOperator& op) {
    const GraphTensor* weights = tensor_at(graph, op.inputs, 1);
    const GraphTensor* output = tensor_at(graph, op.outputs, 0);
    const OperatorDescription* known = find_operator(op.code);
    return weights && output && known && known->macc ? known->macc(*weights, *output) : 0;
}

std::int64_t macc(const Graph& graph) {
    std::int64_t total = 0;
    for (const GraphOperator& op : graph.operators) total = saturating_sum(total, macc(graph, op));
    return total;
}

}  // namespace nanonas
