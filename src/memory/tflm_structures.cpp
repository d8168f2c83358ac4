// SPDX-License-Identifier: MIT
#include "memory/tflm_structures.h"

namespace nanonas::tflm {
namespace {

constexpr Structures x86_64{
    .pointer = {8, 8},
    .arena_allocator = {104, 8},
    .memory_planner = {72, 8},
    .micro_allocator = {272, 8},
    .data_allocator = {16, 8},
    .subgraph = {24, 8},
    .eval_tensor = {24, 8},
    .node = {64, 8},
    .scratch_request = {16, 8},
    .scratch_handle = {8, 8},
    .tensor = {64, 8},
    .quantization = {24, 8},
    .allocation_info = {32, 8},
};

constexpr Structures cortex_m{
    .pointer = {4, 4},
    .arena_allocator = {36, 4},
    .memory_planner = {44, 4},
    .micro_allocator = {36, 4},
    .data_allocator = {8, 4},
    .subgraph = {8, 4},
    .eval_tensor = {12, 4},
    .node = {32, 4},
    .scratch_request = {12, 4},
    .scratch_handle = {4, 4},
    .tensor = {32, 4},
    .quantization = {12, 4},
    .allocation_info = {24, 4},
};

struct OperatorRow {
    OperatorCode code;
    OperatorStructures x86_64, cortex_m;
};

constexpr OperatorRow operator_rows[] = {
    {OperatorCode::add, {{8, 4}, 60}, {{2, 1}, 60}},
    {OperatorCode::average_pool_2d, {{40, 4}, 32}, {{40, 4}, 32}},
    {OperatorCode::conv_2d, {{28, 4}, 80}, {{28, 4}, 56}},
    {OperatorCode::depthwise_conv_2d, {{28, 4}, 80}, {{28, 4}, 56}},
    {OperatorCode::dequantize, {{}, 32}, {{}, 32}},
    {OperatorCode::fully_connected, {{32, 8}, 72}, {{5, 1}, 48}},
    {OperatorCode::max_pool_2d, {{40, 4}, 32}, {{40, 4}, 32}},
    {OperatorCode::mul, {{4, 4}, 36}, {{1, 1}, 36}},
    {OperatorCode::reshape, {{36, 4}, 0}, {{36, 4}, 0}},
    {OperatorCode::softmax, {{4, 4}, 80}, {{4, 4}, 56}},
    {OperatorCode::pad, {{}, 56}, {{}, 56}},
    {OperatorCode::mean, {{1, 1}, 44}, {{1, 1}, 44}},
    {OperatorCode::quantize, {{}, 32}, {{}, 32}},
};

}  // namespace

const Structures& structures(ArenaModel model) {
    return model == ArenaModel::bits64 ? x86_64 : cortex_m;
}

const OperatorStructures* operator_structures(OperatorCode code, ArenaModel model) {
    for (const OperatorRow& row : operator_rows) {
        if (row.code == code) return model == ArenaModel::bits64 ? &row.x86_64 : &row.cortex_m;
    }
    return nullptr;
}

}  // namespace nanonas::tflm
