// SPDX-License-Identifier: MIT
#include "search/decisions.h"

#include <algorithm>

namespace nanonas {

Decisions::Decisions(const SearchSpace& space, const SearchOptions& options, const SearchFunctions& functions,
                     const std::vector<KnownEvaluation>& known, Progress& progress)
    : functions_(functions), progress_(progress), pool_(space, options, functions, known, progress_) {}

Result<double> Decisions::decide(std::shared_ptr<const Agenda> agenda) {
    const Point point = agenda->needed();
    Candidate candidate{pool_.architecture(point), pool_.feasibility(point), {}};
    if (candidate.feasibility.feasible) {
        NANONAS_TRY(candidate.evaluation, pool_.evaluation(std::move(agenda)));
    }
    if (functions_.decided) NANONAS_TRY_VOID(functions_.decided(candidate));
    result_.candidates.push_back(std::move(candidate));
    report();
    return result_.candidates.back().score();
}

void Decisions::report() {
    const Candidate& candidate = result_.candidates.back();
    const std::string detail =
        candidate.evaluation
            ? fmt::format("{} {:.3f}", name(candidate.architecture), candidate.score())
            : fmt::format("{} does not fit: {}", name(candidate.architecture), candidate.feasibility.limit);
    NetworkUpdate network{NetworkUpdate::Event::infeasible, true, candidate.architecture.k,
                          candidate.architecture.c};
    if (candidate.evaluation) {
        network.event = NetworkUpdate::Event::decided;
        network.epoch = network.epochs = static_cast<int>(candidate.evaluation->val_accuracy.size());
        network.val_accuracy = candidate.score();
    } else {
        network.limit = candidate.feasibility.limit;
    }
    progress_.network(network);
    progress_.update({"search", static_cast<std::int64_t>(result_.candidates.size()), 0, detail});
}

SearchResult Decisions::result() {
    pool_.stop();
    result_.evaluated_ahead = pool_.evaluated_ahead();
    result_.worked_seconds = pool_.worked_seconds();
    result_.unused_seconds = pool_.unused_seconds();
    const auto best =
        std::max_element(result_.candidates.begin(), result_.candidates.end(),
                         [](const Candidate& a, const Candidate& b) { return a.score() < b.score(); });
    if (best != result_.candidates.end()) result_.best = *best;
    return std::move(result_);
}

}  // namespace nanonas
