// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/arena_text.h"
#include "cli/command.h"
#include "cli/inspection_json.h"
#include "cli/output.h"
#include "cli/schedule_text.h"
#include "cli/table.h"
#include "folder/labels.h"
#include "graph/classifier.h"
#include "nanonas/codegen.h"
#include "nanonas/inspect.h"
#include "nanonas/model.h"
#include "nanonas/target_file.h"

namespace nanonas::cli {
namespace {

struct Options {
    std::string model;
    std::vector<std::string> target;
    std::string targets;
    ArenaModel arena = ArenaModel::bits64;
    OutputOptions output;
};

// Those asked for, or all that are known.
Result<std::vector<Target>> chosen_targets(const Options& options) {
    NANONAS_TRY(std::vector<Target> known, known_targets(options.targets));
    if (options.target.empty()) return known;
    std::vector<Target> chosen;
    for (const std::string& name : options.target) {
        NANONAS_TRY(Target target, find_target(name, known));
        chosen.push_back(std::move(target));
    }
    return chosen;
}

std::string first_tensor(const Inspection& inspection, const std::vector<int>& indices) {
    if (indices.empty() || indices[0] < 0) return "-";
    return tensor_text(inspection.tensors[static_cast<std::size_t>(indices[0])]);
}

std::string operators_text(const Inspection& inspection) {
    Table table;
    table.row({"operator", "input", "weight bytes", "output", "MACC"});
    for (const InspectedOperator& op : inspection.operators) {
        table.row({op.name, first_tensor(inspection, op.inputs), grouped(op.weight_bytes),
                   first_tensor(inspection, op.outputs), op.macc ? grouped(*op.macc) : "unknown"});
    }
    return table.text();
}

std::string macc_text(const Inspection& inspection) {
    if (inspection.uncounted.empty()) return grouped(inspection.macc);
    return fmt::format("at least {}, without {}", grouped(inspection.macc),
                       fmt::join(inspection.uncounted, ", "));
}

std::string figures_text(const Inspection& inspection) {
    const auto bytes = [](const std::optional<TensorArena>& arena) {
        return arena ? grouped(arena->bytes) : "-";
    };
    Table table;
    table.row({"file bytes", grouped(inspection.file_bytes)});
    table.row({"  weights", grouped(inspection.weight_bytes)});
    table.row({"  metadata", grouped(inspection.metadata_bytes)});
    table.row({"MACC", macc_text(inspection)});
    table.row({"arena bytes, 64 bit", bytes(inspection.arena)});
    table.row({"arena bytes, 32 bit", bytes(inspection.arena_32bit)});
    return table.text() + (inspection.arena ? "" : inspection.arena_unknown + "\n");
}

// One row a target that `room_on` has an answer for; empty if there is none.
template <typename RoomOn>
std::string fit_table(const std::vector<Target>& targets, const RoomOn& room_on) {
    const auto spare = [](std::int64_t amount) {
        return amount >= 0 ? grouped(amount) + " spare" : grouped(-amount) + " over";
    };
    bool any = false;
    Table table;
    table.row({"target", "fits", "RAM bytes", "Flash bytes", "MACC"});
    for (const Target& target : targets) {
        const std::optional<TargetFit> room = room_on(target);
        if (!room) continue;
        any = true;
        table.row({target.name, room->fits ? "yes" : "no", spare(room->spare_ram_bytes),
                   spare(room->spare_flash_bytes), room->spare_macc ? spare(*room->spare_macc) : "-"});
    }
    return any ? fmt::format("\n{}", table.text()) : "";
}

std::string fit_text(const Inspection& inspection, const std::vector<Target>& targets, ArenaModel model) {
    const std::string table =
        fit_table(targets, [&](const Target& target) { return fit(inspection, target, model); });
    if (table.empty()) return {};
    return "\nTensorFlow Lite Micro: arena and file alone, without stack and interpreter.\n" + table;
}

std::string fit_as_c_text(const CShape& shape, const Inspection& inspection,
                          const std::vector<Target>& targets) {
    const std::string table =
        fit_table(targets, [&](const Target& target) { return fit_as_c(shape, inspection, target); });
    if (table.empty()) return {};
    return "\nAs C: code and tables, rings and stack.\n" + table;
}

// From labels.txt beside the model, for C has them in Flash; none without it, or if it is another network's.
std::vector<std::string> class_names(const OpenedModel& model) {
    const std::filesystem::path labels = model.labels_file();
    if (labels.empty() || model.graph.outputs.size() != 1) return {};
    return read_labels(labels, static_cast<std::size_t>(output_tensor(model.graph).elements()))
        .value_or(std::vector<std::string>());
}

Result<void> work(const Options& options) {
    NANONAS_TRY(const std::vector<Target> targets, chosen_targets(options));
    NANONAS_TRY(const OpenedModel model, open_model(options.model));
    const Inspection inspection = inspect(model.graph, std::ssize(model.bytes));
    const Result<CShape> shape = c_shape(model.graph, class_names(model));
    if (options.output.json) {
        print_result("{}", json_of(inspection, shape ? &*shape : nullptr, targets, options.arena));
        return {};
    }
    print_result("{}\n{}", operators_text(inspection), figures_text(inspection));
    if (inspection.arena) print_result("\n{}", arena_text(inspection));
    print_result("{}", fit_text(inspection, targets, options.arena));
    if (shape) {
        print_result("{}", fit_as_c_text(*shape, inspection, targets));
    } else if (const auto stream = stream_graph(model.graph)) {
        print_result("{}", schedule_text(model.graph, *stream, schedule(*stream)));
    }
    return {};
}

}  // namespace

void add_inspect(CLI::App& app, Action& chosen) {
    auto options = std::make_shared<Options>();
    CommandOptions command =
        add_command(app, chosen, "inspect", "Operators, shapes, MACC and memory of any .tflite",
                    "nanonas inspect my-run/model.tflite --target STM32L010RBT6", options, work);
    command.option("MODEL", options->model, ".tflite or run folder").required();
    command.option("--target", options->target, "Microcontrollers that it should fit [all]")
        .type_name("TARGET");
    command.option("--targets", options->targets, "TOML file with more targets").type_name("FILE");
    command.option("--arena", options->arena,
                   "Whose tensor arena counts as RAM: of a 64 or a 32 bit machine [64]");
    options->output.add_to(command);
}

}  // namespace nanonas::cli
