// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "mpi/post.h"
#include "nanonas/workers.h"

namespace nanonas::mpi {

// Rank 0's view of the other ranks. A thread of its own looks for their answers.
class Leader : public Workers {
  public:
    // `threads`: how many each rank has, by rank.
    Leader(MPI_Comm communicator, std::vector<int> threads);
    ~Leader() override;  // lets the workers end

    int capacity(Share share) const override;
    void limit_threads(int threads) override;
    Result<std::string> perform(std::string_view job, Share share, Progress& progress) override;

  private:
    struct Rank {
        int threads = 0, free = 0;
    };
    struct Work {
        int rank = 0, threads = 0;
        bool abandoned = false;  // nobody waits for the answer
        std::optional<std::string> answer;
    };

    void carry();
    void take_answer(Message message);
    int reserve(Share share, std::unique_lock<std::mutex>& lock, Progress& progress);
    int threads_of(int rank, Share share) const;

    mutable std::mutex mutex_;  // of all below
    std::condition_variable changed_;
    Post post_;
    std::map<int, Rank> workers_;    // by rank
    std::map<int, Work> under_way_;  // by number
    int next_number_ = 0;
    bool ending_ = false;
    std::thread carrier_;
};

}  // namespace nanonas::mpi
