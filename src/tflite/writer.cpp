// SPDX-License-Identifier: MIT
#include <algorithm>

#include "nanonas/tflite.h"
#include "tflite/flatbuffer_layout.h"
#include "tflite/option_tables.h"
#include "tflite/shared_quantization.h"
#include "tflite/tflite_generated.h"

namespace nanonas {
namespace {

using Part = FlatbufferLayout::Part;
using Field = FlatbufferLayout::Field;
using Fields = FlatbufferLayout::Fields;

constexpr std::uint32_t schema_version = 3;
constexpr int placeholder_for_larger_codes = 127;  // BuiltinOperator_PLACEHOLDER_FOR_GREATER_OP_CODES
constexpr int custom_code = 32;                    // BuiltinOperator_CUSTOM

// Vectors of equal numbers that may be one in the file.
template <typename T>
class SharedVectors {
  public:
    Part add(FlatbufferLayout& layout, std::span<const T> values) {
        for (const auto& [known, part] : known_) {
            if (std::ranges::equal(known, values)) return part;
        }
        known_.emplace_back(values, layout.add_vector(values));
        return known_.back().second;
    }

  private:
    std::vector<std::pair<std::span<const T>, Part>> known_;
};

class ModelPlan {
  public:
    explicit ModelPlan(const Graph& graph) : graph_(graph), shared_(shared_quantization(graph)) {
        bytes_ = layout_.place(model());
    }

    std::size_t bytes() const { return bytes_; }
    std::vector<std::byte> write() const { return layout_.write(schema::ModelIdentifier()); }

  private:
    Part model() {
        add_tensors();
        add_operators();
        using SubGraph = schema::SubGraph;
        const Part subgraph =
            layout_.add_table({Field::reference(SubGraph::VT_TENSORS, layout_.add_references(tensors_)),
                               Field::reference(SubGraph::VT_INPUTS, indices_.add(layout_, graph_.inputs)),
                               Field::reference(SubGraph::VT_OUTPUTS, indices_.add(layout_, graph_.outputs)),
                               Field::reference(SubGraph::VT_OPERATORS, layout_.add_references(operators_))});
        const Part subgraphs = layout_.add_references(std::span(&subgraph, 1));
        using Model = schema::Model;
        return layout_.add_table({Field::word(Model::VT_VERSION, schema_version),
                                  Field::reference(Model::VT_OPERATOR_CODES, layout_.add_references(codes_)),
                                  Field::reference(Model::VT_SUBGRAPHS, subgraphs),
                                  Field::reference(Model::VT_BUFFERS, layout_.add_references(buffers_))});
    }

    void add_tensors() {
        buffers_.push_back(layout_.add_table({}));  // buffer 0: what tensors without data name
        parameters_.resize(graph_.tensors.size(), none);
        scales_.resize(graph_.tensors.size(), none);
        for (std::size_t i = 0; i < graph_.tensors.size(); ++i) tensors_.push_back(tensor(i));
    }

    Part tensor(std::size_t index) {
        using Tensor = schema::Tensor;
        const GraphTensor& tensor = graph_.tensors[index];
        Fields fields{Field::reference(Tensor::VT_SHAPE, shapes_.add(layout_, tensor.shape)),
                      Field::byte(Tensor::VT_TYPE, static_cast<int>(tensor.type))};
        if (tensor.constant) {
            const Part data = layout_.add_data(tensor.data, constant_bytes(tensor));
            fields.add(Field::word(Tensor::VT_BUFFER, static_cast<std::int64_t>(buffers_.size())));
            buffers_.push_back(layout_.add_table({Field::reference(schema::Buffer::VT_DATA, data)}));
        }
        if (!tensor.quantization.scale.empty()) {
            fields.add(Field::reference(Tensor::VT_QUANTIZATION, quantization(index)));
        }
        if (tensor.variable) fields.add(Field::byte(Tensor::VT_IS_VARIABLE, 1));
        return layout_.add_table(fields);
    }

    static std::size_t constant_bytes(const GraphTensor& tensor) {
        return std::max(tensor.data.size(), static_cast<std::size_t>(tensor.bytes()));
    }

