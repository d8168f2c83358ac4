// SPDX-License-Identifier: MIT
#include "folder/journal.h"

#include <nlohmann/json.hpp>

namespace nanonas {
namespace {

using Json = nlohmann::ordered_json;

std::string line_of(const Candidate& candidate) {
    const bool constructible = candidate.feasibility.limit != "input";
    const Cost& cost = candidate.feasibility.cost;
    const auto measured = [&](std::int64_t figure) { return constructible ? Json(figure) : Json(); };
    Json line{{"k", candidate.architecture.k},
              {"c", candidate.architecture.c},
              {"macc", measured(cost.macc)},
              {"flash_bytes", measured(cost.flash_bytes)},
              {"ram_bytes", measured(cost.ram_bytes)},
              {"feasible", candidate.feasibility.feasible},
              {"reason", nullptr},
              {"val_accuracy", Json::array()},
              {"seconds", 0.0}};
    if (!candidate.feasibility.feasible) line["reason"] = candidate.feasibility.reason;
    if (candidate.evaluation) {
        line["val_accuracy"] = candidate.evaluation->val_accuracy;
        line["seconds"] = candidate.evaluation->seconds;
    }
    return line.dump();
}

// Adds the evaluation that a line of either file holds; a line that holds none adds nothing.
void read_evaluation(const std::string& text, std::vector<KnownEvaluation>& known) {
    const Json line = Json::parse(text, nullptr, false);
    if (!line.is_object() || !line.contains("val_accuracy")) return;
    const auto numbers = [](const Json& array) {
        return array.is_array() && !array.empty() &&
               std::all_of(array.begin(), array.end(), [](const Json& value) { return value.is_number(); });
    };
    const Json none;
    if (!line.value("k", none).is_number_integer() || !line.value("c", none).is_number_integer() ||
        !line.value("seconds", none).is_number() || !numbers(line["val_accuracy"])) {
        return;
    }
    known.push_back({line["k"], line["c"], {line["val_accuracy"], line["seconds"]}});
}

}  // namespace

Journal::Journal(LineFile journal, LineFile ahead) : journal_(std::move(journal)), ahead_(std::move(ahead)) {
    for (const std::string& line : journal_.lines()) read_evaluation(line, known_);
    for (const std::string& line : ahead_.lines()) read_evaluation(line, known_);
    evaluations_ahead_ = static_cast<int>(ahead_.lines().size());
}

Result<Journal> Journal::open(const std::filesystem::path& journal, const std::filesystem::path& ahead) {
    NANONAS_TRY(LineFile decisions, LineFile::open(journal));
    NANONAS_TRY(LineFile evaluations, LineFile::open(ahead));
    return Journal(std::move(decisions), std::move(evaluations));
}

Result<void> Journal::decided(const Candidate& candidate) {
    const std::string line = line_of(candidate);
    if (decisions_ == journal_.lines().size()) return journal_.append(line);
    if (journal_.lines()[decisions_] == line) {
        ++decisions_;
        return {};
    }
    return failure("Line {} of the journal is of another search; start anew (--force).", decisions_ + 1);
}

Result<void> Journal::evaluated_ahead(const Architecture& architecture, const Evaluation& evaluation) {
    ++evaluations_ahead_;
    return ahead_.append(Json{
        {"k", architecture.k},
        {"c", architecture.c},
        {"val_accuracy", evaluation.val_accuracy},
        {"seconds",
         evaluation.seconds}}.dump());
}

}  // namespace nanonas
