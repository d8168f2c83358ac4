// SPDX-License-Identifier: MIT
#include "nanonas/parallel_search.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>

#include "nanonas/speculative_search.h"
#include "system/start_threads.h"

namespace nanonas {
namespace {

// Drives a SpeculativeSearch with threads. One mutex guards the search and all that the user is told.
class ParallelSearch {
  public:
    ParallelSearch(const Strategy& strategy, const SearchFunctions& functions,
                   const ParallelSearchOptions& options, Progress& progress)
        : functions_(functions),
          options_(options),
          progress_(progress),
          search_(strategy, functions.feasible, options.known) {}

    Result<SearchResult> run() {
        tell_decisions();
        std::vector<std::thread> others = start_threads(options_.threads - 1, [this] { work(); });
        work();
        for (std::thread& other : others) other.join();
        if (error_) return tl::unexpected(*error_);
        return search_.result();
    }

  private:
    class Evaluating;

    void work();
    void evaluate(const Trial& trial, std::unique_lock<std::mutex>& lock);
    void finish(const Trial& trial, Result<Evaluation> result, double seconds);
    void tell_decisions();
    void tell(const Candidate& candidate);
    bool over() const { return error_ || search_.finished(); }
    std::optional<Trial> next_trial() {
        const std::vector<Trial> wanted = search_.wanted(static_cast<std::size_t>(options_.threads));
        return wanted.empty() ? std::nullopt : std::optional(wanted.front());
    }

    const SearchFunctions& functions_;
    const ParallelSearchOptions& options_;
    Progress& progress_;

    std::mutex mutex_;  // of all below, and of calls to the user
    std::condition_variable changed_;
    SpeculativeSearch search_;
    std::map<Trial, Evaluating*> running_;
    std::size_t told_ = 0;  // decisions
    std::optional<Error> error_;
};

// What the evaluation of one trial sees of the user: it is told whether to stop and tells of its epochs, as
// long as its result is needed.
class ParallelSearch::Evaluating : public Progress, public TrainingObserver {
  public:
    Evaluating(ParallelSearch& search, const Trial& trial) : search_(search), trial_(trial) {}

    bool stop_requested() const override { return unwanted_ || search_.progress_.stop_requested(); }
    void training_begun(const Architecture&, int epochs) override {
        tell([&](SearchObserver& observer) { observer.trial_begun(trial_, epochs); });
    }
    void training_epoch(const Architecture&, int epoch, int epochs, double val_accuracy) override {
        tell([&](SearchObserver& observer) { observer.trial_epoch(trial_, epoch, epochs, val_accuracy); });
    }
    void stop() { unwanted_ = true; }

  private:
    template <typename Call>
    void tell(const Call& call) {
        const std::lock_guard lock(search_.mutex_);
        if (search_.options_.observer && !unwanted_) call(*search_.options_.observer);
    }

    ParallelSearch& search_;
    const Trial& trial_;
    std::atomic<bool> unwanted_{false};
};

void ParallelSearch::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        std::optional<Trial> trial;
        changed_.wait(lock, [&] { return over() || (trial = next_trial()).has_value(); });
        if (over()) return;
        evaluate(*trial, lock);
        changed_.notify_all();
    }
}

void ParallelSearch::evaluate(const Trial& trial, std::unique_lock<std::mutex>& lock) {
    Evaluating evaluating(*this, trial);
    search_.begin(trial);
    running_[trial] = &evaluating;
    lock.unlock();
    const auto start = std::chrono::steady_clock::now();
    auto result = functions_.evaluate(trial, evaluating, evaluating);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    lock.lock();
    running_.erase(trial);
    finish(trial, std::move(result), elapsed.count());
}

void ParallelSearch::finish(const Trial& trial, Result<Evaluation> result, double seconds) {
    if (!result && options_.observer) options_.observer->trial_abandoned(trial);
    const bool speculative = search_.finish(trial, result, seconds);
    if (speculative && functions_.speculated && !error_) {
        if (const auto written = functions_.speculated(trial, *result); !written) error_ = written.error();
    }
    for (const Trial& unwanted : search_.unwanted()) running_.at(unwanted)->stop();
    tell_decisions();
    if (!error_) return;
    for (const auto& running : running_) running.second->stop();
}

void ParallelSearch::tell_decisions() {
    for (; told_ < search_.decided().size() && !error_; ++told_) {
        const Candidate& candidate = search_.decided()[told_];
        if (functions_.decided) {
            if (const auto written = functions_.decided(candidate); !written) {
                error_ = written.error();
                return;
            }
        }
        tell(candidate);
    }
}

void ParallelSearch::tell(const Candidate& candidate) {
    const std::string network = name(candidate.trial.architecture);
    const std::string detail = candidate.evaluation
                                   ? fmt::format("{} {:.3f}", network, candidate.score())
                                   : fmt::format("{} does not fit: {}", network, candidate.feasibility.limit);
    if (options_.observer) options_.observer->trial_decided(candidate);
    progress_.update({"search", static_cast<std::int64_t>(told_ + 1), 0, detail});
}

}  // namespace

Result<SearchResult> parallel_search(const Strategy& strategy, const SearchFunctions& functions,
                                     const ParallelSearchOptions& options, Progress& progress) {
    return ParallelSearch(strategy, functions, options, progress).run();
}

}  // namespace nanonas
