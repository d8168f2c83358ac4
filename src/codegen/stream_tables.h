// SPDX-License-Identifier: MIT
// The constant tables of the C of a stream.
#pragma once

#include <string>
#include <vector>

#include "codegen/stream_operations.h"
#include "nanonas/schedule.h"

namespace nanonas {

// How steps are written: an operator's number, `keep` and more for a map's row to keep, `end_of_row`.
struct StepCode {
    int keep = 128, end_of_row = 255;
    int bytes = 1;
    static StepCode of(const StreamGraph& stream);
};

// The types of the C's members that grow with a network.
struct StreamTypes {
    int offset_bytes = 2;  // of a place in the arena
    int row_bytes = 1;     // of a number of rows
    static StreamTypes of(const StreamGraph& stream, const Schedule& schedule);
};

// `maps`, `steps`, weights, numbers and `operations`.
std::string stream_tables(const StreamGraph& stream, const Schedule& schedule,
                          const std::vector<StreamOperation>& operations);

}  // namespace nanonas
