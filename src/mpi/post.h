// SPDX-License-Identifier: MIT
#pragma once

#include <mpi.h>

#include <list>
#include <optional>
#include <string>

namespace nanonas::mpi {

enum class Kind : int {
    job = 1,  // leader to worker
    stop,     // leader to worker: the job of this number is not needed any more
    end,      // leader to worker: no more jobs
    result,   // worker to leader
};

struct Message {
    Kind kind = Kind::end;
    int rank = 0;    // where it comes from, or goes to
    int number = 0;  // of the job
    std::string text;
};

// Texts between ranks, without waiting: MPI's own waiting would keep a core busy. Not for several threads at
// once.
class Post {
  public:
    explicit Post(MPI_Comm communicator) : communicator_(communicator) {}
    ~Post();  // waits until all that was sent has been taken over
    Post(const Post&) = delete;
    Post& operator=(const Post&) = delete;

    void send(Message message);
    std::optional<Message> receive();  // the next that has arrived, if any

  private:
    struct Sent {
        MPI_Request request;
        std::string content;
    };
    const MPI_Comm communicator_;
    std::list<Sent> under_way_;
};

}  // namespace nanonas::mpi
