// SPDX-License-Identifier: MIT
/// @file
/// What a network takes as row-streaming C on a core. Exact, for every core: the state and the tables. From a
/// table that scripts/fit-c-memory measured with the compilers (src/memory/c_code_sizes.inc): upper bounds of
/// the machine code, at most 5 % of all Flash above it, and of the stack. tests/test_c_memory.py compares
/// both.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nanonas/c_layout.h"
#include "nanonas/result.h"

namespace nanonas {

/// The parts of RAM and Flash.
struct CMemory {
    std::int64_t state_bytes = 0;  ///< size of the state: rings, sums and features
    std::int64_t stack_bytes = 0;  ///< an upper bound of what any call uses
    std::int64_t table_bytes = 0;  ///< weights, biases, multipliers, stages and class names
    std::int64_t code_bytes = 0;   ///< machine code, with the functions of the C library that it calls

    /// State and stack, without the caller's own row.
    std::int64_t ram_bytes() const { return state_bytes + stack_bytes; }
    /// Tables and code.
    std::int64_t flash_bytes() const { return table_bytes + code_bytes; }
};

/// What the C takes with the core's own kernels. A core whose code was never measured is an error, in a
/// sentence that lists those that were.
Result<CMemory> c_memory(const CShape& shape, std::string_view core, Optimize optimize = Optimize::speed);

/// The most stack that a call uses where the C is compiled with -DNANONAS_PORTABLE, which replaces the core's
/// own kernels. Errors: c_memory's.
Result<std::int64_t> portable_stack_bytes(const CShape& shape, std::string_view core,
                                          Optimize optimize = Optimize::speed);

/// The most stack that a call uses on any core of a firmware's: c_memory's, or for a core that was never
/// measured half as much again as on the worst of its family. An error where no core of its family was.
Result<std::int64_t> stack_bound(const CShape& shape, std::string_view core,
                                 Optimize optimize = Optimize::speed);

/// Whether c_memory knows the core; the error is c_memory's.
Result<void> c_memory_known(std::string_view core);

/// A part of the generated code that a network needs. The first part of a network is its combination of
/// loops, the others add to that. The machine code on a core is the sum of what each part takes there.
struct CCodePart {
    std::string name;  ///< a row of src/memory/c_code_sizes.inc
    double count = 1;  ///< how often
};
/// The parts of a network's code.
std::vector<CCodePart> code_parts(const CShape& shape, Optimize optimize);

}  // namespace nanonas
