// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <condition_variable>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "nanonas/search.h"
#include "search/agenda.h"

namespace nanonas {

// Evaluates candidates on a fixed number of threads: the one the agenda needs first, then what else it names.
// Borrows the functions and the progress, which must outlive it.
class EvaluationPool {
  public:
    EvaluationPool(const SearchSpace& space, const SearchOptions& options, const SearchFunctions& functions,
                   const std::vector<KnownEvaluation>& known, Progress& progress);
    ~EvaluationPool();
    EvaluationPool(const EvaluationPool&) = delete;
    EvaluationPool& operator=(const EvaluationPool&) = delete;

    Architecture architecture(Point point) const;
    Feasibility feasibility(Point point);
    // Waits for the evaluation of agenda->needed(), which must be feasible. Work on what the agenda has
    // passed by is stopped.
    Result<Evaluation> evaluation(std::shared_ptr<const Agenda> agenda);

    // Stops all work; evaluation() may not be called any more.
    void stop();
    int evaluated_ahead() const { return evaluated_ahead_; }
    double worked_seconds() const;  // after stop(); of all threads together
    double unused_seconds() const;  // of these, for what no decision used

  private:
    struct Job {
        std::atomic<bool> unwanted{false};
        bool started = false;
        std::optional<Result<Evaluation>> result;
        double seconds = 0;
        bool used = false;
    };
    class EvaluationProgress;

    void work();
    void run(Point point, Job& job, std::unique_lock<std::mutex>& lock);
    std::optional<Point> next_point();
    std::vector<Point> upcoming(std::size_t count);
    std::optional<double> known_score(Point point);
    const Feasibility& cached_feasibility(Point point);

    const SearchSpace space_;
    const SearchOptions options_;
    const SearchFunctions& functions_;
    Progress& progress_;

    mutable std::mutex mutex_;  // of all below
    std::condition_variable changed_;
    std::shared_ptr<const Agenda> agenda_;
    std::map<Point, Job> jobs_;
    std::map<Point, Feasibility> feasibility_;
    Result<void> ahead_written_;
    int evaluated_ahead_ = 0;
    std::atomic<bool> stopping_{false};
    std::vector<std::thread> threads_;
};

}  // namespace nanonas
