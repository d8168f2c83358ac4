// SPDX-License-Identifier: MIT
#include "mpi/post.h"

#include <cstring>

namespace nanonas::mpi {

// A message is the job's number and its text; MPI's tag is the kind. Errors of MPI end the process (MPI's own
// default), and with it the job.
void Post::send(Message message) {
    under_way_.push_back({MPI_REQUEST_NULL, std::string(sizeof message.number, '\0') + message.text});
    Sent& sent = under_way_.back();
    std::memcpy(sent.content.data(), &message.number, sizeof message.number);
    MPI_Isend(sent.content.data(), static_cast<int>(sent.content.size()), MPI_BYTE, message.rank,
              static_cast<int>(message.kind), communicator_, &sent.request);
}

std::optional<Message> Post::receive() {
    under_way_.remove_if([](Sent& sent) {
        int done = 0;
        MPI_Test(&sent.request, &done, MPI_STATUS_IGNORE);
        return done != 0;
    });
    int arrived = 0, size = 0;
    MPI_Status status;
    MPI_Message handle = MPI_MESSAGE_NULL;
    MPI_Improbe(MPI_ANY_SOURCE, MPI_ANY_TAG, communicator_, &arrived, &handle, &status);
    if (!arrived) return std::nullopt;
    MPI_Get_count(&status, MPI_BYTE, &size);
    std::string content(static_cast<std::size_t>(size), '\0');
    MPI_Mrecv(content.data(), size, MPI_BYTE, &handle, &status);
    Message message{static_cast<Kind>(status.MPI_TAG), status.MPI_SOURCE, 0, {}};
    std::memcpy(&message.number, content.data(), sizeof message.number);
    message.text = content.substr(sizeof message.number);
    return message;
}

Post::~Post() {
    for (Sent& sent : under_way_) MPI_Wait(&sent.request, MPI_STATUS_IGNORE);
}

}  // namespace nanonas::mpi
