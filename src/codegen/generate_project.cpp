// SPDX-License-Identifier: MIT
#include "base/out_of_memory.h"
#include "codegen/core_compiler.h"
#include "codegen/names.h"
#include "codegen/part_layout.h"
#include "codegen/pipeline.h"
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

TemplateValues project_values(const GraphTensor& input, const CodegenOptions& options, const Target& target,
                              const CoreCompiler& compiler, const PartLayout& layout,
                              const BuiltInPicture& picture) {
    const CoreFamilyDescription& family = compiler.family;
    const bool avr = family.family == CoreFamily::avr;
    TemplateValues values;
    values.texts = {
        {"name", options.name},
        {"NAME", upper_case(options.name)},
        {"part", c_comment(target.name)},
        {"core", target.core},
        {"mhz", fmt::format("{:g}", target.clock_mhz)},
        {"prefix", std::string(family.tools)},
        {"flags", fmt::format("{}", fmt::join(compiler.flags, " "))},
        {"optimize", options.optimize == Optimize::size ? "-Os" : "-O2"},
        {"flash_bytes", std::to_string(target.flash_bytes)},
        {"ram_bytes", std::to_string(target.ram_bytes)},
        {"flash_origin", layout.flash_origin},
        {"ram_origin", layout.ram_origin},
        {"uart", layout.uart},
        {"flash_command", layout.flash_command},
        {"emulated_board", avr ? avr_name(target) : std::string(compiler.core.largest_board().name)},
        {"emulator", fmt::format("{}{}{}", family.emulator.program, family.emulator_flags.empty() ? "" : " ",
                                 family.emulator_flags)},
        {"emulated_flash", std::string(family.flash_origin)},
        {"emulated_ram", std::string(family.ram_origin)},
        {"height", std::to_string(input.shape[1])},
        {"row_bytes", std::to_string(input.shape[2] * input.shape[3])},
        {"picture_name", c_comment(picture.name)},
        {"picture_bytes", std::to_string(picture.pixels.size())},
        {"pixels", bytes_table(picture.pixels)}};
    values.conditions = {{"avr", avr},
                         {"cortex_m", family.family == CoreFamily::cortex_m},
                         {"riscv", family.family == CoreFamily::riscv},
                         {"empty_board", layout.board == "board_empty.c.in"},
                         {"stlink", target.name.starts_with("STM32")},
                         {"rx_on_pa15", target.name.starts_with("STM32L412K")}};
    return values;
}

// The project's files beside the network's, each with the text that it is made of.
std::vector<std::pair<std::string, std::string>> texts(const CoreFamilyDescription& family,
                                                       const PartLayout& layout) {
    std::vector<std::pair<std::string, std::string>> files;
    for (const char* path : {"Makefile", "README.md", "main.c", "board.h", "picture.h", "picture.c"}) {
        files.emplace_back(path, std::string(path) + ".in");
    }
    files.emplace_back("board.c", layout.board);
    if (family.family == CoreFamily::avr) return files;
    const std::string name(family.name), start(family.start);
    files.insert(files.end(), {{"emulated_board.c", "semihosting.c.in"},
                               {start, name + "_" + start},
                               {"part.ld", name + ".ld.in"},
                               {"semihost.h", name + "_semihost.h"}});
    return files;
}

Result<std::vector<GeneratedFile>> all_files(const Graph& graph, const CodegenOptions& options,
                                             const Target& target, const BuiltInPicture& picture) {
    NANONAS_TRY_VOID(check_chain(graph));
    CodegenOptions alone = options;
    alone.example_main = alone.caller_state = false;
    alone.core = target.core;
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
    for (const auto& [path, text] : texts(compiler.family, layout)) {
        NANONAS_TRY(std::string content, fill_in(project_text(text), values));
        files.push_back({path, std::move(content)});
    }
    return files;
}

}  // namespace

Result<std::vector<GeneratedFile>> generate_project(const Graph& graph, const CodegenOptions& options,
                                                    const Target& target, const BuiltInPicture& picture) {
    return within_memory("Generating C", [&] { return all_files(graph, options, target, picture); });
}

}  // namespace nanonas
