// SPDX-License-Identifier: MIT
#include "mpi/answer.h"

namespace nanonas::mpi {
namespace {

// The first character says what follows.
constexpr char is_result = '+';

}  // namespace

std::string to_text(const Result<std::string>& answer) {
    if (answer) return is_result + *answer;
    return static_cast<char>('0' + static_cast<int>(answer.error().kind)) + answer.error().message;
}

Result<std::string> parse_answer(const std::string& text) {
    if (text.front() == is_result) return text.substr(1);
    return tl::unexpected<Error>({static_cast<ErrorKind>(text.front() - '0'), text.substr(1)});
}

}  // namespace nanonas::mpi
