// SPDX-License-Identifier: MIT
#include "folder/journal.h"

#include <nlohmann/json.hpp>

namespace nanonas {
namespace {

using Json = nlohmann::ordered_json;

// The keys that say which trial a line is of.
Json keys_of(const Trial& trial, const SearchSpace& space) {
    const PlanePoint point{trial.architecture.k, trial.architecture.c};
    Json keys{{"k", point.k}, {"c", point.c}};
    if (trial != space.trial(point)) keys["name"] = to_text(trial);
    return keys;
}

Json line_of(const Candidate& candidate, const SearchSpace& space) {
    const bool constructible = candidate.feasibility.limit != "input";
    const Cost& cost = candidate.feasibility.cost;
    const auto measured = [&](std::int64_t figure) { return constructible ? Json(figure) : Json(); };
    Json line = keys_of(candidate.trial, space);
    line.update(Json{{"macc", measured(cost.macc)},
                     {"flash_bytes", measured(cost.flash_bytes)},
                     {"ram_bytes", measured(cost.ram_bytes)}});
    if (cost.milliseconds) line["milliseconds"] = *cost.milliseconds;
    line.update(Json{{"feasible", candidate.feasibility.feasible},
                     {"reason", nullptr},
                     {"val_accuracy", Json::array()},
                     {"seconds", 0.0}});
    if (!candidate.feasibility.feasible) line["reason"] = candidate.feasibility.reason;
    if (candidate.evaluation) {
        line["val_accuracy"] = candidate.evaluation->val_accuracy;
        line["seconds"] = candidate.evaluation->seconds;
    }
    return line;
}

// Whether a kept line decides the same. What a network costs as C is a bound that versions of nanonas may measure
// anew, and version 0.1.0 wrote no milliseconds; a candidate that the search took or left for it is a decision.
bool same_decision(const std::string& kept, Json decided) {
    Json earlier = Json::parse(kept, nullptr, false);
    if (earlier == decided) return true;
    for (Json* line : {&earlier, &decided}) {
        if (!line->is_object()) return false;
        for (const char* bound : {"flash_bytes", "ram_bytes", "milliseconds"}) line->erase(bound);
        if (line->contains("reason") && !(*line)["reason"].is_null()) (*line)["reason"] = true;
    }
    return earlier == decided;
}

std::optional<Trial> trial_of(const Json& line, const SearchSpace& space) {
    if (line.contains("name")) {
        if (!line["name"].is_string()) return std::nullopt;
        const auto trial = parse_trial(line["name"].get<std::string>());
        return trial ? std::optional(*trial) : std::nullopt;
    }
    const Json none;
    if (!line.value("k", none).is_number_integer() || !line.value("c", none).is_number_integer()) {
        return std::nullopt;
    }
    return space.trial({line["k"], line["c"]});
}

// The evaluation that a line of either file holds, if it holds one.
std::optional<KnownEvaluation> read_evaluation(const std::string& text, const SearchSpace& space) {
    const Json line = Json::parse(text, nullptr, false);
    if (!line.is_object() || !line.contains("val_accuracy")) return std::nullopt;
    const Json accuracy = line["val_accuracy"], none;
    const auto is_number = [](const Json& value) { return value.is_number(); };
    const bool numbers =
        accuracy.is_array() && !accuracy.empty() && std::all_of(accuracy.begin(), accuracy.end(), is_number);
    const auto trial = trial_of(line, space);
    if (!trial || !numbers || !line.value("seconds", none).is_number()) return std::nullopt;
    return KnownEvaluation{*trial, {accuracy, line["seconds"]}};
}

}  // namespace

Journal::Journal(LineFile journal, LineFile speculated, const SearchSpace& space)
    : journal_(std::move(journal)), speculated_(std::move(speculated)), space_(space) {
    for (const LineFile* file : {&journal_, &speculated_}) {
        for (const std::string& line : file->lines()) {
            if (const auto known = read_evaluation(line, space_)) known_.push_back(*known);
        }
    }
    speculative_ = static_cast<int>(speculated_.lines().size());
}

Result<Journal> Journal::open(const std::filesystem::path& journal, const std::filesystem::path& speculated,
                              const SearchSpace& space) {
    NANONAS_TRY(LineFile decisions, LineFile::open(journal));
    NANONAS_TRY(LineFile evaluations, LineFile::open(speculated));
    return Journal(std::move(decisions), std::move(evaluations), space);
}

Result<void> Journal::decided(const Candidate& candidate) {
    const Json line = line_of(candidate, space_);
    if (decisions_ == journal_.lines().size()) return journal_.append(line.dump());
    if (same_decision(journal_.lines()[decisions_], line)) {
        ++decisions_;
        return {};
    }
    return failure("Line {} of the journal is of another search; start anew (--force).", decisions_ + 1);
}

Result<void> Journal::speculated(const Trial& trial, const Evaluation& evaluation) {
    ++speculative_;
    Json line = keys_of(trial, space_);
    line["val_accuracy"] = evaluation.val_accuracy;
    line["seconds"] = evaluation.seconds;
    return speculated_.append(line.dump());
}

}  // namespace nanonas
