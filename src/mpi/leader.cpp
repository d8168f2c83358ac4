// SPDX-License-Identifier: MIT
#include "mpi/leader.h"

#include <algorithm>
#include <chrono>

#include "mpi/answer.h"

namespace nanonas::mpi {
namespace {

constexpr auto between_looks = std::chrono::microseconds(500);
constexpr auto between_stop_requests = std::chrono::milliseconds(10);

constexpr int no_rank = -1;

}  // namespace

Leader::Leader(MPI_Comm communicator, std::vector<int> threads) : post_(communicator) {
    for (std::size_t rank = 1; rank < threads.size(); ++rank) {
        workers_[static_cast<int>(rank)] = {threads[rank], threads[rank]};
    }
    carrier_ = std::thread([this] { carry(); });
}

Leader::~Leader() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
        for (const auto& worker : workers_) post_.send({Kind::end, worker.first, 0, {}});
    }
    carrier_.join();
}

void Leader::carry() {
    while (true) {
        {
            const std::lock_guard lock(mutex_);
            if (ending_) return;
            bool arrived = false;
            while (auto message = post_.receive()) {
                take_answer(std::move(*message));
                arrived = true;
            }
            if (arrived) changed_.notify_all();
        }
        std::this_thread::sleep_for(between_looks);
    }
}

// Frees the worker for the next job, whether or not anybody still waits for this one.
void Leader::take_answer(Message message) {
    const auto work = under_way_.find(message.number);
    workers_.at(work->second.rank).free += work->second.threads;
    if (work->second.abandoned) {
        under_way_.erase(work);
    } else {
        work->second.answer = std::move(message.text);
    }
}

int Leader::capacity(Share share) const {
    const std::lock_guard lock(mutex_);
    int sum = 0;
    for (const auto& [rank, worker] : workers_) sum += worker.threads / threads_of(rank, share);
    return sum;
}

// Precondition: no job is under way.
void Leader::limit_threads(int threads) {
    const std::lock_guard lock(mutex_);
    for (auto& [rank, worker] : workers_) worker = {threads, threads};
}

int Leader::threads_of(int rank, Share share) const {
    return share == Share::thread ? 1 : workers_.at(rank).threads;
}

// The rank with the most free threads, once one has enough; no_rank if progress asks to stop before.
int Leader::reserve(Share share, std::unique_lock<std::mutex>& lock, Progress& progress) {
    while (true) {
        const auto most =
            std::max_element(workers_.begin(), workers_.end(),
                             [](const auto& a, const auto& b) { return a.second.free < b.second.free; });
        const auto& [rank, worker] = *most;
        if (worker.free >= threads_of(rank, share)) {
            most->second.free -= threads_of(rank, share);
            return rank;
        }
        if (progress.stop_requested()) return no_rank;
        changed_.wait_for(lock, between_stop_requests);
    }
}

Result<std::string> Leader::perform(std::string_view job, Share share, Progress& progress) {
    std::unique_lock lock(mutex_);
    const int rank = reserve(share, lock, progress);
    if (rank == no_rank)
        return tl::unexpected<Error>({ErrorKind::interrupted, "Stopped before it was begun."});
    const int number = next_number_++;
    Work& work = under_way_[number];
    work = {rank, threads_of(rank, share), false, {}};
    post_.send({Kind::job, rank, number, std::string(job)});
    while (!work.answer) {
        changed_.wait_for(lock, between_stop_requests);
        if (!work.answer && progress.stop_requested()) {
            post_.send({Kind::stop, rank, number, {}});
            work.abandoned = true;
            return tl::unexpected<Error>({ErrorKind::interrupted, "Stopped before its end."});
        }
    }
    auto answer = parse_answer(*work.answer);
    under_way_.erase(number);
    if (!answer && answer.error().kind == ErrorKind::failed) {
        answer.error().message = fmt::format("Rank {}: {}", rank, answer.error().message);
    }
    return answer;
}

}  // namespace nanonas::mpi
