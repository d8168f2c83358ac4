// SPDX-License-Identifier: MIT
#include "simulation.h"

#include <algorithm>

namespace nanonas {
namespace {

class Simulation {
  public:
    Simulation(const Recorded& recorded, const Limits& limits, const Policy& policy, const Machine& machine)
        : recorded_(recorded), limits_(limits), policy_(policy), machine_(machine) {}

    Result<Simulated> run() {
        while (true) {
            decide();
            if (walk_.finished()) break;
            if (!recorded_.candidates.contains(walk_.needed())) {
                return usage_error("({},{}) of seed {} is not recorded.", walk_.needed().k, walk_.needed().c,
                                   recorded_.seed);
            }
            stop_if([&](PlanePoint point) { return point < walk_.needed(); });
            preempt();
            begin();
            finish_next();
        }
        stop_if([](PlanePoint) { return true; });
        result_.best = walk_.best();
        for (const PlanePoint point : decided_) result_.used_seconds += spent_[point];
        return result_;
    }

  private:
    struct Running {
        PlanePoint point;
        double began, ends;
        int cores;
    };

    std::optional<double> known(PlanePoint point) {
        auto found = fits_.find(point);
        if (found == fits_.end()) {
            found = fits_.emplace(point, feasibility(recorded_.architecture(point), limits_).feasible).first;
        }
        if (!found->second) return infeasible_score;
        const auto score = scores_.find(point);
        return score == scores_.end() ? std::nullopt : std::optional(score->second);
    }

    void decide() {
        while (!walk_.finished()) {
            const auto score = known(walk_.needed());
            if (!score) return;
            decided_.insert(walk_.needed());
            walk_.decide(*score);
        }
    }

    int busy() const {
        int sum = 0;
        for (const Running& job : running_) sum += job.cores;
        return sum;
    }

    void account(const Running& job) { result_.busy_seconds += (now_ - job.began) * job.cores; }

    template <typename Condition>
    void stop_if(const Condition& condition) {
        std::erase_if(running_, [&](const Running& job) {
            if (!condition(job.point)) return false;
            account(job);
            return true;
        });
    }

    void preempt() {
        const bool is_begun = begun_.contains(walk_.needed());
        if (!machine_.preempts || is_begun || busy() < machine_.cores) return;
        account(running_.back());
        begun_.erase(running_.back().point);
        running_.pop_back();
    }

    void begin() {
        const PointScore score = [this](PlanePoint point) { return known(point); };
        while (busy() < machine_.cores) {
            const auto point = policy_(walk_, score, begun_, machine_.cores);
            if (!point) break;
            const auto figures = recorded_.candidates.find(*point);
            begun_.insert(*point);
            if (figures == recorded_.candidates.end()) continue;  // a guess too far ahead
            running_.push_back({*point, now_, now_ + figures->second.seconds, 1});
        }
        share();
    }

    void share() {
        const int idle = machine_.cores - busy();
        if (!machine_.sharing || idle == 0) return;
        for (Running& job : running_) {
            if (!(job.point == walk_.needed()) || job.cores > 1 || job.began < now_) continue;
            double best = 1;
            for (int cores = 2; cores <= 1 + idle; ++cores) {
                const double share = machine_.sharing(recorded_.architecture(job.point), cores);
                if (share < best) best = share, job.cores = cores;
            }
            job.ends = now_ + (job.ends - now_) * best;
        }
    }

    void finish_next() {
        const auto next =
            std::min_element(running_.begin(), running_.end(),
                             [](const Running& a, const Running& b) { return a.ends < b.ends; });
        now_ = result_.seconds = next->ends;
        account(*next);
        spent_[next->point] = (next->ends - next->began) * next->cores;
        scores_[next->point] = recorded_.candidates.at(next->point).score;
        running_.erase(next);
    }

    const Recorded& recorded_;
    const Limits& limits_;
    const Policy& policy_;
    const Machine& machine_;
    OccamWalk walk_;
    double now_ = 0;
    std::vector<Running> running_;  // in the order in which they were begun
    std::set<PlanePoint> begun_, decided_;
    std::map<PlanePoint, double> scores_, spent_;
    std::map<PlanePoint, bool> fits_;
    Simulated result_;
};

}  // namespace

Result<Simulated> simulate(const Recorded& recorded, const Limits& limits, const Policy& policy,
                           const Machine& machine) {
    return Simulation(recorded, limits, policy, machine).run();
}

}  // namespace nanonas
