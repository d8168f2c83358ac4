// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/table.h"
#include "nanonas/memory.h"
#include "nanonas/trained_model.h"

namespace nanonas::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
    std::string model;
    OutputOptions output;
};

std::string operator_name(const GraphOperator& op) {
    if (!op.custom_name.empty()) return op.custom_name;
    const std::string_view known = to_string(op.code);
    return known.empty() ? fmt::format("operator {}", static_cast<int>(op.code)) : std::string(known);
}

const GraphTensor* tensor(const Graph& graph, int index) {
    return index < 0 ? nullptr : &graph.tensors[static_cast<std::size_t>(index)];
}

std::string description(const GraphTensor* tensor) {
    return tensor ? fmt::format("{} {}", to_string(tensor->type), fmt::join(tensor->shape, "x")) : "-";
}

std::int64_t constant_bytes(const Graph& graph) {
    std::int64_t sum = 0;
    for (const GraphTensor& tensor : graph.tensors) sum += static_cast<std::int64_t>(tensor.data.size());
    return sum;
}

std::optional<std::int64_t> arena(const Graph& graph, ArenaModel model) {
    const auto bytes = arena_bytes(graph, model);
    return bytes ? std::optional(*bytes) : std::nullopt;
}

Json shapes(const Graph& graph, const std::vector<int>& indices) {
    Json list = Json::array();
    for (const int index : indices) {
        const GraphTensor* const found = tensor(graph, index);
        list.push_back(found ? Json{{"type", to_string(found->type)}, {"shape", found->shape}} : Json());
    }
    return list;
}

std::string json_of(const ModelFile& model) {
    const auto or_null = [](std::optional<std::int64_t> value) { return value ? Json(*value) : Json(); };
    Json operators = Json::array();
    for (const GraphOperator& op : model.graph.operators) {
        operators.push_back({{"name", operator_name(op)},
                             {"version", op.version},
                             {"macc", macc(model.graph, op)},
                             {"inputs", shapes(model.graph, op.inputs)},
                             {"outputs", shapes(model.graph, op.outputs)}});
    }
    return Json{{"file_bytes", model.bytes.size()},
                {"constant_bytes", constant_bytes(model.graph)},
                {"macc", macc(model.graph)},
                {"arena_bytes", or_null(arena(model.graph, ArenaModel::bits64))},
                {"arena_bytes_32bit", or_null(arena(model.graph, ArenaModel::bits32))},
                {"operators", operators}}
               .dump(2, ' ', false, Json::error_handler_t::replace) +
           '\n';
}

std::string table_of(const ModelFile& model) {
    Table operators;
    operators.row({"operator", "input", "constants", "output", "MACC"});
    for (const GraphOperator& op : model.graph.operators) {
        std::int64_t constants = 0;
        for (const int index : op.inputs) {
            if (const auto* input = tensor(model.graph, index))
                constants += static_cast<std::int64_t>(input->data.size());
        }
        operators.row({operator_name(op),
                       description(op.inputs.empty() ? nullptr : tensor(model.graph, op.inputs[0])),
                       grouped(constants),
                       description(op.outputs.empty() ? nullptr : tensor(model.graph, op.outputs[0])),
                       grouped(macc(model.graph, op))});
    }
    const auto or_dash = [](std::optional<std::int64_t> value) { return value ? grouped(*value) : "-"; };
    Table figures;
    const std::int64_t constants = constant_bytes(model.graph);
    figures.row({"file bytes", grouped(static_cast<std::int64_t>(model.bytes.size()))});
    figures.row({"of them constants", grouped(constants)});
    figures.row({"MACC", grouped(macc(model.graph))});
    figures.row({"arena bytes, 64 bit", or_dash(arena(model.graph, ArenaModel::bits64))});
    figures.row({"arena bytes, 32 bit", or_dash(arena(model.graph, ArenaModel::bits32))});
    return operators.text() + "\n" + figures.text();
}

Result<void> work(const Options& options) {
    NANONAS_TRY(const ModelFile model, read_model_file(options.model));
    fmt::print("{}", options.output.json ? json_of(model) : table_of(model));
    return {};
}

}  // namespace

void add_inspect(CLI::App& app, Action& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App& command =
        add_command(app, chosen, "inspect", "Operators, shapes, MACC and memory of any .tflite",
                    "nanonas inspect my-run/model.tflite", options, work);
    command.add_option("MODEL", options->model, ".tflite or run folder")->required();
    options->output.add_to(command);
}

}  // namespace nanonas::cli
