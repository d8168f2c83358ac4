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

constexpr const char* titles[] = {"val", "test float", "test int8", "RAM", "Flash", "MACC", "time"};

std::string text(const NamedFigure& figure, std::optional<double> value) {
    switch (figure.kind) {
        case NamedFigure::Kind::share:
            return percent(value);
        case NamedFigure::Kind::count:
            return whole(value);
        case NamedFigure::Kind::seconds:
            return seconds(value);
    }
    return {};
}

void add_run(const StudyRun& run, Table& table) {
    std::vector<std::string> cells{run.name, run.result ? name(run.result->architecture) : "none fits"};
    for (const NamedFigure& figure : study_figures()) {
        cells.push_back(text(figure, run.result ? figure.of(*run.result) : std::nullopt));
    }
    table.row(std::move(cells));
}

void add_spread(const StudyGroup& group, Table& table) {
    std::vector<std::string> means{fmt::format("  mean of {} seeds", group.runs.size()), ""},
        deviations{"  deviation", ""};
    for (const NamedFigure& figure : study_figures()) {
        const auto spread = group.spread(figure.of);
        means.push_back(text(figure, spread ? std::optional(spread->mean) : std::nullopt));
        deviations.push_back(text(figure, spread ? spread->deviation : std::nullopt));
    }
    table.row(std::move(means));
    table.row(std::move(deviations));
}

}  // namespace

std::string study_table(const Study& study, const RunPlan& plan) {
    Table table;
    std::vector<std::string> head{"run", "network"};
    head.insert(head.end(), std::begin(titles), std::end(titles));
    table.row(std::move(head));
    for (const StudyGroup& group : study.groups()) {
        for (const StudyRun* run : group.runs) add_run(*run, table);
        if (group.runs.size() > 1) add_spread(group, table);
    }
    return table.text() + runtime_text(plan) + '\n' + search_bound_text(plan);
}

}  // namespace nanonas::cli
