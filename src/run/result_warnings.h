// SPDX-License-Identifier: MIT
// What the figures of a result alone would hide, in sentences.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "folder/test_file.h"
#include "nanonas/memory.h"
#include "nanonas/run_result.h"

namespace nanonas {

// A result as far as it has come, and what it came from.
struct JudgedResult {
    const RunResult& result;
    const CostOptions& cost;
    std::vector<std::uint32_t> training_pictures;  // by class
    bool searched = true;                          // else the network was given
    bool mirrored = false;                         // training mirrored pictures at random
    const RunTest* test = nullptr;                 // none before it is done
};

// In the order in which they matter: chance, classes that are never recognised, two classes taken for each
// other, quantisation, imbalance, a search that no limit ended.
std::vector<std::string> result_warnings(const JudgedResult& judged);

}  // namespace nanonas
