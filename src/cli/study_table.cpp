// SPDX-License-Identifier: MIT
#include "cli/study_table.h"

#include <fmt/format.h>

#include <cmath>

#include "cli/runtime_text.h"
#include "cli/table.h"

namespace nanonas::cli {
namespace {

std::string whole(std::optional<double> number) {
    return number ? grouped(std::llround(*number)) : "-";
}

struct Column {
    const char* title;
    StudyFigure figure;
    std::string (*text)(std::optional<double>);
};

const Column columns[] = {
    {"val", [](const RunResult& r) { return r.val_accuracy; }, percent},
    {"test float", [](const RunResult& r) { return r.test_float; }, percent},
    {"test int8", [](const RunResult& r) { return r.test_int8; }, percent},
    {"RAM", [](const RunResult& r) { return std::optional<double>(r.cost.ram_bytes); }, whole},
    {"Flash", [](const RunResult& r) { return std::optional<double>(r.cost.flash_bytes); }, whole},
    {"MACC", [](const RunResult& r) { return std::optional<double>(r.cost.macc); }, whole},
    {"time", [](const RunResult& r) { return r.seconds.total; }, seconds},
};

void add_run(const StudyRun& run, Table& table) {
    std::vector<std::string> cells{run.name, run.result ? name(run.result->architecture) : "none fits"};
    for (const Column& column : columns) {
        cells.push_back(column.text(run.result ? column.figure(*run.result) : std::nullopt));
    }
    table.row(std::move(cells));
}

void add_spread(const StudyGroup& group, Table& table) {
    std::vector<std::string> means{fmt::format("  mean of {} seeds", group.runs.size()), ""},
        deviations{"  deviation", ""};
    for (const Column& column : columns) {
        const auto spread = group.spread(column.figure);
        means.push_back(column.text(spread ? std::optional(spread->mean) : std::nullopt));
        deviations.push_back(column.text(spread ? spread->deviation : std::nullopt));
    }
    table.row(std::move(means));
    table.row(std::move(deviations));
}

}  // namespace

std::string study_table(const Study& study) {
    Table table;
    std::vector<std::string> head{"run", "network"};
    for (const Column& column : columns) head.emplace_back(column.title);
    table.row(std::move(head));
    for (const StudyGroup& group : study.groups()) {
        for (const StudyRun* run : group.runs) add_run(*run, table);
        if (group.runs.size() > 1) add_spread(group, table);
    }
    return table.text() + runtime_text(study.runs.front().settings) + '\n';
}

}  // namespace nanonas::cli
