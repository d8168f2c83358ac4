// SPDX-License-Identifier: MIT
#include "cli/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <vector>

#include "base/plain_text.h"
#include "system/shell_word.h"

namespace nanonas::cli {
namespace {

std::vector<std::string>& command_line() {
    static std::vector<std::string> words;
    return words;
}

}  // namespace

bool colours(int descriptor) {
    const char* none = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    return ::isatty(descriptor) && !(none && *none) && !(term && std::string_view(term) == "dumb");
}

void print_error(std::string_view sentence) {
    const char* format = colours(STDERR_FILENO) ? "\033[1;31mnanonas:\033[0m {}\n" : "nanonas: {}\n";
    fmt::print(stderr, fmt::runtime(format), plain_lines(sentence));
}

void print_hint(std::string_view sentence, bool quiet) {
    if (!quiet) fmt::print(stderr, "{}\n", plain_lines(sentence));
}

void remember_command(int argc, char** argv) {
    command_line().assign(argv, argv + argc);
}

std::string resume_command() {
    std::string text;
    bool resumes = false;
    for (const std::string& word : command_line()) {
        if (word == "--force") continue;
        resumes = resumes || word == "--resume";
        text += fmt::format("{}{}", text.empty() ? "" : " ", shell_word(word));
    }
    return resumes ? text : fmt::format("{} --resume", text);
}

}  // namespace nanonas::cli
