// SPDX-License-Identifier: MIT
// measure_c networks size|speed: lists networks of the search space, few for each combination of code.
// measure_c cores: lists the cores to measure, "AVR own" or "RV32IMAC portable" by whether it has its own
// kernel. measure_c [stack]: reads a network a line,
//     "VARIANT K C HEIGHTxWIDTHxCHANNELS CLASSES CORE size|speed [portable]",
// gives it random weights, links its C for the core and prints what the model says beside what is so, with
// the parts of its code: one line of JSON each. With `stack` it runs on the emulated board, too, which counts
// instructions, or on an AVR cycles.
#include <array>
#include <cstdio>
#include <iostream>
#include <map>
#include <sstream>

#include "emulation/firmware.h"
#include "memory/c_code_sizes.h"
#include "memory/cores.h"
#include "nanonas/c_memory.h"
#include "nanonas/c_time.h"
#include "nanonas/emulation.h"
#include "nanonas/quantize.h"
#include "random_network.h"
#include "system/temporary_folder.h"

namespace nanonas {
namespace {

struct Request {
    Architecture architecture;
    std::string core;
    Optimize optimize = Optimize::speed;
    bool portable = false;
};

Result<Request> parse_request(const std::string& line) {
    std::istringstream words(line);
    std::string family, input, optimize;
    Request request;
    Architecture& a = request.architecture;
    if (!(words >> family >> a.k >> a.c >> input >> a.classes >> request.core >> optimize)) {
        return usage_error("\"{}\" is not a network and a core.", line);
    }
    NANONAS_TRY(a.family, parse_family(family));
    NANONAS_TRY(a.input, parse_input_shape(input));
    NANONAS_TRY_VOID(constructible(a));
    request.optimize = optimize == "size" ? Optimize::size : Optimize::speed;
    std::string portable;
    request.portable = words >> portable && portable == "portable";
    return request;
}

// Flash and static RAM as linked; more RAM and Flash than any part has.
Result<FirmwareSizes> linked_sizes(const Graph& graph, const Request& request, const Target& part) {
    NANONAS_TRY(const Core core, find_core(part));
    NANONAS_TRY(const auto files, generate_c(graph, {.optimize = request.optimize, .core = request.core}));
    const TemporaryFolder folder;
    const std::string flag = request.optimize == Optimize::size ? "-Os" : "-O2";
    NANONAS_TRY(Firmware firmware,
                Firmware::create(folder.path(), core, part, files, {flag}, [] { return false; }));
    return firmware.network_sizes();
}

// "current 3 2 48x44x3 2" and so on: of each combination of loops the smallest three networks, with pictures
// of three sizes; of each with lines, the smallest one.
std::vector<std::string> networks(Optimize optimize) {
    constexpr std::array inputs{"48x44", "67x83", "15x14"}, classes{"2", "10", "3"};
    std::map<std::string, std::size_t> seen;
    std::vector<std::string> lines;
    const auto take = [&](const Architecture& smallest) {
        const auto parts = code_parts(c_shape(smallest), optimize);
        const bool current = smallest.family == Family::current;
        std::size_t& count = seen[parts[0].name + (current ? "" : parts[1].name)];
        if (count == (current ? inputs.size() : 1)) return;
        Architecture a = smallest;
        const std::string input = fmt::format("{}x{}", inputs[count], a.input.channels);
        a.input = parse_input_shape(input).value();
        if (!constructible(a)) return;
        lines.push_back(fmt::format("{} {} {} {} {}", to_string(a.family), a.k, a.c, input, classes[count]));
        ++count;
    };
    for (const Family family : {Family::current, Family::prime23}) {
        for (const int channels : {1, 3}) {
            for (int k = 1; k <= 64; ++k) {
                for (Architecture a{family, k, 0, {48, 44, channels}, 2}; constructible(a); ++a.c) take(a);
            }
        }
    }
    return lines;
}

// None of a core that is measured for the first time.
CCodeSizes known_sizes(const Request& request) {
    const std::string_view measured = find_core_description(request.core)->measured_as;
    for (const CCodeSizes& sizes : c_code_sizes()) {
        if (sizes.core == measured && sizes.optimize == request.optimize) return sizes;
    }
    return {"", request.optimize};
}

std::string parts_text(const CShape& shape, Optimize optimize) {
    std::string text;
    for (const CCodePart& part : code_parts(shape, optimize)) {
        text += fmt::format("{}\"{}\": {}", text.empty() ? "" : ", ", part.name, part.count);
    }
    return text;
}

// The work of a picture, what it took and what the model says that it takes.
std::string time_text(const CShape& shape, const CoreDescription& core, const Verification& run) {
    std::string work;
    for (const CWork& each : c_work(shape, core.kernel))
        work += fmt::format("{}\"{}\": {}", work.empty() ? "" : ", ", each.name, each.count);
    return fmt::format("{{\"counted\": {}, \"cycles\": {}, \"model_cycles\": {}, \"work\": {{{}}}}}",
                       run.instructions.value_or(run.cycles), run.cycles,
                       c_cycles(shape, core.name).value_or(0), work);
}

Result<std::string> measure(const std::string& line, bool stack) {
    NANONAS_TRY(const Request request, parse_request(line));
    const Architecture& a = request.architecture;
    Random random(std::hash<std::string>{}(name(a)), RandomPurpose::test);
    const RandomPictures pictures(a.input, 2, 1);
    const std::uint32_t both[] = {0, 1};
    NANONAS_TRY(const Graph graph, quantize(random_network(a, random), pictures, both));
    NANONAS_TRY(const CShape real, c_shape(graph));
    const CoreDescription* core = find_core_description(request.core);
    if (!core) return failure("There is no core {}.", request.core);
    const CCodeSizes sizes_now = known_sizes(request);
    const CMemory before = c_memory(c_shape(a), *core, sizes_now), after = c_memory(real, *core, sizes_now);
    Target part;
    part.name = "part", part.core = request.core;
    part.flash_bytes = 4 << 20, part.ram_bytes = core->family == CoreFamily::avr ? 2 << 10 : 1 << 20;
    part.clock_mhz = 16;
    std::int64_t stack_bound = before.stack_bytes;
    if (request.portable) {
        stack_bound = portable_stack_bytes(c_shape(a), request.core, request.optimize).value_or(0);
    }
    std::string stack_text = "null", time = "null";
    FirmwareSizes sizes;
    if (stack) {
        Progress silent;
        NANONAS_TRY(const std::vector<GeneratedFile> files,
                    generate_c(graph, {.optimize = request.optimize, .core = request.core}));
        NANONAS_TRY(const Verification run,
                    verify(files, graph, part, pictures, both,
                           {.optimize = request.optimize, .portable = request.portable}, silent));
        if (run.mismatches > 0) return failure("{}: the outputs differ from the host's.", line);
        stack_text = fmt::format("{}", run.stack_bytes);
        sizes = {run.flash_bytes, run.static_ram_bytes};
        time = time_text(c_shape(a), *core, run);
    } else {
        part.ram_bytes = 1 << 20;
        NANONAS_TRY(sizes, linked_sizes(graph, request, part));
    }
    return fmt::format(
        "{{\"line\": \"{}\", \"flash\": {}, \"static_ram\": {}, \"stack\": {}, \"classes\": {}, "
        "\"features\": {}, \"state\": {}, \"model_state\": {}, \"tables\": {}, \"model_flash\": {}, "
        "\"model_stack\": {}, \"time\": {}, "
        "\"parts\": {{{}}}}}\n",
        line, sizes.flash_bytes, sizes.ram_bytes, stack_text, a.classes, real.stages.back().out_channels,
        after.state_bytes, before.state_bytes, after.table_bytes, before.flash_bytes(), stack_bound, time,
        parts_text(real, request.optimize));
}

}  // namespace
}  // namespace nanonas

int main(int count, char** arguments) {
    if (count == 3 && std::string_view(arguments[1]) == "networks") {
        const bool size = std::string_view(arguments[2]) == "size";
        for (const std::string& network :
             nanonas::networks(size ? nanonas::Optimize::size : nanonas::Optimize::speed)) {
            std::puts(network.c_str());
        }
        return 0;
    }
    if (count == 2 && std::string_view(arguments[1]) == "cores") {
        for (const nanonas::CoreDescription& core : nanonas::known_cores()) {
            if (core.measured_as != core.name) continue;
            const bool portable = core.kernel == nanonas::CKernel::portable;
            std::puts(fmt::format("{} {}", core.name, portable ? "portable" : "own").c_str());
        }
        return 0;
    }
    std::string line;
    int status = 0;
    while (std::getline(std::cin, line)) {
        const auto text = nanonas::measure(line, count > 1);
        if (!text) {
            std::fprintf(stderr, "%s: %s\n", line.c_str(), text.error().message.c_str());
            status = 1;
            continue;
        }
        std::fputs(text->c_str(), stdout);
        std::fflush(stdout);
    }
    return status;
}
