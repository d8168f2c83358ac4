// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <sstream>

#include "codegen/core_compiler.h"
#include "emulation/link_map.h"
#include "nanonas/emulation.h"
#include "system/files.h"
#include "system/process.h"
#include "system/temporary_folder.h"

namespace nanonas {
namespace {

// What `size` says of a program: its heading, then text, data and bss.
Result<LinkedProject> sizes_in(const std::string& text) {
    std::istringstream words(text.substr(std::min(text.find('\n'), text.size())));
    std::int64_t code = 0, data = 0, bss = 0;
    if (!(words >> code >> data >> bss))
        return failure("The sizes of a firmware were not understood: {}", text);
    LinkedProject linked;
    linked.flash_bytes = code + data;
    linked.ram_bytes = data + bss;
    return linked;
}

}  // namespace

Result<std::optional<LinkedProject>> link_project(std::span<const GeneratedFile> files, const Target& target,
                                                  std::string_view name, Progress& progress) {
    NANONAS_TRY(const CoreCompiler compiler, core_compiler(target));
    const CoreFamilyDescription& tools = compiler.family;
    for (const std::string_view program :
         {tools.compiler.program, tools.size.program, std::string_view("make")}) {
        if (find_program(std::string(program)).empty()) return std::optional<LinkedProject>();
    }
    const TemporaryFolder folder;
    for (const GeneratedFile& file : files) {
        NANONAS_TRY_VOID(write_atomically(folder.path() / file.path, file.content));
    }
    const auto stop = [&] { return progress.stop_requested(); };
    std::vector<std::string> make{"make", "-s", "firmware.elf"};
    if (tools.family == CoreFamily::avr) {  // whose compiler brings the lengths of the part's memories
        make.emplace_back(
            "LDFLAGS=-Wl,--gc-sections -Wl,--defsym=__DATA_REGION_LENGTH__=0xf000 "
            "-Wl,--defsym=__TEXT_REGION_LENGTH__=0x80000");
    }
    NANONAS_TRY(const Finished made, nanonas::run({make, folder.path(), {}, {}}, stop));
    if (stop()) return tl::unexpected<Error>({ErrorKind::interrupted, "Stopped."});
    if (made.status != 0) return std::optional<LinkedProject>();
    NANONAS_TRY(
        const Finished sized,
        nanonas::run({{std::string(tools.size.program), "firmware.elf"}, folder.path(), {}, {}}, stop));
    NANONAS_TRY(LinkedProject linked, sizes_in(sized.text));
    NANONAS_TRY(const std::string map, read_text(folder.path() / "firmware.map"));
    const auto objects = objects_in_link_map(map);
    if (const auto own = objects.find(fmt::format("{}.o", name)); own != objects.end()) {
        linked.network_flash_bytes = own->second.flash;
        linked.network_ram_bytes = own->second.ram;
    }
    return std::optional(linked);
}

}  // namespace nanonas
