// SPDX-License-Identifier: MIT
// nanonas with another least time between two changes of the screen, for tests/test_terminal.py:
// nanonas_redraw_interval MILLISECONDS COMMAND...
#include <cstdlib>

#include "cli/command_line.h"
#include "cli/terminal_progress.h"

int main(int argc, char** argv) {
    if (argc < 2) return EXIT_FAILURE;
    nanonas::cli::set_shortest_interval(std::chrono::milliseconds(std::atoi(argv[1])));
    argv[1] = argv[0];
    return nanonas::cli::command_line(argc - 1, argv + 1, nullptr);
}
