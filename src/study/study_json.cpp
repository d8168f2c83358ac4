// SPDX-License-Identifier: MIT
// What a study found: its groups, their spread, and study.json.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "nanonas/version.h"
#include "study/study_settings.h"

namespace nanonas {
namespace {

using Json = nlohmann::ordered_json;

using Kind = NamedFigure::Kind;

constexpr NamedFigure figures[] = {
    {"val_accuracy", [](const RunResult& r) { return r.val_accuracy; }, Kind::share},
    {"test_accuracy_float", [](const RunResult& r) { return r.test_float; }, Kind::share},
    {"test_accuracy_int8", [](const RunResult& r) { return r.test_int8; }, Kind::share},
    {"ram_bytes", [](const RunResult& r) { return std::optional<double>(r.cost.ram_bytes); }, Kind::count},
    {"flash_bytes", [](const RunResult& r) { return std::optional<double>(r.cost.flash_bytes); },
     Kind::count},
    {"macc", [](const RunResult& r) { return std::optional<double>(r.cost.macc); }, Kind::count},
    {"seconds", [](const RunResult& r) { return r.seconds.total; }, Kind::seconds},
};

Json json_of(const StudyRun& run) {
    return {{"name", run.name},
            {"seed", run.settings.seed},
            {"target", target_name(run.settings).empty() ? Json() : Json(target_name(run.settings))},
            {"input", to_string(run.settings.input)},
            {"variant", to_string(run.settings.family)},
            {"result", run.result ? Json::parse(to_json(*run.result)) : Json()},
            {"reason", run.result ? Json() : Json(run.reason)}};
}

Json json_of(const StudyGroup& group) {
    Json seeds = Json::array(), networks = Json::object(), mean = Json::object(), deviation = Json::object();
    for (const StudyRun* run : group.runs) {
        seeds.push_back(run->settings.seed);
        if (!run->result) continue;
        Json& count = networks[name(run->result->architecture)];
        count = count.is_null() ? 1 : count.get<int>() + 1;
    }
    for (const NamedFigure& figure : figures) {
        const auto spread = group.spread(figure.of);
        mean[std::string(figure.name)] = spread ? Json(spread->mean) : Json();
        deviation[std::string(figure.name)] = spread && spread->deviation ? Json(*spread->deviation) : Json();
    }
    return {{"name", group.name},
            {"seeds", seeds},
            {"networks", networks},
            {"mean", mean},
            {"deviation", deviation}};
}

}  // namespace

std::span<const NamedFigure> study_figures() {
    return figures;
}

std::optional<Spread> StudyGroup::spread(StudyFigure figure) const {
    std::vector<double> values;
    for (const StudyRun* run : runs) {
        if (!run->result) continue;
        const std::optional<double> value = figure(*run->result);
        if (!value) return std::nullopt;
        values.push_back(*value);
    }
    if (values.empty()) return std::nullopt;
    const auto count = static_cast<double>(values.size());
    Spread spread;
    spread.lowest = *std::ranges::min_element(values);
    spread.highest = *std::ranges::max_element(values);
    for (const double value : values) spread.mean += value / count;
    if (values.size() > 1) {
        double squares = 0;
        for (const double value : values) squares += (value - spread.mean) * (value - spread.mean);
        spread.deviation = std::sqrt(squares / (count - 1));
    }
    return spread;
}

std::vector<StudyGroup> Study::groups() const {
    std::vector<StudyGroup> groups;
    for (const StudyRun& run : runs) {
        const std::string name = run.name.substr(0, run.name.rfind("_seed"));
        if (groups.empty() || groups.back().name != name) groups.push_back({name, {}});
        groups.back().runs.push_back(&run);
    }
    return groups;
}

Result<void> read_reasons(std::string_view json, std::string_view file, Study& study) {
    try {
        const Json runs = Json::parse(json).at("runs");
        for (const Json& of_run : runs) {
            const auto run =
                std::ranges::find(study.runs, of_run.at("name").get<std::string>(), &StudyRun::name);
            if (run == study.runs.end() || run->result || of_run.at("reason").is_null()) continue;
            run->reason = of_run.at("reason").get<std::string>();
        }
    } catch (const std::exception& error) {
        return failure("\"{}\" is no result of a study: {}.", file, error.what());
    }
    return {};
}

std::string to_json(const Study& study) {
    Json runs = Json::array(), groups = Json::array();
    for (const StudyRun& run : study.runs) runs.push_back(json_of(run));
    for (const StudyGroup& group : study.groups()) groups.push_back(json_of(group));
    const Json json{{"runs", runs}, {"groups", groups}, {"version", version()}};
    return json_text(json);
}

}  // namespace nanonas
