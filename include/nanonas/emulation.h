// SPDX-License-Identifier: MIT
/// @file
/// Nothing is believed that was not run: the generated C, compiled for a target's core and run on an emulated
/// board over real pictures, every output compared with the host's interpreter.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "nanonas/codegen.h"
#include "nanonas/dataset.h"
#include "nanonas/progress.h"
#include "nanonas/targets.h"

namespace nanonas {

/// How the C is compiled.
struct VerifyOptions {
    Optimize optimize = Optimize::speed;  ///< as it was generated
    bool portable = false;                ///< the plain C in place of the core's own kernels
};

/// What came out. Figures are of the network's C alone, without start-up, harness and the caller's row.
struct Verification {
    std::string core;                   ///< the emulated core, such as "Cortex-M0+"
    std::string board;                  ///< the emulator's name for the board, such as "microbit"
    std::uint32_t images = 0;           ///< pictures that were run
    std::uint32_t mismatches = 0;       ///< pictures with a class, probability or score unlike the host's
    std::int64_t flash_bytes = 0;       ///< code and tables of the exported files, linked
    std::int64_t library_bytes = 0;     ///< of those, functions of the C library that they call
    std::int64_t static_ram_bytes = 0;  ///< their .data and .bss
    std::int64_t stack_bytes = 0;       ///< the most that a call used
    std::int64_t ram_bytes = 0;         ///< static_ram_bytes + stack_bytes
    /// Instructions of one inference, as the mean over the pictures; none where only cycles can be counted.
    std::optional<double> instructions;
    /// Cycles of one inference. The emulator counted them, or they are instructions * cycles_per_instruction.
    double cycles = 0;
    /// What `cycles_source` gives for the core; 0 where cycles were counted.
    double cycles_per_instruction = 0;
    std::string cycles_source;  ///< where cycles_per_instruction is from, or that cycles were counted
    double milliseconds = 0;    ///< of one inference at the target's clock
    /// Supply voltage * current when running * that time; none where the target has no figures.
    std::optional<double> microjoules;
    std::string energy_source;  ///< of the current
};

/// The tools that `target`'s core needs, or one sentence that names the package of the first that is missing,
/// or says that the core can't be emulated.
Result<void> find_tools(const Target& target);

/// Compiles `files`, those of generate_c(graph) under their usual names, links them with the target's Flash
/// and RAM, runs them over `pictures` (indices into `source`) and compares with the host's interpreter of
/// `graph`. Too large a network is an error that says by how many bytes; mismatches are none, they are
/// counted.
Result<Verification> verify(std::span<const GeneratedFile> files, const Graph& graph, const Target& target,
                            const PictureSource& source, std::span<const std::uint32_t> pictures,
                            const VerifyOptions& options, Progress& progress);

/// What the linker made of a project.
struct LinkedProject {
    std::int64_t network_flash_bytes = 0;  ///< of the network's own object file
    std::int64_t network_ram_bytes = 0;    ///< of the same
    std::int64_t flash_bytes = 0;          ///< of the whole firmware
    std::int64_t ram_bytes = 0;            ///< its data, without a stack
};

/// Builds the files of generate_project() by their own Makefile, as their users will. They must have been
/// made for a target with more memory than they need and for a stack of 0 bytes, so that the linker refuses
/// nothing. `name` is the network's. Nothing where a tool is missing or can't build them.
Result<std::optional<LinkedProject>> link_project(std::span<const GeneratedFile> files, const Target& target,
                                                  std::string_view name, Progress& progress);

}  // namespace nanonas
