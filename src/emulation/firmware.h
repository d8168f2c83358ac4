// SPDX-License-Identifier: MIT
// The generated C as a firmware for a core: compiled, linked with a part's memory, measured, run.
#pragma once

#include <filesystem>
#include <functional>
#include <span>

#include "emulation/cores.h"
#include "nanonas/codegen.h"
#include "nanonas/targets.h"

namespace nanonas {

struct FirmwareSizes {
    std::int64_t flash_bytes = 0;    // code, constants and initial values
    std::int64_t ram_bytes = 0;      // .data and .bss
    std::int64_t library_bytes = 0;  // of a network's Flash, functions of the C library that it calls
};

// A folder with the sources of one network and what is made of them. The folder must outlive it.
class Firmware {
  public:
    using Stop = std::function<bool()>;  // asked often; true ends the work

    // Writes the network's and the harness' sources. `extra_flags` go to the compiler behind the core's own.
    // A part fits only if `stack_bytes` of its RAM are left.
    static Result<Firmware> create(const std::filesystem::path& folder, const Core& core,
                                   const Target& target, std::span<const GeneratedFile> network,
                                   std::vector<std::string> extra_flags, Stop stop,
                                   std::int64_t stack_bytes = 0);

    // What a firmware has for the network's calls: its object file to the byte, and what these need of the C
    // library. An error says by how much the part is too small.
    Result<FirmwareSizes> network_sizes();

    struct Output {
        std::string board;               // that ran it
        std::vector<std::byte> results;  // `result_bytes` of them
    };
    // Classifies pictures that lie one after the other. Where they lie in Flash beside the network, a number
    // that is too large does not fit.
    Result<Output> run(std::span<const std::byte> pictures, std::uint32_t count, std::size_t result_bytes);

  private:
    Firmware(std::filesystem::path folder, Core core, Target target, std::vector<std::string> flags,
             Stop stop, std::int64_t stack_bytes);

    // Of the target, less what the stack needs.
    std::int64_t ram_for_data() const;
    Result<void> compile(const std::string& source, const std::string& object,
                         const std::vector<std::string>& flags = {});
    Result<void> link(const std::string& program, const std::vector<std::string>& objects,
                      std::int64_t ram_bytes);
    Result<void> call_tool(std::vector<std::string> arguments, std::string_view purpose);
    Result<FirmwareSizes> sizes_of(const std::string& program);
    Result<Board> link_for_board();
    Result<std::vector<std::byte>> emulate(const Board& board);

    std::filesystem::path folder_;
    Core core_;
    Target target_;
    std::vector<std::string> flags_;
    Stop stop_;
    std::int64_t stack_bytes_ = 0;
    std::uint32_t compiled_for_ = 0;  // pictures that the harness takes
};

}  // namespace nanonas
