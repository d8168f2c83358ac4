// SPDX-License-Identifier: MIT
#include "search/evaluation_pool.h"

#include <chrono>

namespace nanonas {

// What an evaluation sees of the user's progress: it tells of its epochs and is told whether to stop.
class EvaluationPool::EvaluationProgress : public Progress {
  public:
    EvaluationProgress(Progress& user, const std::atomic<bool>& unwanted, const std::atomic<bool>& stopping)
        : user_(user), unwanted_(unwanted), stopping_(stopping) {}
    void network(const NetworkUpdate& now) override {
        if (unwanted_ || stopping_) return;
        NetworkUpdate candidate = now;
        candidate.candidate = true;
        user_.network(candidate);
    }
    bool stop_requested() const override { return unwanted_ || stopping_ || user_.stop_requested(); }

  private:
    Progress& user_;
    const std::atomic<bool>&unwanted_, &stopping_;
};

EvaluationPool::EvaluationPool(const SearchSpace& space, const SearchOptions& options,
                               const SearchFunctions& functions, const std::vector<KnownEvaluation>& known,
                               Progress& progress)
    : space_(space), options_(options), functions_(functions), progress_(progress) {
    for (const KnownEvaluation& entry : known) jobs_[{entry.k, entry.c}].result = entry.evaluation;
    for (int i = 0; i < options.threads; ++i) threads_.emplace_back([this] { work(); });
}

EvaluationPool::~EvaluationPool() {
    stop();
}

void EvaluationPool::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
}

Architecture EvaluationPool::architecture(Point point) const {
    return {space_.family, point.k, point.c, space_.input, space_.classes};
}

Feasibility EvaluationPool::feasibility(Point point) {
    const std::lock_guard lock(mutex_);
    return cached_feasibility(point);
}

const Feasibility& EvaluationPool::cached_feasibility(Point point) {
    const auto found = feasibility_.find(point);
    if (found != feasibility_.end()) return found->second;
    return feasibility_[point] = functions_.feasible(architecture(point));
}

Result<Evaluation> EvaluationPool::evaluation(std::shared_ptr<const Agenda> agenda) {
    std::unique_lock lock(mutex_);
    agenda_ = std::move(agenda);
    for (auto& [point, job] : jobs_) job.unwanted = agenda_->passed(point);
    changed_.notify_all();
    Job& job = jobs_.try_emplace(agenda_->needed()).first->second;
    changed_.wait(lock, [&] { return job.result.has_value() || !ahead_written_; });
    NANONAS_TRY_VOID(ahead_written_);
    job.used = true;
    return *job.result;
}

double EvaluationPool::worked_seconds() const {
    const std::lock_guard lock(mutex_);
    double sum = 0;
    for (const auto& [point, job] : jobs_) sum += job.seconds;
    return sum;
}

double EvaluationPool::unused_seconds() const {
    const std::lock_guard lock(mutex_);
    double sum = 0;
    for (const auto& [point, job] : jobs_) sum += job.used ? 0 : job.seconds;
    return sum;
}

std::optional<double> EvaluationPool::known_score(Point point) {
    if (!cached_feasibility(point).feasible) return OccamWalk::infeasible;
    const auto job = jobs_.find(point);
    if (job == jobs_.end() || !job->second.result || !*job->second.result) return std::nullopt;
    return Candidate{{}, {}, **job->second.result}.score();
}

std::vector<Point> EvaluationPool::upcoming(std::size_t count) {
    return agenda_->upcoming([this](Point point) { return known_score(point); }, count);
}

std::optional<Point> EvaluationPool::next_point() {
    if (!agenda_) return std::nullopt;
    for (const Point point : upcoming(static_cast<std::size_t>(options_.threads))) {
        if (!jobs_[point].started) return point;
    }
    return std::nullopt;
}

void EvaluationPool::run(Point point, Job& job, std::unique_lock<std::mutex>& lock) {
    job.started = true;
    lock.unlock();
    EvaluationProgress progress(progress_, job.unwanted, stopping_);
    const Architecture candidate = architecture(point);
    const auto start = std::chrono::steady_clock::now();
    auto result = functions_.evaluate(candidate, candidate_seed(options_.seed, candidate), progress);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    if (!result) progress_.network({NetworkUpdate::Event::abandoned, true, point.k, point.c});
    lock.lock();
    job.seconds = elapsed.count();
    // Whether every earlier decision was already possible when this one was ready.
    const std::vector<Point> awaited = upcoming(1);
    if (result && (awaited.empty() || awaited.front() != point)) {
        ++evaluated_ahead_;
        if (functions_.evaluated_ahead && ahead_written_) {
            ahead_written_ = functions_.evaluated_ahead(candidate, *result);
        }
    }
    job.result = std::move(result);
}

void EvaluationPool::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        std::optional<Point> point;
        changed_.wait(lock, [&] { return stopping_ || (point = next_point()).has_value(); });
        if (stopping_) return;
        run(*point, jobs_[*point], lock);
        changed_.notify_all();
    }
}

}  // namespace nanonas
