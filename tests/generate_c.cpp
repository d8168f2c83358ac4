// SPDX-License-Identifier: MIT
// generate_c MODEL.tflite FOLDER [NAME] [--caller-state]: writes the C of a quantised network into a folder,
// for tests that compile and run it.
#include <cstdio>
#include <cstdlib>

#include "base/files.h"
#include "nanonas/codegen.h"
#include "nanonas/tflite.h"

namespace nanonas {
namespace {

Result<void> generate(const std::filesystem::path& model, const std::filesystem::path& folder,
                      const CodegenOptions& options) {
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
        std::fputs("Usage: generate_c MODEL.tflite FOLDER [NAME] [--caller-state]\n", stderr);
        return 2;
    }
    nanonas::CodegenOptions options;
    if (count > 3) options.name = arguments[3];
    options.caller_state = count > 4;
    const auto done = nanonas::generate(arguments[1], arguments[2], options);
    if (!done) std::fprintf(stderr, "%s\n", done.error().message.c_str());
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
