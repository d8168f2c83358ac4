// SPDX-License-Identifier: MIT
#include "system/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace nanonas {
namespace {

constexpr int ask_every_ms = 100;
constexpr std::size_t most_text = 1 << 16;

int open_or_null(const std::filesystem::path& path, int flags) {
    return open(path.empty() ? "/dev/null" : path.c_str(), flags | O_CLOEXEC, 0600);
}

// In the child: nothing but calls that are safe after fork.
// What it becomes ends with the thread that waits for it, however that ends.
[[noreturn]] void become(const Command& command, char* const* arguments, int input, int output, int errors) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (chdir(command.folder.c_str()) == 0 && dup2(input, 0) >= 0 && dup2(output, 1) >= 0 &&
        dup2(errors, 2) >= 0) {
        execvp(arguments[0], arguments);
    }
    _exit(127);
}

// Collects what comes through the pipe until it closes or `stop` asks for the end.
std::string collect(int pipe, pid_t child, const std::function<bool()>& stop) {
    std::string text;
    char buffer[4096];
    for (bool asked = false;;) {
        if (!asked && stop()) {
            kill(child, SIGKILL);
            asked = true;
        }
        pollfd readable{pipe, POLLIN, 0};
        if (poll(&readable, 1, ask_every_ms) <= 0) continue;
        const ssize_t count = read(pipe, buffer, sizeof buffer);
        if (count <= 0 && errno != EINTR) return text;
        if (count > 0 && text.size() < most_text) text.append(buffer, static_cast<std::size_t>(count));
    }
}

}  // namespace

std::filesystem::path find_program(const std::string& name) {
    const char* path = std::getenv("PATH");
    std::string_view folders = path ? path : "/usr/bin:/bin";
    while (!folders.empty()) {
        const std::size_t colon = folders.find(':');
        const std::filesystem::path candidate = std::filesystem::path(folders.substr(0, colon)) / name;
        if (access(candidate.c_str(), X_OK) == 0) return candidate;
        folders.remove_prefix(colon == std::string_view::npos ? folders.size() : colon + 1);
    }
    return {};
}

Result<Finished> run(const Command& command, const std::function<bool()>& stop) {
    std::vector<char*> arguments;
    for (const std::string& argument : command.arguments)
        arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    int pipe_ends[2];
    if (pipe2(pipe_ends, O_CLOEXEC) != 0) {
        return failure("{} could not be started: {}.", command.arguments[0], std::strerror(errno));
    }
    const int input = open_or_null(command.input, O_RDONLY);
    const int output = command.output.empty() ? dup(pipe_ends[1])
                                              : open_or_null(command.output, O_WRONLY | O_CREAT | O_TRUNC);
    const pid_t child = fork();
    if (child == 0) become(command, arguments.data(), input, output, pipe_ends[1]);
    const int reason = errno;
    for (const int end : {pipe_ends[1], input, output}) {
        if (end >= 0) close(end);
    }
    if (child < 0) {
        close(pipe_ends[0]);
        return failure("{} could not be started: {}.", command.arguments[0], std::strerror(reason));
    }
    Finished finished;
    finished.text = collect(pipe_ends[0], child, stop);
    close(pipe_ends[0]);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    finished.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return finished;
}

}  // namespace nanonas
