// SPDX-License-Identifier: MIT
/// @file
/// C99 of a quantised network that takes a picture row by row and gives exactly the integers that the .tflite
/// gives under TensorFlow Lite Micro's reference kernels. It has no dependency, no malloc and no float.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nanonas/c_layout.h"
#include "nanonas/graph.h"
#include "nanonas/memory.h"
#include "nanonas/source_format.h"
#include "nanonas/targets.h"

namespace nanonas {

/// A file to be written.
struct GeneratedFile {
    std::string path;     ///< relative to the export's folder, such as "nanonas.c"
    std::string content;  ///< all of it
};

/// How the C is written.
struct CodegenOptions {
    std::string name = "nanonas";  ///< prefix of every name that the linker sees, and of the files
    /// Names in order of their index; empty: default_class_names().
    std::vector<std::string> classes = {};
    Optimize optimize = Optimize::speed;  ///< whether common shapes get loops of their own
    bool caller_state = false;  ///< the caller gives the memory, so that pictures can be in progress at once
    std::optional<SourceFormat> source = {};  ///< of a camera whose rows are to be taken
    /// The core that it is for, as targets name it: the C has that core's loops and the portable ones. Empty,
    /// or a core that nanonas does not know: it has the loops of all cores and chooses when it is compiled.
    std::string core = {};
    bool example_main = false;  ///< also main.c, which classifies pictures from standard input
};

/// `NAME.h` and `NAME.c`; with a source also `NAME_source.h` and `NAME_source.c`, which resize a camera's
/// rows to the very bytes that load_picture() makes of such a picture and push them. NanoNAS' own chains get
/// kernels of their own; any other graph of the operators of stream_graph() gets C that follows its schedule;
/// what is left is refused in a sentence that names the operator. A name that is no C identifier, or classes
/// of the wrong number, are usage errors.
Result<std::vector<GeneratedFile>> generate_c(const Graph& graph, const CodegenOptions& options = {});

/// Whether a graph is one of NanoNAS' own chains, what lower() makes and the published models of the
/// reference: a picture of uint8, 3x3 convolutions with ReLU, 2x2 max pooling between them, MUL and ADD by
/// channel before them, then MEAN, FULLY_CONNECTED and SOFTMAX. Their C has `NAME_scores` and the classes'
/// probabilities in 1/256.
bool is_chain(const Graph& graph);

/// What decides the layout of a chain's C for classes of these names; none: those that generate_c gives them then.
/// Errors as those of generate_c about the graph and the names.
Result<CShape> c_shape(const Graph& graph, std::span<const std::string> classes = {});

/// A picture that is compiled in.
struct BuiltInPicture {
    std::vector<std::uint8_t> pixels;  ///< [height][width][channel]
    std::string name;                  ///< what people call it
};

/// What a project's firmware must know beside the network.
struct FirmwareNeeds {
    std::int64_t stack_bytes = 0;           ///< that the linker script keeps free: project_stack_bytes()
    bool stack_measured = false;            ///< from a verification; else it is an upper bound
    std::optional<BuiltInPicture> picture;  ///< none: there is no room for it
    std::optional<double> milliseconds;     ///< of one picture at the target's clock, where that was measured
};

/// A folder that one `make` builds into a firmware for the target, with the C, start-up, linker script, a
/// main that classifies the built-in picture and then pictures from a UART, and a README. An error where
/// nanonas does not know how the part starts or where its memory lies, or where the graph is no chain.
Result<std::vector<GeneratedFile>> generate_project(const Graph& graph, const CodegenOptions& options,
                                                    const Target& target, const FirmwareNeeds& needs);

/// The stack of such a firmware, of whose network no call uses more than `network_stack_bytes`.
std::int64_t project_stack_bytes(const Target& target, std::int64_t network_stack_bytes);

/// The clock that such a firmware runs at, in MHz: the target's where its board.c sets that, else the one
/// that the part starts with. Errors: those of generate_project about the part.
Result<double> project_clock_mhz(const Target& target);

/// Flash, and RAM without the stack, of such a firmware without a picture, by the models alone: an upper
/// bound. An error where c_memory does not know the core.
Result<Cost> project_bound(const Graph& graph, const CodegenOptions& options, const Target& target);

/// A library folder of the Arduino IDE with an example sketch; of chains alone.
Result<std::vector<GeneratedFile>> generate_arduino_library(const Graph& graph,
                                                            const CodegenOptions& options);

}  // namespace nanonas
