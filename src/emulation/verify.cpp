// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstring>

#include "emulation/firmware.h"
#include "graph/classifier.h"
#include "nanonas/c_memory.h"
#include "nanonas/emulation.h"
#include "nanonas/interpreter.h"
#include "system/files.h"
#include "system/process.h"
#include "system/temporary_folder.h"

namespace nanonas {
namespace {

// What the firmware writes at its end; the layout of `totals` in firmware/harness.c.
struct Totals {
    std::uint64_t ticks = 0;
    std::uint32_t spin_ticks = 0, spin_units = 0, stack = 0;
    static constexpr std::size_t bytes = 20;
    static constexpr std::uint32_t stack_met_data = 0xffffffff;  // of stack: the paint was gone to its end
};

Totals read_totals(std::span<const std::byte> bytes) {
    Totals totals;
    std::memcpy(&totals.ticks, bytes.data(), 8);
    std::memcpy(&totals.spin_ticks, bytes.data() + 8, 4);
    std::memcpy(&totals.spin_units, bytes.data() + 12, 4);
    std::memcpy(&totals.stack, bytes.data() + 16, 4);
    return totals;
}

// The pictures one after the other, and what the host makes of each: class, probabilities, scores, as
// firmware/harness.c writes them.
struct Work {
    std::vector<std::byte> pictures, expected;
    std::size_t result_bytes = 0;  // of one picture
};

// The tensor of scores is the softmax's input.
int scores_tensor(const Graph& graph) {
    for (const GraphOperator& op : graph.operators) {
        if (op.code == OperatorCode::softmax) return op.inputs[0];
    }
    return -1;
}

// The first of the largest outputs.
std::size_t likeliest_of(const Graph& graph, std::span<const std::uint8_t> outputs) {
    const auto value = [&](std::uint8_t byte) {
        return output_tensor(graph).type == ElementType::int8 ? static_cast<std::int8_t>(byte) : int{byte};
    };
    const auto largest = std::ranges::max_element(outputs, {}, value);
    return static_cast<std::size_t>(largest - outputs.begin());
}

void append(std::vector<std::byte>& bytes, std::span<const std::byte> more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
}

Result<Work> prepare(const Graph& graph, const PictureSource& source,
                     std::span<const std::uint32_t> pictures) {
    NANONAS_TRY(Interpreter interpreter, Interpreter::create(graph));
    const bool chain = is_chain(graph);
    const auto outputs = static_cast<std::size_t>(output_tensor(graph).elements());
    const auto pixels = static_cast<std::size_t>(source.shape().bytes());
    if (input_tensor(graph).elements() != source.shape().bytes()) {
        return failure("The network takes other pictures than {}.", to_string(source.shape()));
    }
    Work work;
    work.result_bytes = chain ? 1 + 2 * outputs : 2 + outputs;
    std::vector<std::uint8_t> picture(pixels), probabilities(outputs);
    for (const std::uint32_t index : pictures) {
        NANONAS_TRY_VOID(source.read(index, picture));
        to_input(graph, picture);
        interpreter.run(picture, probabilities);
        const std::size_t likeliest = likeliest_of(graph, probabilities);
        append(work.pictures, std::as_bytes(std::span(picture)));
        work.expected.push_back(static_cast<std::byte>(likeliest & 0xff));
        if (!chain) work.expected.push_back(static_cast<std::byte>(likeliest >> 8));
        append(work.expected, std::as_bytes(std::span(probabilities)));
        if (chain) append(work.expected, interpreter.tensor(scores_tensor(graph)));
    }
    return work;
}

std::uint32_t mismatches(const Work& work, std::span<const std::byte> results) {
    std::uint32_t count = 0;
    for (std::size_t start = 0; start < work.expected.size(); start += work.result_bytes) {
        if (!std::equal(work.expected.begin() + static_cast<std::ptrdiff_t>(start),
                        work.expected.begin() + static_cast<std::ptrdiff_t>(start + work.result_bytes),
                        results.begin() + static_cast<std::ptrdiff_t>(start))) {
            ++count;
        }
    }
    return count;
}

struct Run {
    std::string board;
    std::vector<std::byte> results;  // of all pictures
    Totals totals;
};

// How many pictures have a place in Flash beside a firmware of the network, the harness and one picture.
std::uint32_t pictures_in_flash(const FirmwareSizes& network, const Target& target,
                                std::size_t picture_bytes) {
    constexpr std::int64_t harness_bytes = 2048;  // and its start; more than they take
    const std::int64_t room = target.flash_bytes - network.flash_bytes - harness_bytes;
    return static_cast<std::uint32_t>(
        std::max<std::int64_t>(room / static_cast<std::int64_t>(picture_bytes), 1));
}

// All pictures in one run, or where they lie in Flash so many runs as they need.
Result<Run> run_all(Firmware& firmware, const Core& core, const Work& work, std::uint32_t count,
                    const FirmwareSizes& sizes, const Target& target, Progress& progress) {
    const std::size_t picture_bytes = work.pictures.size() / count;
    const std::uint32_t most =
        core.family == CoreFamily::avr ? pictures_in_flash(sizes, target, picture_bytes) : count;
    Run all;
    for (std::uint32_t done = 0, at_once = 0; done < count; done += at_once) {
        at_once = std::min(most, count - done);
        const auto pictures = std::span(work.pictures).subspan(done * picture_bytes, at_once * picture_bytes);
        const std::size_t bytes = at_once * work.result_bytes;
        NANONAS_TRY(const Firmware::Output output, firmware.run(pictures, at_once, bytes + Totals::bytes));
        const Totals totals = read_totals(std::span(output.results).last(Totals::bytes));
        if (totals.stack == Totals::stack_met_data) {
            return failure(
                "The network does not fit the {} bytes of RAM: its data leaves too little for the stack.",
                target.ram_bytes);
        }
        all.board = output.board;
        all.results.insert(all.results.end(), output.results.begin(), output.results.end() - Totals::bytes);
        all.totals = {all.totals.ticks + totals.ticks, totals.spin_ticks, totals.spin_units,
                      std::max(all.totals.stack, totals.stack)};
        progress.update({"verify", done + at_once, count, core.name});
    }
    return all;
}

// 0 for a core or a network never measured.
std::int64_t stack_bound(const Graph& graph, const Core& core, const VerifyOptions& options) {
    const Result<CShape> found = c_shape(graph);
    if (!found) return 0;
    const CShape& shape = *found;
    if (options.portable) return portable_stack_bytes(shape, core.name, options.optimize).value_or(0);
    return c_memory(shape, core.name, options.optimize).map(&CMemory::stack_bytes).value_or(0);
}

}  // namespace

Result<void> find_tools(const Target& target) {
    NANONAS_TRY(const Core core, find_core(target));
    const CoreFamilyDescription& tools = describe(core.family);
    for (const Tool* tool : {&tools.compiler, &tools.size, &tools.emulator}) {
        if (find_program(std::string(tool->program)).empty()) {
            return failure("{} is missing, which running on a {} needs; install the package {}.",
                           tool->program, target.core, tool->package);
        }
    }
    return {};
}

Result<Verification> verify(std::span<const GeneratedFile> files, const Graph& graph, const Target& target,
                            const PictureSource& source, std::span<const std::uint32_t> pictures,
                            const VerifyOptions& options, Progress& progress) {
    NANONAS_TRY_VOID(find_tools(target));
    NANONAS_TRY(const Core core, find_core(target));
    if (pictures.empty()) return usage_error("Verifying needs at least one picture.");
    NANONAS_TRY(const Work work, prepare(graph, source, pictures));
    const auto count = static_cast<std::uint32_t>(pictures.size());
    progress.update({"verify", 0, count, core.name});
    NANONAS_TRY(const TemporaryFolder folder, TemporaryFolder::create());
    std::vector<std::string> flags{options.optimize == Optimize::size ? "-Os" : "-O2"};
    if (options.portable) flags.push_back("-DNANONAS_PORTABLE");
    const std::int64_t stack = stack_bound(graph, core, options);
    NANONAS_TRY(Firmware firmware, Firmware::create(
                                       folder.path(), core, target, files, flags,
                                       [&] { return progress.stop_requested(); }, stack));
    NANONAS_TRY(const FirmwareSizes sizes, firmware.network_sizes());
    NANONAS_TRY(const Run ran, run_all(firmware, core, work, count, sizes, target, progress));
    const Totals& totals = ran.totals;
    Verification verification;
    verification.core = core.name;
    verification.board = ran.board;
    verification.images = count;
    verification.mismatches = mismatches(work, ran.results);
    verification.flash_bytes = sizes.flash_bytes;
    verification.library_bytes = sizes.library_bytes;
    verification.static_ram_bytes = sizes.ram_bytes;
    verification.stack_bytes = totals.stack;
    verification.ram_bytes = sizes.ram_bytes + totals.stack;
    const double units = static_cast<double>(totals.ticks) / count * totals.spin_units / totals.spin_ticks;
    if (core.family == CoreFamily::avr) {
        verification.cycles = units;
    } else {
        verification.instructions = units;
        verification.cycles_per_instruction = core.cycles_per_instruction;
        verification.cycles = units * core.cycles_per_instruction;
    }
    verification.cycles_source = core.cycles_source;
    verification.milliseconds = verification.cycles / (target.clock_mhz * 1000);
    if (target.run_current_ua_per_mhz) {
        const double watts = *target.supply_v * *target.run_current_ua_per_mhz * target.clock_mhz * 1e-6;
        verification.microjoules = watts * verification.milliseconds * 1e3;
        verification.energy_source = target.run_current_source;
    }
    return verification;
}

}  // namespace nanonas
