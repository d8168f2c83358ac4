// SPDX-License-Identifier: MIT
#include "base/out_of_memory.h"
#include "codegen/names.h"
#include "codegen/pipeline.h"
#include "codegen/project_text.h"
#include "codegen/text_template.h"
#include "nanonas/codegen.h"

namespace nanonas {
namespace {

Result<std::vector<GeneratedFile>> all_files(const Graph& graph, const CodegenOptions& options) {
    NANONAS_TRY_VOID(check_chain(graph));
    CodegenOptions alone = options;
    alone.example_main = alone.caller_state = false;
    NANONAS_TRY(std::vector<GeneratedFile> files, generate_c(graph, alone));
    if (options.name == "Arduino" || options.name.starts_with("_")) {
        return usage_error(
            "\"{}\" can't be the name of an Arduino library; begin with a letter, and not Arduino.",
            options.name);
    }
    for (GeneratedFile& file : files) file.path = "src/" + file.path;
    const GraphTensor& output = graph.tensors[static_cast<std::size_t>(graph.outputs[0])];
    const GraphTensor& input = graph.tensors[static_cast<std::size_t>(graph.inputs[0])];
    const TemplateValues values{{{"name", options.name},
                                 {"NAME", upper_case(options.name)},
                                 {"classes", std::to_string(output.elements())},
                                 {"height", std::to_string(input.shape[1])},
                                 {"width", std::to_string(input.shape[2])},
                                 {"colours", input.shape[3] == 1 ? "grey" : "RGB"}},
                                {}};
    for (const auto& [path, text] : {std::pair{"library.properties", "library.properties.in"},
                                     {"keywords.txt", "keywords.txt.in"},
                                     {"examples/Classify/Classify.ino", "Classify.ino.in"}}) {
        NANONAS_TRY(std::string content, fill_in(project_text(text), values));
        files.push_back({path, std::move(content)});
    }
    return files;
}

}  // namespace

Result<std::vector<GeneratedFile>> generate_arduino_library(const Graph& graph,
                                                            const CodegenOptions& options) {
    return within_memory("Generating C", [&] { return all_files(graph, options); });
}

}  // namespace nanonas