    Part quantization(std::size_t index) {
        const auto owner = static_cast<std::size_t>(shared_[index].parameters_of);
        if (parameters_[owner] != none) return parameters_[owner];
        using Table = schema::QuantizationParameters;
        const Quantization& own = graph_.tensors[owner].quantization;
        Fields fields{Field::reference(Table::VT_SCALE, scale(owner)),
                      Field::reference(Table::VT_ZERO_POINT, zero_point(owner))};
        if (own.axis != 0) fields.add(Field::word(Table::VT_QUANTIZED_DIMENSION, own.axis));
        return parameters_[owner] = layout_.add_table(fields);
    }

    Part scale(std::size_t index) {
        const auto owner = static_cast<std::size_t>(shared_[index].scale_of);
        if (scales_[owner] == none) {
            scales_[owner] = layout_.add_vector(std::span(graph_.tensors[owner].quantization.scale));
        }
        return scales_[owner];
    }

    Part zero_point(std::size_t index) {
        const std::span own(graph_.tensors[index].quantization.zero_point);
        return shared_[index].zero_point ? zero_points_.add(layout_, own) : layout_.add_vector(own);
    }

    void add_operators() {
        std::vector<std::pair<const GraphOperator*, Part>> known;
        for (const GraphOperator& op : graph_.operators) {
            const std::uint32_t code = operator_code(op);
            using Operator = schema::Operator;
            Fields fields{Field::word(Operator::VT_OPCODE_INDEX, code),
                          Field::reference(Operator::VT_INPUTS, indices_.add(layout_, op.inputs)),
                          Field::reference(Operator::VT_OUTPUTS, indices_.add(layout_, op.outputs))};
            if (const OptionsForm* form = options_form_of(op)) {
                fields.add(Field::byte(Operator::VT_BUILTIN_OPTIONS_TYPE, form->type));
                fields.add(Field::reference(Operator::VT_BUILTIN_OPTIONS, shared_options(op, *form, known)));
            }
            operators_.push_back(layout_.add_table(fields));
        }
    }

    // Equal options are one table, of whatever types: a MUL's without activation is an ADD's too.
    Part shared_options(const GraphOperator& op, const OptionsForm& form,
                        std::vector<std::pair<const GraphOperator*, Part>>& known) {
        for (const auto& [other, part] : known) {
            if (other->options == op.options) return part;
        }
        known.emplace_back(&op, add_options(layout_, form, op.options));
        return known.back().second;
    }

    std::uint32_t operator_code(const GraphOperator& op) {
        for (std::size_t i = 0; i < distinct_.size(); ++i) {
            const GraphOperator& other = *distinct_[i];
            if (other.code == op.code && other.version == op.version && other.custom_name == op.custom_name) {
                return static_cast<std::uint32_t>(i);
            }
        }
        distinct_.push_back(&op);
        using Code = schema::OperatorCode;
        const int value = static_cast<int>(op.code);
        Fields fields{
            Field::byte(Code::VT_DEPRECATED_BUILTIN_CODE, std::min(value, placeholder_for_larger_codes)),
            Field::word(Code::VT_VERSION, op.version)};
        if (value >= placeholder_for_larger_codes) fields.add(Field::word(Code::VT_BUILTIN_CODE, value));
        if (value == custom_code) {
            fields.add(Field::reference(Code::VT_CUSTOM_CODE, layout_.add_string(op.custom_name)));
        }
        codes_.push_back(layout_.add_table(fields));
        return static_cast<std::uint32_t>(distinct_.size()) - 1;
    }

    static constexpr Part none = ~Part{0};

    const Graph& graph_;
    std::vector<SharedQuantization> shared_;
    FlatbufferLayout layout_;
    SharedVectors<int> shapes_, indices_;
    SharedVectors<std::int64_t> zero_points_;
    std::vector<Part> parameters_, scales_;  // by tensor, `none` where not added yet
    std::vector<Part> tensors_, buffers_, operators_, codes_;
    std::vector<const GraphOperator*> distinct_;
    std::size_t bytes_ = 0;
};

}  // namespace

std::vector<std::byte> write_tflite(const Graph& graph) {
    return ModelPlan(graph).write();
}

std::int64_t tflite_bytes(const Graph& graph) {
    return static_cast<std::int64_t>(ModelPlan(graph).bytes());
}

}  // namespace nanonas
