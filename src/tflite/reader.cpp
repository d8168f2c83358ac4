// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstring>

#include "nanonas/tflite.h"
#include "tflite/option_tables.h"
#include "tflite/tflite_generated.h"

namespace nanonas {
namespace {

constexpr std::uint32_t schema_version = 3;
constexpr std::size_t largest_file = 0x7fffffff;    // offsets in a flatbuffer are signed 32-bit numbers
constexpr std::size_t most_parts = 1 << 14;         // tensors, or operators
constexpr std::int64_t most_elements = 0x7fffffff;  // of a tensor
constexpr std::size_t base_budget = std::size_t{1} << 20;

template <typename T>
using Vector = flatbuffers::Vector<T>;
template <typename T>
using Tables = flatbuffers::Vector<flatbuffers::Offset<T>>;

template <typename T>
std::size_t size_of(const T* vector) {
    return vector ? vector->size() : 0;
}

tl::unexpected<Error> damaged(std::string_view name) {
    return failure("\"{}\" is damaged: it is cut off or its parts do not lie within it; get it again.", name);
}

// Reads a model whose structure has been verified: every offset lies within the file. What the numbers mean
// is checked here.
class Reader {
  public:
    Reader(std::span<const std::byte> file, std::string_view name)
        : model_(*schema::GetModel(file.data())),
          file_(file),
          name_(name),
          budget_(base_budget + 4 * file.size()) {}

    Result<Graph> read() {
        if (model_.version() != schema_version) {
            return refuse("its version is {}; nanonas reads version {}", model_.version(), schema_version);
        }
        if (size_of(model_.subgraphs()) != 1) {
            return refuse("it has {} subgraphs; nanonas reads models of one", size_of(model_.subgraphs()));
        }
        const schema::SubGraph& subgraph = *model_.subgraphs()->Get(0);
        if (size_of(subgraph.tensors()) > most_parts || size_of(subgraph.operators()) > most_parts) {
            return refuse("it has {} tensors and {} operators; nanonas reads up to {} of each",
                          size_of(subgraph.tensors()), size_of(subgraph.operators()), most_parts);
        }
        for (std::size_t i = 0; i < size_of(subgraph.tensors()); ++i) {
            NANONAS_TRY_VOID(add_tensor(i, *subgraph.tensors()->Get(static_cast<unsigned>(i))));
        }
        for (std::size_t i = 0; i < size_of(subgraph.operators()); ++i) {
            NANONAS_TRY_VOID(add_operator(i, *subgraph.operators()->Get(static_cast<unsigned>(i))));
        }
        NANONAS_TRY(graph_.inputs, indices(subgraph.inputs(), "the model's inputs", 0));
        NANONAS_TRY(graph_.outputs, indices(subgraph.outputs(), "the model's outputs", 0));
        NANONAS_TRY_VOID(read_metadata());
        return std::move(graph_);
    }

  private:
    template <typename... Args>
    tl::unexpected<Error> refuse(fmt::format_string<Args...> format, Args&&... args) const {
        return failure("\"{}\" is not a model that nanonas can use: {}.", name_,
                       fmt::format(format, std::forward<Args>(args)...));
    }

    // Vectors may be shared within the file, so that copies could outgrow it without end.
    Result<void> spend(std::size_t bytes) {
        if (bytes > budget_)
            return refuse("its parts overlap so often that reading them would fill the memory");
        budget_ -= bytes;
        return {};
    }

    template <typename T, typename U>
    Result<void> copy(const Vector<T>* from, std::vector<U>& to) {
        NANONAS_TRY_VOID(spend(size_of(from) * sizeof(U)));
        for (std::size_t i = 0; i < size_of(from); ++i) {
            T value;  // the verifier does not ask that 8-byte numbers be aligned
            std::memcpy(&value, from->Data() + i * sizeof value, sizeof value);
            to.push_back(value);
        }
        return {};
    }

    Result<void> add_tensor(std::size_t index, const schema::Tensor& from) {
        NANONAS_TRY_VOID(spend(sizeof(GraphTensor)));
        GraphTensor tensor;
        if (from.name()) {
            NANONAS_TRY_VOID(spend(from.name()->size()));
            tensor.name = from.name()->str();
        }
        tensor.type = static_cast<ElementType>(from.type());
        if (to_string(tensor.type).empty()) {
            return refuse("tensor {} has elements of the unknown type {}", index, from.type());
        }
        NANONAS_TRY_VOID(copy(from.shape(), tensor.shape));
        if (std::ranges::any_of(tensor.shape, [](int side) { return side < 0; }) ||
            tensor.elements() > most_elements) {
            return refuse("tensor {} has the absurd shape {}", index, fmt::join(tensor.shape, "x"));
        }
        if (from.sparsity()) return refuse("tensor {} is stored as a sparse one", index);
        tensor.variable = from.is_variable();
        NANONAS_TRY_VOID(read_quantization(from.quantization(), tensor));
        NANONAS_TRY_VOID(read_data(index, from.buffer(), tensor));
        graph_.tensors.push_back(std::move(tensor));
        return {};
    }

    // Any number of scales along any axis: what they mean is for those who use them.
    Result<void> read_quantization(const schema::QuantizationParameters* from, GraphTensor& tensor) {
        if (!from || size_of(from->scale()) == 0) return {};
        Quantization& quantization = tensor.quantization;
        NANONAS_TRY_VOID(copy(from->scale(), quantization.scale));
        NANONAS_TRY_VOID(copy(from->zero_point(), quantization.zero_point));
        quantization.axis = from->quantized_dimension();
        return {};
    }

