// SPDX-License-Identifier: MIT
#include "cli/output.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace nanonas::cli {
namespace {

int first_error = 0;

void note_error(bool failed) {
    if (failed && first_error == 0) first_error = errno;
}

}  // namespace

void print_result(std::string_view text) {
    note_error(std::fwrite(text.data(), 1, text.size(), stdout) != text.size());
}

Result<void> finish_output() {
    note_error(std::fflush(stdout) != 0);
    if (first_error == 0) return {};
    return failure("Standard output could not be written: {}.", std::strerror(first_error));
}

}  // namespace nanonas::cli
