// SPDX-License-Identifier: MIT
// Programs of others, run in a folder.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "nanonas/result.h"

namespace nanonas {

// The full path of a program on PATH; empty where there is none.
std::filesystem::path find_program(const std::string& name);

struct Command {
    std::vector<std::string> arguments;  // the program first, looked for on PATH
    std::filesystem::path folder;        // to run in
    std::filesystem::path input;         // standard input; empty: none
    std::filesystem::path output;        // standard output; empty: with the errors, into the result
};

struct Finished {
    int status = 0;    // exit status; 128 + its number if a signal ended it
    std::string text;  // standard error, and standard output unless it went elsewhere
};

// Waits for the program's end, asking `stop` ten times a second whether to end it early. Fails if it can't
// start.
Result<Finished> run(const Command& command, const std::function<bool()>& stop);

}  // namespace nanonas