    Result<void> read_data(std::size_t index, std::uint32_t buffer, GraphTensor& tensor) {
        if (buffer == 0) return {};
        if (buffer >= size_of(model_.buffers())) {
            return refuse("tensor {} names buffer {} of {}", index, buffer, size_of(model_.buffers()));
        }
        const schema::Buffer& from = *model_.buffers()->Get(buffer);
        if (from.offset() > 1) return refuse("the data of tensor {} lies outside of its flatbuffer", index);
        const std::size_t bytes = size_of(from.data());
        if (bytes == 0) return {};
        if (element_bytes(tensor.type) != 0 && static_cast<std::int64_t>(bytes) != tensor.bytes()) {
            return refuse("tensor {} has {} bytes of data where its shape {} needs {}", index, bytes,
                          fmt::join(tensor.shape, "x"), tensor.bytes());
        }
        NANONAS_TRY_VOID(spend(bytes));
        tensor.constant = true;
        tensor.data.resize(bytes);
        std::memcpy(tensor.data.data(), from.data()->data(), bytes);
        return {};
    }

    Result<std::vector<int>> indices(const Vector<std::int32_t>* from, std::string_view whose, int lowest) {
        std::vector<int> result;
        NANONAS_TRY_VOID(copy(from, result));
        for (int index : result) {
            if (index < lowest || index >= std::ssize(graph_.tensors)) {
                return refuse("{} name tensor {} of {}", whose, index, graph_.tensors.size());
            }
        }
        return result;
    }

    Result<void> add_operator(std::size_t index, const schema::Operator& from) {
        if (from.opcode_index() >= size_of(model_.operator_codes())) {
            return refuse("operator {} has code {} of {}", index, from.opcode_index(),
                          size_of(model_.operator_codes()));
        }
        const schema::OperatorCode& code = *model_.operator_codes()->Get(from.opcode_index());
        GraphOperator op;
        op.code =
            static_cast<OperatorCode>(std::max<int>(code.deprecated_builtin_code(), code.builtin_code()));
        op.version = code.version();
        if (code.custom_code()) op.custom_name = code.custom_code()->str();
        NANONAS_TRY_VOID(spend(sizeof(GraphOperator) + op.custom_name.size()));
        NANONAS_TRY(op.inputs, indices(from.inputs(), fmt::format("the inputs of operator {}", index), -1));
        NANONAS_TRY(op.outputs, indices(from.outputs(), fmt::format("the outputs of operator {}", index), 0));
        if (const auto* table = from.builtin_options()) {
            auto options =
                read_options(from.builtin_options_type(), reinterpret_cast<const std::byte*>(table), file_);
            if (!options) return damaged(name_);
            op.options = *std::move(options);
            if (const auto* reshape = std::get_if<ReshapeOptions>(&op.options)) {
                NANONAS_TRY_VOID(spend(reshape->shape.size() * sizeof(int)));
            }
        }
        graph_.operators.push_back(std::move(op));
        return {};
    }

    Result<void> read_metadata() {
        for (std::size_t i = 0; i < size_of(model_.metadata()); ++i) {
            const schema::Metadata& entry = *model_.metadata()->Get(static_cast<unsigned>(i));
            if (!entry.name() || entry.buffer() >= size_of(model_.buffers())) continue;
            const std::string_view name = entry.name()->string_view();
            if (name == "COMPRESSION_METADATA") graph_.compressed = true;
            if (name == "OfflineMemoryAllocation") {
                NANONAS_TRY_VOID(read_memory_plan(model_.buffers()->Get(entry.buffer())->data()));
            }
        }
        return {};
    }

    // Words of 32 bits: a version, a subgraph, the number of tensors, and the place of each. As many places
    // as the file has; whether that is one for each tensor, tensor_arena() looks.
    Result<void> read_memory_plan(const Vector<std::uint8_t>* data) {
        constexpr std::size_t head = 3;
        const std::size_t words = size_of(data) / sizeof(std::int32_t);
        if (words <= head) return refuse("its offline memory plan is cut off");
        std::vector<std::int32_t> plan(words);
        NANONAS_TRY_VOID(spend(words * sizeof(std::int32_t)));
        std::memcpy(plan.data(), data->data(), words * sizeof(std::int32_t));
        const auto count = static_cast<std::size_t>(std::max(0, plan[2]));
        graph_.arena_offsets.assign(
            plan.begin() + head,
            plan.begin() + head + static_cast<std::ptrdiff_t>(std::min(count, words - head)));
        return {};
    }

    const schema::Model& model_;
    std::span<const std::byte> file_;
    std::string_view name_;
    std::size_t budget_;  // bytes that may still be copied
    Graph graph_;
};

Result<void> verify(std::span<const std::byte> file, std::string_view name) {
    constexpr std::size_t smallest_file = 8;
    if (file.size() < smallest_file || !schema::ModelBufferHasIdentifier(file.data())) {
        return failure("\"{}\" is not a TensorFlow Lite model: it lacks the identifier {}.", name,
                       schema::ModelIdentifier());
    }
    if (file.size() > largest_file) {
        return failure("\"{}\" has {} bytes, more than a TensorFlow Lite model can have.", name, file.size());
    }
    flatbuffers::Verifier verifier(reinterpret_cast<const std::uint8_t*>(file.data()), file.size());
    if (!schema::VerifyModelBuffer(verifier)) {
        return damaged(name);
    }
    return {};
}

bool aligned(std::span<const std::byte> file) {
    return reinterpret_cast<std::uintptr_t>(file.data()) % alignof(std::int64_t) == 0;
}

}  // namespace

Result<Graph> read_tflite(std::span<const std::byte> file, std::string_view name) {
    std::vector<std::byte> copy;
    if (!aligned(file)) {
        copy.assign(file.begin(), file.end());
        file = copy;
    }
    NANONAS_TRY_VOID(verify(file, name));
    return Reader(file, name).read();
}

}  // namespace nanonas
