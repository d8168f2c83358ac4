// SPDX-License-Identifier: MIT
#include "cli/dry_run.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/runtime_text.h"
#include "cli/table.h"

namespace nanonas::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr int most_kernels = 64;

struct Row {
    int k;
    std::vector<Feasibility> cells;  // by c, as long as the input can be halved
    bool feasible() const {
        return std::any_of(cells.begin(), cells.end(), [](const Feasibility& cell) { return cell.feasible; });
    }
};

std::vector<Row> region(const RunSettings& settings, const RunPlan& plan, int classes) {
    std::vector<Row> rows;
    for (int k = 1; k <= most_kernels; ++k) {
        Row row{k, {}};
        for (int c = 0;; ++c) {
            const Architecture candidate{settings.family, k, c, settings.input, classes};
            if (!constructible(candidate)) break;
            row.cells.push_back(feasibility(candidate, plan.limits, plan.cost));
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string json_of(const std::vector<Row>& rows) {
    Json list = Json::array();
    for (const Row& row : rows) {
        for (std::size_t c = 0; c < row.cells.size(); ++c) {
            const Feasibility& cell = row.cells[c];
            list.push_back({{"k", row.k},
                            {"c", c},
                            {"macc", cell.cost.macc},
                            {"flash_bytes", cell.cost.flash_bytes},
                            {"ram_bytes", cell.cost.ram_bytes},
                            {"milliseconds", cell.cost.milliseconds ? Json(*cell.cost.milliseconds) : Json()},
                            {"feasible", cell.feasible},
                            {"limit", cell.feasible ? Json() : Json(cell.limit)}});
        }
    }
    return Json{{"candidates", list}}.dump(2) + '\n';
}

// Rows until one in which nothing fits.
std::string table_of(const std::vector<Row>& rows, const RunPlan& plan) {
    Table table;
    std::vector<std::string> head{"k"};
    for (std::size_t c = 0; c < rows.front().cells.size(); ++c) head.push_back(fmt::format("c = {}", c));
    table.row(head);
    const bool timed = rows.front().cells.front().cost.milliseconds.has_value();
    for (const Row& row : rows) {
        std::vector<std::string> cells{fmt::format("{}", row.k)};
        for (const Feasibility& cell : row.cells) {
            const auto kilo = [](std::int64_t bytes) { return static_cast<double>(bytes) / 1024; };
            const std::string time = timed ? fmt::format(" {:.0f}", *cell.cost.milliseconds) : std::string();
            cells.push_back(fmt::format("{:.0f}k {:.1f} {:.1f}{}{}",
                                        static_cast<double>(cell.cost.macc) / 1000,
                                        kilo(cell.cost.flash_bytes), kilo(cell.cost.ram_bytes), time,
                                        cell.feasible ? "      " : fmt::format(" {:<5}", cell.limit)));
        }
        table.row(cells);
        if (!row.feasible()) break;
    }
    return fmt::format("MACC, KiB of Flash, KiB of RAM, {}and the limit that a network breaks\n",
                       timed ? "milliseconds, " : "") +
           runtime_text(plan) +
           '\n' + search_bound_text(plan) + '\n' + table.text();
}

}  // namespace

void print_dry_run(const RunSettings& settings, const RunPlan& plan, int classes, bool json) {
    const std::vector<Row> rows = region(settings, plan, classes);
    fmt::print("{}", json ? json_of(rows) : table_of(rows, plan));
}

}  // namespace nanonas::cli
