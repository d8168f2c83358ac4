// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/table.h"
#include "nanonas/memory.h"

namespace nanonas::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
    std::string file;
    OutputOptions output;
};

std::string json_of(const std::vector<Target>& targets) {
    Json list = Json::array();
    for (const Target& target : targets) {
        const auto macc = limits_of(target).macc;
        list.push_back({{"name", target.name},
                        {"core", target.core},
                        {"ram_bytes", target.ram_bytes},
                        {"flash_bytes", target.flash_bytes},
                        {"clock_mhz", target.clock_mhz},
                        {"coremark", target.coremark ? Json(*target.coremark) : Json()},
                        {"macc", macc ? Json(*macc) : Json()},
                        {"source", target.source}});
    }
    return Json{{"targets", list}}.dump(2) + '\n';
}

std::string table_of(const std::vector<Target>& targets) {
    Table table;
    table.row({"target", "core", "RAM bytes", "Flash bytes", "MHz", "CoreMark", "MACC limit"});
    for (const Target& target : targets) {
        const auto macc = limits_of(target).macc;
        table.row({target.name, target.core, grouped(target.ram_bytes), grouped(target.flash_bytes),
                   fmt::format("{:g}", target.clock_mhz),
                   target.coremark ? fmt::format("{:g}", *target.coremark) : "-",
                   macc ? grouped(*macc) : "-"});
    }
    return table.text();
}

Result<void> work(const Options& options) {
    std::vector<Target> targets = builtin_targets();
    if (!options.file.empty()) {
        NANONAS_TRY(const auto more, read_targets(options.file));
        targets = merge_targets(std::move(targets), more);
    }
    fmt::print("{}", options.output.json ? json_of(targets) : table_of(targets));
    return {};
}

}  // namespace

void add_targets(CLI::App& app, Action& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App& command = add_command(app, chosen, "targets", "Microcontrollers that nanonas knows",
                                    "nanonas targets", options, work);
    command.add_option("--targets", options->file, "TOML file with more targets");
    options->output.add_to(command);
}

}  // namespace nanonas::cli
