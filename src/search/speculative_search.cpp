// SPDX-License-Identifier: MIT
#include "nanonas/speculative_search.h"

#include <algorithm>

#include "base/out_of_memory.h"

namespace nanonas {

// Without the memory that the work asks for the search has ended.
template <typename Work>
void SpeculativeSearch::within_memory_or_end(Work&& work) {
    const Result<void> done = within_memory("The search", [&]() -> Result<void> {
        work();
        return {};
    });
    if (done) return;
    error_ = done.error();
    finished_ = true;
}

SpeculativeSearch::SpeculativeSearch(const Strategy& strategy,
                                     std::function<Feasibility(const Architecture&)> feasible,
                                     const std::vector<KnownEvaluation>& known)
    : strategy_(strategy), feasible_(std::move(feasible)) {
    within_memory_or_end([&] {
        for (const KnownEvaluation& entry : known) records_[entry.trial].result = entry.evaluation;
        decide();
    });
}

// Decides as far as results reach.
void SpeculativeSearch::decide() {
    while (true) {
        next_ = strategy_.next(decided_);
        if (next_.empty()) break;
        const Trial& trial = next_.front();
        Candidate candidate{trial, feasibility(trial.architecture), {}};
        if (candidate.feasibility.feasible) {
            Record& record = records_[trial];
            if (!record.result) return;
            if (!*record.result) {
                error_ = record.result->error();
                break;
            }
            candidate.evaluation = **record.result;
            record.used = true;
        }
        decided_.push_back(std::move(candidate));
    }
    finished_ = true;
}

const Feasibility& SpeculativeSearch::feasibility(const Architecture& architecture) {
    const Trial network{architecture};
    const auto found = feasibility_.find(network);
    if (found != feasibility_.end()) return found->second;
    return feasibility_[network] = feasible_(architecture);
}

std::optional<double> SpeculativeSearch::known_score(const Trial& trial) {
    if (!feasibility(trial.architecture).feasible) return infeasible_score;
    const auto record = records_.find(trial);
    if (record == records_.end() || !record->second.result || !*record->second.result) return std::nullopt;
    return score(**record->second.result);
}

std::vector<Trial> SpeculativeSearch::wanted(std::size_t slots) {
    std::vector<Trial> trials;
    if (!finished_) within_memory_or_end([&] { trials = urgent_trials(slots); });
    return trials;
}

std::vector<Trial> SpeculativeSearch::urgent_trials(std::size_t slots) {
    std::vector<Trial> urgent;
    const auto add = [&](const std::vector<Trial>& trials) {
        for (const Trial& trial : trials) {
            if (urgent.size() == slots) return;
            const bool there = std::find(urgent.begin(), urgent.end(), trial) != urgent.end();
            if (!there && !known_score(trial)) urgent.push_back(trial);
        }
    };
    add(next_);
    if (urgent.size() < slots) {
        add(strategy_.likely(
            decided_, [this](const Trial& trial) { return known_score(trial); }, slots));
    }
    std::erase_if(urgent, [this](const Trial& trial) {
        const auto record = records_.find(trial);
        return record != records_.end() && (record->second.running || record->second.result);
    });
    return urgent;
}

void SpeculativeSearch::begin(const Trial& trial) {
    within_memory_or_end([&] { records_[trial].running = true; });
}

bool SpeculativeSearch::finish(const Trial& trial, Result<Evaluation> result, double seconds) {
    bool speculative = false;
    within_memory_or_end([&] { speculative = take(trial, std::move(result), seconds); });
    return speculative;
}

bool SpeculativeSearch::take(const Trial& trial, Result<Evaluation> result, double seconds) {
    Record& record = records_[trial];
    record.running = false;
    record.seconds += seconds;
    const bool needed = !finished_ && trial == next_.front();
    const bool evaluated = result.has_value();
    // A trial that was stopped because it was not needed may be begun again if it ever is.
    if (!evaluated && (finished_ || strategy_.passed(decided_, trial))) return false;
    record.result = std::move(result);
    if (needed) decide();
    if (evaluated && !needed) ++speculative_;
    return evaluated && !needed;
}

std::vector<Trial> SpeculativeSearch::unwanted() {
    std::vector<Trial> trials;
    within_memory_or_end([&] {
        for (const auto& [trial, record] : records_) {
            if (record.running && (finished_ || strategy_.passed(decided_, trial))) trials.push_back(trial);
        }
    });
    return trials;
}

Result<SearchResult> SpeculativeSearch::result() const {
    return within_memory("The search", [&] { return collected(); });
}

Result<SearchResult> SpeculativeSearch::collected() const {
    if (error_) return tl::unexpected(*error_);
    SearchResult result;
    NANONAS_TRY(result.best, strategy_.result(decided_));
    result.candidates = decided_;
    result.speculative = speculative_;
    for (const auto& [trial, record] : records_) {
        result.worked_seconds += record.seconds;
        if (!record.used) result.unused_seconds += record.seconds;
    }
    return result;
}

}  // namespace nanonas
