// SPDX-License-Identifier: MIT
// generate_c MODEL.tflite FOLDER [NAME] [--caller-state] [--source WIDTHxHEIGHT:FORMAT]: writes the C of a
// quantised network into a folder, for tests that compile and run it.
#include <cstdio>
#include <cstdlib>
#include <span>

#include "nanonas/codegen.h"
#include "nanonas/tflite.h"
#include "system/files.h"

namespace nanonas {
namespace {

Result<CodegenOptions> read_options(std::span<char*> arguments) {
    CodegenOptions options;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view argument = arguments[i];
        if (argument == "--caller-state") {
            options.caller_state = true;
        } else if (argument == "--source" && i + 1 < arguments.size()) {
            NANONAS_TRY(options.source, parse_source_format(arguments[++i]));
        } else {
            options.name = argument;
        }
    }
    return options;
}

Result<void> generate(const std::filesystem::path& model, const std::filesystem::path& folder,
                      std::span<char*> arguments) {
    NANONAS_TRY(const CodegenOptions options, read_options(arguments));
    NANONAS_TRY(const std::vector<std::byte> bytes, read_bytes(model));
    NANONAS_TRY(const Graph graph, read_tflite(bytes, model.string()));
    NANONAS_TRY(const std::vector<GeneratedFile> files, generate_c(graph, options));
    for (const GeneratedFile& file : files) {
        NANONAS_TRY_VOID(write_atomically(folder / file.path, std::string_view(file.content)));
    }
    return {};
}

}  // namespace
}  // namespace nanonas

int main(int count, char** arguments) {
    if (count < 3) {
        std::fputs(
            "Usage: generate_c MODEL.tflite FOLDER [NAME] [--caller-state] [--source WIDTHxHEIGHT:FORMAT]\n",
            stderr);
        return 2;
    }
    const auto done =
        nanonas::generate(arguments[1], arguments[2], {arguments + 3, static_cast<std::size_t>(count - 3)});
    if (!done) std::fprintf(stderr, "%s\n", done.error().message.c_str());
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
