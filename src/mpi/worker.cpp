// SPDX-License-Identifier: MIT
#include "mpi/worker.h"

#include <atomic>
#include <chrono>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "cli/signal_watch.h"
#include "mpi/answer.h"
#include "mpi/post.h"
#include "nanonas/workers.h"
#include "system/start_threads.h"

namespace nanonas::mpi {
namespace {

constexpr auto between_looks = std::chrono::microseconds(500);

class StopSignal : public Progress {
  public:
    bool stop_requested() const override { return stop_ || cli::stop_signalled(); }
    void stop() { stop_ = true; }

  private:
    std::atomic<bool> stop_{false};
};

// A thread for each job that is under way; this thread alone speaks to MPI. A signal stops the jobs, of which
// rank 0 learns as of an interruption; rank 0 ends the workers.
class Server {
  public:
    explicit Server(MPI_Comm communicator) : post_(communicator) {}
    void serve();

  private:
    struct Work {
        StopSignal signal;
        std::thread thread;
    };
    bool take(Message message);  // false: the end
    void begin(Message message);
    void send_answers();

    Post post_;
    Worker worker_;
    std::map<int, Work> under_way_;
    std::mutex mutex_;
    std::deque<Message> answers_;  // guarded
};

void Server::serve() {
    bool more = true;
    while (more) {
        while (more) {
            auto message = post_.receive();
            if (!message) break;
            more = take(std::move(*message));
        }
        send_answers();
        std::this_thread::sleep_for(between_looks);
    }
    for (auto& [number, work] : under_way_) work.signal.stop();
    for (auto& [number, work] : under_way_) {
        if (work.thread.joinable()) work.thread.join();
    }
}

bool Server::take(Message message) {
    if (message.kind == Kind::end) return false;
    if (message.kind == Kind::job) {
        begin(std::move(message));
    } else if (const auto work = under_way_.find(message.number); work != under_way_.end()) {
        work->second.signal.stop();
    }
    return true;
}

void Server::begin(Message message) {
    Work& work = under_way_[message.number];
    const int rank = message.rank, number = message.number;
    const auto answer_with = [this, rank, number](const Result<std::string>& answer) {
        const std::lock_guard lock(mutex_);
        answers_.push_back({Kind::result, rank, number, to_text(answer)});
    };
    std::vector<std::thread> started =
        start_threads(1, [this, &work, answer_with, text = std::move(message.text)] {
            answer_with(worker_.perform(text, work.signal));
        });
    if (started.empty()) {
        answer_with(failure("A thread for a job could not be started; raise the limit of threads."));
    } else {
        work.thread = std::move(started.front());
    }
}

void Server::send_answers() {
    std::deque<Message> answers;
    {
        const std::lock_guard lock(mutex_);
        answers.swap(answers_);
    }
    for (Message& answer : answers) {
        const auto work = under_way_.find(answer.number);
        if (work->second.thread.joinable()) work->second.thread.join();
        under_way_.erase(work);
        post_.send(std::move(answer));
    }
}

}  // namespace

void serve(MPI_Comm communicator) {
    const cli::SignalWatch watch;
    Server(communicator).serve();
}

}  // namespace nanonas::mpi
