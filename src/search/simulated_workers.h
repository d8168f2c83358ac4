// SPDX-License-Identifier: MIT
// For tests: workers of a search that are none, so that what ends first is up to the test.
#pragma once

#include <algorithm>
#include <vector>

#include "base/random.h"
#include "nanonas/speculative_search.h"

namespace nanonas {

// Scores that depend on the seed alone, with ties and falls.
inline Evaluation synthetic_evaluation(const Trial& trial) {
    const Architecture& a = trial.architecture;
    Random random(trial.training_seed(), RandomPurpose::test);
    const double rising = 0.3 + 0.05 * a.c + 0.02 * a.k;
    return {{rising, rising + random.below(60) * 0.001, 0.1}, 1.5};
}

inline Feasibility synthetic_feasibility(bool feasible) {
    Feasibility result;
    result.feasible = feasible;
    if (!feasible) {
        result.limit = "ram", result.reason = "(1,0) needs 10 bytes of RAM, 2 more than the limit.";
    }
    return result;
}

inline Feasibility small_enough(const Architecture& a) {
    return synthetic_feasibility(a.k * (a.c + 2) < 40 && a.c < 6);
}

struct SimulatedWorkers {
    using Evaluate = std::function<Result<Evaluation>(const Trial&)>;

    std::vector<Trial> evaluated, speculated, stopped;  // in the order in which they ended

    // As many as there are slots, each busy for a second with one trial; of those that are busy, `order` says
    // which ends next. What is not needed any more is stopped at once.
    Result<SearchResult> run(SpeculativeSearch& search, std::size_t slots, Random order,
                             const Evaluate& evaluate = synthetic_evaluation) {
        std::vector<Trial> busy;
        while (!search.finished()) {
            while (busy.size() < slots) {
                const std::vector<Trial> wanted = search.wanted(slots);
                if (wanted.empty()) break;
                search.begin(wanted.front());
                busy.push_back(wanted.front());
            }
            const auto ends = busy.begin() + order.below(static_cast<std::uint32_t>(busy.size()));
            const Trial trial = *ends;
            busy.erase(ends);
            evaluated.push_back(trial);
            if (search.finish(trial, evaluate(trial), 1)) speculated.push_back(trial);
            for (const Trial& unwanted : search.unwanted()) {
                std::erase(busy, unwanted);
                stopped.push_back(unwanted);
                search.finish(unwanted, failure("Stopped."), 0.25);
            }
        }
        return search.result();
    }
};

inline std::vector<PlanePoint> points(const std::vector<Trial>& trials) {
    std::vector<PlanePoint> points;
    for (const Trial& trial : trials) points.push_back({trial.architecture.k, trial.architecture.c});
    return points;
}

inline std::vector<PlanePoint> points(const std::vector<Candidate>& candidates) {
    std::vector<Trial> trials;
    for (const Candidate& candidate : candidates) trials.push_back(candidate.trial);
    return points(trials);
}

}  // namespace nanonas
