// SPDX-License-Identifier: MIT
// result.json of any run folder: of a run that is unfinished, of another version, or damaged.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nanonas/run_result.h"

namespace nanonas {

// As much of result.json as makes sense.
struct ReadResult {
    RunResult result;                 // what is absent has its default
    std::string version;              // of the nanonas that wrote it
    std::vector<std::string> absent;  // keys that are missing or have no value that makes sense, such as
                                      // "memory.c.ram_bytes"; "architecture" stands for all of the network

    bool has(std::string_view key) const;
};

// None if the text is no JSON object.
std::optional<ReadResult> read_result(std::string_view json);

}  // namespace nanonas
