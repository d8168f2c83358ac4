// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <condition_variable>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "nanonas/search.h"
#include "search/occam_walk.h"

namespace nanonas {

// Evaluates candidates on a fixed number of threads: the one the walk needs first, then those it will most
// probably need. Borrows the functions and the progress, which must outlive it.
class EvaluationPool {
  public:
    EvaluationPool(const SearchSpace& space, const SearchOptions& options, const SearchFunctions& functions,
                   const std::vector<KnownEvaluation>& known, Progress& progress);
    ~EvaluationPool();
    EvaluationPool(const EvaluationPool&) = delete;
    EvaluationPool& operator=(const EvaluationPool&) = delete;

    Architecture architecture(Point point) const;
    Feasibility feasibility(Point point);
    // Waits for the evaluation of walk.needed(), which must be feasible. Work on what the walk has passed by
    // is stopped.
    Result<Evaluation> evaluation(const OccamWalk& walk);

    // Stops all work; evaluation() may not be called any more.
    void stop();
    int evaluated_ahead() const { return evaluated_ahead_; }
    double unused_seconds() const;  // after stop()

  private:
    struct Job {
        std::atomic<bool> unwanted{false};
        bool started = false;
        std::optional<Result<Evaluation>> result;
        double seconds = 0;
        bool used = false;
    };
    class StopSignal;

    void work();
    void run(Point point, Job& job, std::unique_lock<std::mutex>& lock);
    std::optional<Point> next_point();
    std::vector<Point> likely(std::size_t count);
    std::optional<double> known_score(Point point);
    const Feasibility& cached_feasibility(Point point);

    const SearchSpace space_;
    const SearchOptions options_;
    const SearchFunctions& functions_;
    Progress& progress_;

    mutable std::mutex mutex_;  // of all below
    std::condition_variable changed_;
    std::optional<OccamWalk> walk_;
    std::map<Point, Job> jobs_;
    std::map<Point, Feasibility> feasibility_;
    Result<void> ahead_written_;
    int evaluated_ahead_ = 0;
    std::atomic<bool> stopping_{false};
    std::vector<std::thread> threads_;
};

}  // namespace nanonas
