// SPDX-License-Identifier: MIT
// generate_source FOLDER WIDTHxHEIGHT:FORMAT HEIGHTxWIDTHxCHANNELS: writes nanonas_source.h and
// nanonas_source.c for a network of that input, for tests that put something else in the network's place.
#include <cstdio>
#include <cstdlib>

#include "codegen/source.h"
#include "system/files.h"

namespace nanonas {
namespace {

Result<void> generate(const std::filesystem::path& folder, std::string_view source, std::string_view input) {
    NANONAS_TRY(const SourceFormat format, parse_source_format(source));
    NANONAS_TRY(const InputShape shape, parse_input_shape(input));
    NANONAS_TRY(const std::vector<GeneratedFile> files, generate_source(format, shape, "nanonas", false));
    for (const GeneratedFile& file : files) {
        NANONAS_TRY_VOID(write_atomically(folder / file.path, std::string_view(file.content)));
    }
    return {};
}

}  // namespace
}  // namespace nanonas

int main(int count, char** arguments) {
    if (count != 4) {
        std::fputs("Usage: generate_source FOLDER WIDTHxHEIGHT:FORMAT HEIGHTxWIDTHxCHANNELS\n", stderr);
        return 2;
    }
    const auto done = nanonas::generate(arguments[1], arguments[2], arguments[3]);
    if (!done) std::fprintf(stderr, "%s\n", done.error().message.c_str());
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
