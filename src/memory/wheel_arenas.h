// SPDX-License-Identifier: MIT
// Made by tests/make_arena_table.py.
#pragma once

#include "nanonas/architecture.h"

namespace nanonas {

struct WheelArena {
    Architecture architecture;
    std::int64_t arena_bytes;
};

constexpr WheelArena wheel_arenas[] = {
    {{Family::prime23, 4, 4, {19, 23, 1}, 9}, 8464},
    {{Family::current, 8, 1, {13, 41, 1}, 9}, 7656},
    {{Family::prime23, 35, 3, {152, 20, 1}, 8}, 140224},
    {{Family::prime23, 7, 2, {10, 12, 3}, 3}, 6032},
    {{Family::prime23, 20, 3, {21, 161, 1}, 45}, 89632},
    {{Family::current, 4, 0, {73, 187, 3}, 98}, 97424},
    {{Family::current, 2, 5, {106, 182, 3}, 7}, 120008},
    {{Family::current, 1, 1, {32, 13, 1}, 93}, 3432},
    {{Family::current, 32, 1, {20, 156, 3}, 57}, 127800},
    {{Family::prime23, 2, 0, {16, 25, 1}, 25}, 3408},
    {{Family::prime23, 36, 4, {133, 26, 3}, 53}, 164608},
    {{Family::prime23, 7, 3, {8, 36, 3}, 4}, 7920},
    {{Family::current, 1, 0, {143, 177, 3}, 96}, 153728},
    {{Family::prime23, 1, 0, {14, 40, 3}, 77}, 5568},
    {{Family::current, 27, 1, {219, 114, 1}, 62}, 844760},
    {{Family::current, 7, 3, {27, 18, 3}, 2}, 8528},
    {{Family::prime23, 3, 1, {43, 19, 1}, 14}, 6320},
    {{Family::current, 4, 4, {45, 224, 3}, 45}, 74480},
    {{Family::current, 27, 3, {52, 119, 3}, 61}, 213728},
    {{Family::prime23, 4, 1, {13, 26, 1}, 76}, 4736},
    {{Family::prime23, 29, 1, {36, 40, 1}, 5}, 55872},
    {{Family::current, 7, 0, {12, 46, 1}, 10}, 6320},
    {{Family::current, 4, 2, {13, 22, 3}, 10}, 4840},
    {{Family::current, 5, 3, {15, 190, 3}, 75}, 26304},
    {{Family::prime23, 2, 2, {27, 36, 3}, 94}, 9664},
    {{Family::current, 24, 4, {31, 47, 3}, 5}, 49424},
    {{Family::current, 2, 1, {48, 199, 1}, 9}, 30952},
    {{Family::current, 8, 0, {31, 45, 3}, 59}, 17248},
    {{Family::current, 2, 1, {30, 24, 1}, 22}, 4456},
    {{Family::current, 27, 4, {47, 48, 3}, 7}, 82368},
    {{Family::prime23, 6, 4, {48, 17, 1}, 4}, 11968},
    {{Family::prime23, 9, 3, {213, 159, 1}, 37}, 385392},
    {{Family::current, 10, 3, {26, 37, 3}, 8}, 16400},
    {{Family::current, 12, 2, {45, 13, 1}, 6}, 11816},
    {{Family::prime23, 1, 3, {14, 32, 1}, 9}, 6944},
    {{Family::prime23, 7, 2, {47, 24, 1}, 73}, 13904},
    {{Family::prime23, 11, 4, {148, 44, 1}, 59}, 96048},
    {{Family::prime23, 33, 5, {172, 69, 3}, 3}, 499040},
    {{Family::prime23, 7, 2, {43, 41, 1}, 57}, 19360},
    {{Family::prime23, 31, 1, {40, 214, 1}, 10}, 335408},
};

}  // namespace nanonas
