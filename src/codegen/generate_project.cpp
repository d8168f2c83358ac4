// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

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

// How long a picture takes, at the clock that the figures are for and, if that is another, as the firmware
// runs.
std::string times_text(const Target& target, const PartLayout& layout, std::optional<double> milliseconds) {
    const double slower = target.clock_mhz / layout.clock_mhz;
    std::string text =
        milliseconds ? fmt::format("A picture takes {:.2f} ms at {:g} MHz", *milliseconds, target.clock_mhz)
                     : fmt::format("The milliseconds that nanonas says hold at {:g} MHz", target.clock_mhz);
    if (slower == 1) return text + ", which this firmware runs at.";
    text += milliseconds ? fmt::format(", and {:.2f} ms", *milliseconds * slower)
                         : fmt::format(", and {:.3g} times as many", slower);
    return text +
           fmt::format(" at the {:g} MHz that this firmware runs at unless its board.c sets another clock.",
                       layout.clock_mhz);
}

TemplateValues project_values(const GraphTensor& input, const CodegenOptions& options, const Target& target,
                              const CoreCompiler& compiler, const PartLayout& layout,
                              const FirmwareNeeds& needs) {
    const CoreFamilyDescription& family = compiler.family;
    const bool avr = family.family == CoreFamily::avr;
    const BuiltInPicture picture = needs.picture.value_or(BuiltInPicture{});
    TemplateValues values;
    values.texts = {
        {"name", options.name},
        {"NAME", upper_case(options.name)},
        {"part", c_comment(target.name)},
        {"core", target.core},
        {"mhz", fmt::format("{:g}", target.clock_mhz)},
        {"board_mhz", fmt::format("{:g}", layout.clock_mhz)},
        {"brr", std::to_string(std::llround(layout.clock_mhz * 1e6 / 115200))},
        {"times", times_text(target, layout, needs.milliseconds)},
        {"prefix", std::string(family.tools)},
        {"flags", fmt::format("{}", fmt::join(compiler.flags, " "))},
        {"optimize", options.optimize == Optimize::size ? "-Os" : "-O2"},
        {"flash_bytes", std::to_string(target.flash_bytes)},
        {"ram_bytes", std::to_string(target.ram_bytes)},
        {"stack_bytes", std::to_string(needs.stack_bytes)},
        {"stack_words", needs.stack_measured ? "measured in the emulator" : "an upper bound, not measured"},
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
        {"picture_object", needs.picture ? "picture.o " : ""},
        {"picture_header", needs.picture ? "picture.h " : ""},
        {"picture_name", c_comment(picture.name)},
        {"picture_bytes", std::to_string(picture.pixels.size())},
        {"pixels", bytes_table(picture.pixels)}};
    values.conditions = {{"avr", avr},
                         {"cortex_m", family.family == CoreFamily::cortex_m},
                         {"riscv", family.family == CoreFamily::riscv},
                         {"picture", needs.picture.has_value()},
                         {"pll", layout.clock_mhz > 16},
                         {"empty_board", layout.board == "board_empty.c.in"},
                         {"stlink", target.name.starts_with("STM32")},
                         {"rx_on_pa15", target.name.starts_with("STM32L412K")}};
    return values;
}

// The project's files beside the network's, each with the text that it is made of.
std::vector<std::pair<std::string, std::string>> texts(const CoreFamilyDescription& family,
                                                       const PartLayout& layout, bool picture) {
    const std::string name(family.name), start(family.start);
    std::vector<std::pair<std::string, std::string>> files;
    for (const char* path : {"Makefile", "README.md", "main.c", "board.h"}) {
        files.emplace_back(path, std::string(path) + ".in");
    }
    if (picture) files.insert(files.end(), {{"picture.h", "picture.h.in"}, {"picture.c", "picture.c.in"}});
    files.insert(files.end(), {{"board.c", layout.board}, {"part.ld", name + ".ld.in"}});
    if (family.family == CoreFamily::avr) return files;
    files.insert(files.end(), {{"emulated_board.c", "semihosting.c.in"},
                               {start, name + "_" + start},
                               {"semihost.h", name + "_semihost.h"}});
    return files;
}

Result<std::vector<GeneratedFile>> all_files(const Graph& graph, const CodegenOptions& options,
                                             const Target& target, const FirmwareNeeds& needs) {
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
    if (needs.picture && std::ssize(needs.picture->pixels) != input.elements()) {
        return failure("The network takes pictures of {} bytes, not {}.", input.elements(),
                       needs.picture->pixels.size());
    }
    const TemplateValues values = project_values(input, options, target, compiler, layout, needs);
    for (const auto& [path, text] : texts(compiler.family, layout, needs.picture.has_value())) {
        NANONAS_TRY(std::string content, fill_in(project_text(text), values));
        files.push_back({path, std::move(content)});
    }
    return files;
}

}  // namespace

std::int64_t project_stack_bytes(const Target& target, std::int64_t network_stack_bytes) {
    const CoreDescription* core = find_core_description(target.core);
    const std::int64_t all = network_stack_bytes + (core ? describe(core->family).main_stack_bytes : 0);
    return (all + 7) / 8 * 8;
}

Result<double> project_clock_mhz(const Target& target) {
    return part_layout(target).map(&PartLayout::clock_mhz);
}

Result<Cost> project_bound(const Graph& graph, const CodegenOptions& options, const Target& target) {
    NANONAS_TRY(const CShape shape, c_shape(graph, options.classes));
    NANONAS_TRY(const CMemory memory, c_memory(shape, target.core, options.optimize));
    NANONAS_TRY(const CoreCompiler compiler, core_compiler(target));
    const CStage& input = shape.stages.front();
    std::size_t longest_name = std::string("class 511").size();
    for (const std::string& name : options.classes) longest_name = std::max(longest_name, name.size());
    Cost bound;
    bound.flash_bytes = memory.flash_bytes() + compiler.family.project_flash_bytes;
    bound.ram_bytes = memory.state_bytes + input.width * input.in_channels + shape.classes +
                      static_cast<std::int64_t>(longest_name) + 1 + compiler.family.project_ram_bytes;
    return bound;
}

Result<std::vector<GeneratedFile>> generate_project(const Graph& graph, const CodegenOptions& options,
                                                    const Target& target, const FirmwareNeeds& needs) {
    return within_memory("Generating C", [&] { return all_files(graph, options, target, needs); });
}

}  // namespace nanonas
