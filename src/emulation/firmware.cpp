// SPDX-License-Identifier: MIT
#include "emulation/firmware.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <sstream>

#include "codegen/project_text.h"
#include "codegen/text_template.h"
#include "emulation/firmware_text.h"
#include "emulation/link_map.h"
#include "system/files.h"
#include "system/process.h"

namespace nanonas {
namespace {

std::string prefix(CoreFamily family) {
    return std::string(describe(family).name);
}

constexpr std::chrono::minutes longest_run{30};  // of an emulator: what runs longer hangs

tl::unexpected<Error> too_small(const Target& target, std::int64_t missing, bool flash) {
    return failure(
        "The network does not fit the {}: its firmware needs {} bytes more than the {} bytes of {}.",
        target.name, missing, flash ? target.flash_bytes : target.ram_bytes, flash ? "Flash" : "RAM");
}

// By how many bytes the linker says that a region is too small; 0 if it doesn't.
std::int64_t missing_bytes(const std::string& text, std::string_view words) {
    const std::size_t place = text.find(words);
    return place == std::string::npos ? 0 : std::atoll(text.c_str() + place + words.size());
}

// The bytes that stand as "#0f" in a text.
std::vector<std::byte> bytes_behind_marks(std::string_view text) {
    std::vector<std::byte> bytes;
    for (std::size_t place = text.find('#'); place != std::string_view::npos;
         place = text.find('#', place + 1)) {
        unsigned value = 0;
        const char* const first = text.data() + place + 1;
        const char* const last = text.data() + std::min(place + 3, text.size());
        if (std::from_chars(first, last, value, 16).ptr == first + 2)
            bytes.push_back(static_cast<std::byte>(value));
    }
    return bytes;
}

Result<void> write_file(const std::filesystem::path& path, std::string_view content) {
    return write_atomically(path, content);
}

// The compiler comes without a C library; what it says then is for those who know it.
bool library_is_missing(const std::string& text) {
    for (const char* words : {"nano.specs", "picolibc.specs", "avr/io.h", "avr/pgmspace.h", "stdint.h",
                              "string.h", "crtatmega"}) {
        const std::size_t place = text.find(words);
        if (place != std::string::npos && text.find("No such file", place) != std::string::npos) return true;
    }
    return false;
}

}  // namespace

Firmware::Firmware(std::filesystem::path folder, Core core, Target target, std::vector<std::string> flags,
                   Stop stop, std::int64_t stack_bytes)
    : folder_(std::move(folder)),
      core_(std::move(core)),
      target_(std::move(target)),
      flags_(std::move(flags)),
      stop_(std::move(stop)),
      stack_bytes_(stack_bytes) {}

std::int64_t Firmware::ram_for_data() const {
    return std::max<std::int64_t>(target_.ram_bytes - stack_bytes_, 0);
}

Result<Firmware> Firmware::create(const std::filesystem::path& folder, const Core& core, const Target& target,
                                  std::span<const GeneratedFile> network,
                                  std::vector<std::string> extra_flags, Stop stop, std::int64_t stack_bytes) {
    for (const GeneratedFile& file : network) NANONAS_TRY_VOID(write_file(folder / file.path, file.content));
    const std::string family = prefix(core.family);
    std::vector<std::string> texts{"harness.c", "platform.h", "probe.c", "probe_data.c",
                                   family + "_platform.c"};
    const bool semihosting = core.family != CoreFamily::avr;
    if (semihosting) texts.insert(texts.end(), {"semihosting.c", "semihosting.h"});
    if (core.family == CoreFamily::avr) texts.push_back("avr_pictures.S");
    for (const std::string& text : texts) NANONAS_TRY_VOID(write_file(folder / text, firmware_text(text)));
    std::vector<std::string> flags = core.flags;
    flags.insert(flags.end(), {"-std=gnu99", "-ffunction-sections", "-fdata-sections", "-I."});
    flags.insert(flags.end(), extra_flags.begin(), extra_flags.end());
    Firmware firmware(folder, core, target, std::move(flags), std::move(stop), stack_bytes);
    NANONAS_TRY_VOID(firmware.compile("nanonas.c", "nanonas.o"));
    NANONAS_TRY_VOID(firmware.compile(family + "_platform.c", "platform.o"));
    if (semihosting) {
        const std::string start = fmt::format("{}_{}", family, describe(core.family).start);
        NANONAS_TRY_VOID(write_file(folder / start, project_text(start)));
        NANONAS_TRY_VOID(write_file(folder / "semihost.h", project_text(family + "_semihost.h")));
        NANONAS_TRY_VOID(firmware.compile("semihosting.c", "semihosting.o"));
        NANONAS_TRY_VOID(firmware.compile(start, "start.o"));
    }
    return firmware;
}

Result<void> Firmware::call_tool(std::vector<std::string> arguments, std::string_view purpose) {
    NANONAS_TRY(const Finished finished, nanonas::run({arguments, folder_, {}, {}}, stop_));
    if (stop_()) return tl::unexpected<Error>({ErrorKind::interrupted, "Stopped."});
    if (finished.status == 0) return {};
    if (const auto bytes = missing_bytes(finished.text, "region `FLASH' overflowed by ")) {
        return too_small(target_, bytes, true);
    }
    if (const auto bytes = missing_bytes(finished.text, "region `RAM' overflowed by ")) {
        return too_small(target_, bytes, false);
    }
    if (library_is_missing(finished.text)) {
        return failure("{} has no C library; install the package {}.", arguments[0],
                       describe(core_.family).library_package);
    }
    return failure("{} failed while {}: {}", arguments[0], purpose, finished.text.substr(0, 2000));
}

Result<void> Firmware::compile(const std::string& source, const std::string& object,
                               const std::vector<std::string>& flags) {
    std::vector<std::string> arguments{std::string(describe(core_.family).compiler.program)};
    arguments.insert(arguments.end(), flags_.begin(), flags_.end());
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    arguments.insert(arguments.end(), {"-c", source, "-o", object});
    return call_tool(std::move(arguments), "compiling");
}

Result<void> Firmware::link(const std::string& program, const std::vector<std::string>& objects,
                            std::int64_t ram_bytes) {
    std::vector<std::string> arguments{std::string(describe(core_.family).compiler.program)};
    arguments.insert(arguments.end(), flags_.begin(), flags_.end());
    arguments.insert(arguments.end(), objects.begin(), objects.end());
    arguments.insert(arguments.end(),
                     {"-Wl,--gc-sections", fmt::format("-Wl,-Map={}.map", program), "-o", program});
    if (core_.family == CoreFamily::avr) {  // whose linker doesn't say how much is missing
        arguments.insert(arguments.end(), {"-Wl,--defsym=__DATA_REGION_LENGTH__=0xf000",
                                           "-Wl,--defsym=__TEXT_REGION_LENGTH__=0x80000"});
        NANONAS_TRY_VOID(call_tool(std::move(arguments), "linking"));
        NANONAS_TRY(const FirmwareSizes sizes, sizes_of(program));
        if (sizes.flash_bytes > target_.flash_bytes && std::ranges::count(objects, "pictures.o") > 0) {
            return failure(
                "The network fits the {}, but can't be run there: with the picture that an emulated AVR "
                "takes "
                "from Flash it needs {} bytes more than the {} bytes.",
                target_.name, sizes.flash_bytes - target_.flash_bytes, target_.flash_bytes);
        }
        if (sizes.flash_bytes > target_.flash_bytes) {
            return too_small(target_, sizes.flash_bytes - target_.flash_bytes, true);
        }
        if (sizes.ram_bytes > ram_bytes) return too_small(target_, sizes.ram_bytes - ram_bytes, false);
        return {};
    }
    const bool arm = core_.family == CoreFamily::cortex_m;
    const TemplateValues values{{{"part", target_.name},
                                 {"flash_origin", std::string(describe(core_.family).flash_origin)},
                                 {"ram_origin", std::string(describe(core_.family).ram_origin)},
                                 {"flash_bytes", std::to_string(target_.flash_bytes)},
                                 {"ram_bytes", std::to_string(ram_bytes)},
                                 {"stack_bytes", "0"},  // which ram_for_data() leaves
                                 {"stack_words", "kept free by the length of RAM"}},
                                {}};
    const std::string script = prefix(core_.family) + ".ld";
    NANONAS_TRY(const std::string text, fill_in(project_text(script + ".in"), values));
    NANONAS_TRY_VOID(write_file(folder_ / script, text));
    arguments.insert(arguments.end(), {"start.o", "-nostartfiles", "-T", script});
    if (arm) arguments.push_back("--specs=nano.specs");
    return call_tool(std::move(arguments), "linking");
}

Result<FirmwareSizes> Firmware::sizes_of(const std::string& program) {
    NANONAS_TRY(
        const Finished finished,
        nanonas::run({{std::string(describe(core_.family).size.program), program}, folder_, {}, {}}, stop_));
    std::istringstream text(finished.text);
    std::string headings;
    std::getline(text, headings);
    std::int64_t code = 0, data = 0, bss = 0;
    if (!(text >> code >> data >> bss)) {
        return failure("{} could not be understood: {}", describe(core_.family).size.program, finished.text);
    }
    return FirmwareSizes{code + data, data + bss, 0};
}

Result<FirmwareSizes> Firmware::network_sizes() {
    NANONAS_TRY_VOID(compile("probe.c", "probe.o"));
    NANONAS_TRY_VOID(compile("probe.c", "empty.o", {"-DEMPTY"}));
    NANONAS_TRY_VOID(compile("probe_data.c", "probe_data.o"));
    NANONAS_TRY_VOID(link("probe.elf", {"probe.o", "probe_data.o", "nanonas.o"}, ram_for_data()));
    NANONAS_TRY_VOID(link("empty.elf", {"empty.o", "probe_data.o"}, target_.ram_bytes));
    NANONAS_TRY(const std::string with, read_text(folder_ / "probe.elf.map"));
    NANONAS_TRY(const std::string without, read_text(folder_ / "empty.elf.map"));
    const auto before = objects_in_link_map(without);
    FirmwareSizes sizes;
    for (const auto& [file, bytes] : objects_in_link_map(with)) {
        const bool own = file == "nanonas.o";
        if (!own && (before.contains(file) || !file.ends_with(')'))) continue;
        sizes.flash_bytes += bytes.flash;
        sizes.ram_bytes += bytes.ram;
        if (!own) sizes.library_bytes += bytes.flash;
    }
    return sizes;
}

// Links with the part's own RAM to see whether it fits, then for the first board that has enough.
Result<Board> Firmware::link_for_board() {
    std::vector<std::string> objects{"harness.o", "nanonas.o", "platform.o"};
    objects.push_back(core_.family == CoreFamily::avr ? "pictures.o" : "semihosting.o");
    NANONAS_TRY_VOID(link("harness.elf", objects, ram_for_data()));
    const Board& first = core_.boards.front();
    const bool small = first.ram_bytes < target_.ram_bytes;
    if (small && link("harness.elf", objects, first.ram_bytes)) {
        NANONAS_TRY(const FirmwareSizes sizes, sizes_of("harness.elf"));
        if (sizes.flash_bytes <= first.flash_bytes) return first;
    }
    NANONAS_TRY_VOID(link("harness.elf", objects, target_.ram_bytes));
    if (!small) return first;
    return core_.boards.back();
}

Result<std::vector<std::byte>> Firmware::emulate(const Board& board) {
    const std::string program(describe(core_.family).emulator.program);
    std::vector<std::string> arguments{program,
                                       "-M",
                                       board.name,
                                       "-display",
                                       "none",
                                       "-monitor",
                                       "none",
                                       "-serial",
                                       "none",
                                       "-semihosting-config",
                                       "enable=on,target=native",
                                       "-icount",
                                       "shift=0",
                                       "-kernel",
                                       "harness.elf"};
    if (core_.family == CoreFamily::riscv) arguments.insert(arguments.end(), {"-bios", "none"});
    if (core_.family == CoreFamily::avr)
        arguments = {program, "-m", board.name, "-f", "16000000", "harness.elf"};
    using Clock = std::chrono::steady_clock;
    const Clock::time_point end = Clock::now() + longest_run;
    const auto stop = [&] { return stop_() || Clock::now() > end; };
    NANONAS_TRY(const Finished finished, nanonas::run({arguments, folder_, {}, {}}, stop));
    if (stop_()) return tl::unexpected<Error>({ErrorKind::interrupted, "Stopped."});
    if (Clock::now() > end)
        return failure("The network's firmware did not end on the emulated {}.", board.name);
    if (finished.status != 0) {
        return failure("{} failed: {}", program, finished.text.substr(0, 2000));
    }
    if (core_.family == CoreFamily::avr) return bytes_behind_marks(finished.text);
    return read_bytes(folder_ / "results.bin");
}

Result<Firmware::Output> Firmware::run(std::span<const std::byte> pictures, std::uint32_t count,
                                       std::size_t result_bytes) {
    if (count != compiled_for_) {
        NANONAS_TRY_VOID(compile("harness.c", "harness.o", {fmt::format("-DPICTURES={}ul", count)}));
        compiled_for_ = count;
    }
    NANONAS_TRY_VOID(write_atomically(folder_ / "pictures.bin", pictures));
    if (core_.family == CoreFamily::avr) NANONAS_TRY_VOID(compile("avr_pictures.S", "pictures.o"));
    NANONAS_TRY(const Board board, link_for_board());
    NANONAS_TRY(std::vector<std::byte> results, emulate(board));
    if (results.size() != result_bytes) {
        return failure(
            "The network's firmware ended on the emulated {} with {} bytes of results instead of {}; "
            "its stack may have met its data.",
            board.name, results.size(), result_bytes);
    }
    return Output{board.name, std::move(results)};
}

}  // namespace nanonas
