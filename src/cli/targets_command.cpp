// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/table.h"
#include "nanonas/memory.h"
#include "nanonas/target_file.h"
#include "settings/setting_text.h"

namespace nanonas::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
    std::string contained;
    std::string file;
    std::string least_ram, least_flash, least_macc;
    std::string sort;
    OutputOptions output;
};

std::string lower_case(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

bool contains(const Target& target, const std::string& wanted) {
    std::string all = target.name + "\n" + target.core;
    for (const std::string& board : target.boards) all += "\n" + board;
    return lower_case(all).find(lower_case(wanted)) != std::string::npos;
}

// 0 for the empty text.
Result<std::int64_t> at_least(const std::string& text) {
    std::int64_t value = 0;
    if (!text.empty()) NANONAS_TRY_VOID(parse(text, value));
    return value;
}

Result<std::vector<Target>> filtered(std::vector<Target> targets, const Options& options) {
    NANONAS_TRY(const std::int64_t ram, at_least(options.least_ram));
    NANONAS_TRY(const std::int64_t flash, at_least(options.least_flash));
    NANONAS_TRY(const std::int64_t macc, at_least(options.least_macc));
    std::erase_if(targets, [&](const Target& target) {
        return !contains(target, options.contained) || target.ram_bytes < ram || target.flash_bytes < flash ||
               limits_of(target).macc.value_or(0) < macc;
    });
    return targets;
}

// Smallest first; targets without a CoreMark come before all that have one.
void sort(std::vector<Target>& targets, const std::string& by) {
    const auto order = [&](auto key) {
        std::stable_sort(targets.begin(), targets.end(),
                         [&](const Target& a, const Target& b) { return key(a) < key(b); });
    };
    if (by == "name") order([](const Target& target) { return lower_case(target.name); });
    if (by == "core") order([](const Target& target) { return target.core; });
    if (by == "ram") order([](const Target& target) { return target.ram_bytes; });
    if (by == "flash") order([](const Target& target) { return target.flash_bytes; });
    if (by == "clock") order([](const Target& target) { return target.clock_mhz; });
    if (by == "coremark") order([](const Target& target) { return target.coremark; });
}

std::string json_of(const std::vector<Target>& targets) {
    Json list = Json::array();
    for (const Target& target : targets) {
        const auto macc = limits_of(target).macc;
        list.push_back({{"name", target.name},
                        {"boards", target.boards},
                        {"core", target.core},
                        {"ram_bytes", target.ram_bytes},
                        {"flash_bytes", target.flash_bytes},
                        {"clock_mhz", target.clock_mhz},
                        {"coremark", target.coremark ? Json(*target.coremark) : Json()},
                        {"macc", macc ? Json(*macc) : Json()},
                        {"source", target.source},
                        {"coremark_source", target.coremark ? Json(target.coremark_source) : Json()}});
    }
    return json_text(Json{{"targets", list}});
}

std::string table_of(const std::vector<Target>& targets) {
    Table table;
    table.row({"target", "core", "RAM bytes", "Flash bytes", "MHz", "CoreMark", "MACC limit", "boards"});
    for (const Target& target : targets) {
        const auto macc = limits_of(target).macc;
        table.row({target.name, target.core, grouped(target.ram_bytes), grouped(target.flash_bytes),
                   fmt::format("{:g}", target.clock_mhz),
                   target.coremark ? fmt::format("{:g}", *target.coremark) : "-", macc ? grouped(*macc) : "-",
                   fmt::format("{}", fmt::join(target.boards, ", "))});
    }
    return table.text();
}

Result<void> work(const Options& options) {
    NANONAS_TRY(std::vector<Target> targets, known_targets(options.file));
    NANONAS_TRY(targets, filtered(std::move(targets), options));
    sort(targets, options.sort);
    print_result("{}", options.output.json ? json_of(targets) : table_of(targets));
    return {};
}

}  // namespace

void add_targets(CLI::App& app, Action& chosen) {
    auto options = std::make_shared<Options>();
    CommandOptions command =
        add_command(app, chosen, "targets", "Microcontrollers that nanonas knows",
                    "nanonas targets cortex-m0 --min-ram 16KiB --sort ram", options, work);
    command.option("TEXT", options->contained, "Only those whose name, core or board contains it");
    command.option("--min-ram", options->least_ram, "Only those with so many bytes of RAM");
    command.option("--min-flash", options->least_flash, "Only those with so many bytes of Flash");
    command.option("--min-macc", options->least_macc, "Only those that may compute so much");
    command.option("--sort", options->sort, "By name, core, ram, flash, clock or coremark; smallest first")
        .one_of({"name", "core", "ram", "flash", "clock", "coremark"});
    command.option("--targets", options->file, "TOML file with more targets").type_name("FILE");
    options->output.add_to(command);
}

}  // namespace nanonas::cli
