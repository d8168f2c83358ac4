// SPDX-License-Identifier: MIT
#include "emulation/cores.h"

namespace nanonas {
namespace {

std::vector<Board> boards_of(const CoreDescription& core, const Target& target) {
    if (core.family == CoreFamily::avr) return {{avr_name(target), target.ram_bytes, target.flash_bytes}};
    std::vector<Board> boards;
    for (const EmulatedBoard& board : core.boards) {
        if (!board.name.empty()) boards.push_back({std::string(board.name), board.ram_bytes, board.flash_bytes});
    }
    return boards;
}

bool emulated(const CoreDescription& core) {
    return !core.cycles_source.empty();
}

}  // namespace

Result<Core> find_core(const Target& target) {
    const CoreDescription* core = find_core_description(target.core);
    if (!core || !emulated(*core)) {
        return failure("nanonas can't emulate a {}; it knows {}.", target.core, core_names(emulated));
    }
    NANONAS_TRY(const CoreCompiler compiler, core_compiler(target));
    return Core{target.core,
                core->family,
                compiler.flags,
                boards_of(*core, target),
                core->cycles_per_instruction,
                std::string(core->cycles_source)};
}

}  // namespace nanonas
