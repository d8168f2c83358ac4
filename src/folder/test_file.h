// SPDX-License-Identifier: MIT
// test.json: how a run's network answered pictures that it was not trained with. It is kept, so that the
// report need not test again.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nanonas/confusion.h"

namespace nanonas {

struct KeptMistake {
    Mistake mistake;
    std::string path;  // of the picture, relative to its folder
};

struct RunTest {
    bool on_test_set = false;                // else on the validation pictures, for there were no others
    std::optional<Confusion> float_network;  // none on the validation pictures
    Confusion int8_network;
    std::vector<KeptMistake> mistakes;  // of the int8 network: the worst ones, worst first
};

inline constexpr std::size_t most_kept_mistakes = 16;

std::string to_json(const RunTest& test);
Result<RunTest> parse_test(std::string_view json, std::string_view name);

}  // namespace nanonas
