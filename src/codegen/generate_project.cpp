// SPDX-License-Identifier: MIT
#include "codegen/core_compiler.h"
#include "codegen/names.h"
#include "codegen/part_layout.h"
#include "codegen/project_text.h"
#include "codegen/text_template.h"
#include "nanonas/codegen.h"

namespace nanonas {
namespace {

std::string bytes_table(const std::vector<std::uint8_t>& bytes) {
    std::string rows;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        rows += fmt::format("{}{},", i % 20 == 0 ? "\n    " : " ", bytes[i]);
    }
    return rows;
}

// Which emulated board `make run` takes.
struct EmulatedBoard {
    std::string emulator, board, flash_origin, ram_origin;
};

EmulatedBoard emulated_board(const Target& target, CoreFamily family) {
    if (family == CoreFamily::avr) return {"simavr", avr_name(target), "", ""};
    if (family == CoreFamily::riscv)
        return {"qemu-system-riscv32 -bios none", "virt", "0x80000000", "0x81000000"};
    const bool small = target.core.starts_with("Cortex-M0") || target.core == "Cortex-M3";
    return {"qemu-system-arm", small ? "mps2-an385" : "mps2-an386", "0", "0x20000000"};
}

TemplateValues project_values(const GraphTensor& input, const CodegenOptions& options, const Target& target,
                              const CoreCompiler& compiler, const PartLayout& layout,
                              const BuiltInPicture& picture) {
    const EmulatedBoard emulated = emulated_board(target, compiler.family);
    std::string flags;
    for (const std::string& flag : compiler.flags) flags += (flags.empty() ? "" : " ") + flag;
    TemplateValues values;
    values.texts = {{"name", options.name},
                    {"NAME", upper_case(options.name)},
                    {"part", c_comment(target.name)},
                    {"core", target.core},
                    {"mhz", fmt::format("{:g}", target.clock_mhz)},
                    {"prefix", compiler.prefix},
                    {"flags", flags},
                    {"optimize", options.optimize == Optimize::size ? "-Os" : "-O2"},
                    {"flash_bytes", std::to_string(target.flash_bytes)},
                    {"ram_bytes", std::to_string(target.ram_bytes)},
                    {"flash_origin", layout.flash_origin},
                    {"ram_origin", layout.ram_origin},
                    {"uart", layout.uart},
                    {"flash_command", layout.flash_command},
                    {"emulated_board", emulated.board},
                    {"emulator", emulated.emulator},
                    {"emulated_flash", emulated.flash_origin},
                    {"emulated_ram", emulated.ram_origin},
                    {"height", std::to_string(input.shape[1])},
                    {"row_bytes", std::to_string(input.shape[2] * input.shape[3])},
                    {"picture_name", c_comment(picture.name)},
                    {"picture_bytes", std::to_string(picture.pixels.size())},
                    {"pixels", bytes_table(picture.pixels)}};
    values.conditions = {{"avr", compiler.family == CoreFamily::avr},
                         {"cortex_m", compiler.family == CoreFamily::cortex_m},
                         {"riscv", compiler.family == CoreFamily::riscv},
                         {"empty_board", layout.board == "board_empty.c.in"},
                         {"stlink", target.name.starts_with("STM32")},
                         {"rx_on_pa15", target.name.starts_with("STM32L412K")}};
    return values;
}

}  // namespace

Result<std::vector<GeneratedFile>> generate_project(const Graph& graph, const CodegenOptions& options,
                                                    const Target& target, const BuiltInPicture& picture) {
    CodegenOptions alone = options;
    alone.example_main = alone.caller_state = false;
    NANONAS_TRY(std::vector<GeneratedFile> files, generate_c(graph, alone));
    for (const char* taken : {"main", "board", "emulated_board", "semihost", "picture", "start"}) {
        if (options.name == taken) {
            return usage_error("A project has a file {}.c of its own; choose another name.", taken);
        }
    }
    NANONAS_TRY(const PartLayout layout, part_layout(target));
    NANONAS_TRY(const CoreCompiler compiler, core_compiler(target));
    const GraphTensor& input = graph.tensors[static_cast<std::size_t>(graph.inputs[0])];
    if (std::ssize(picture.pixels) != input.elements()) {
        return failure("The network takes pictures of {} bytes, not {}.", input.elements(),
                       picture.pixels.size());
    }
    const TemplateValues values = project_values(input, options, target, compiler, layout, picture);
    const auto add = [&](const std::string& path, const std::string& text) {
        files.push_back({path, fill_in(project_text(text), values)});
    };
    for (const char* path : {"Makefile", "README.md", "main.c", "board.h", "picture.h", "picture.c"}) {
        add(path, std::string(path) + ".in");
    }
    add("board.c", layout.board);
    if (compiler.family == CoreFamily::avr) return files;
    add("emulated_board.c", "semihosting.c.in");
    if (compiler.family == CoreFamily::cortex_m) {
        add("start.c", "cortex_m_start.c"), add("part.ld", "cortex_m.ld.in");
        add("semihost.h", "cortex_m_semihost.h");
    } else {
        add("start.S", "riscv_start.S"), add("part.ld", "riscv.ld.in");
        add("semihost.h", "riscv_semihost.h");
    }
    return files;
}

}  // namespace nanonas
