// SPDX-License-Identifier: MIT
#include "codegen/generate_stream.h"

#include <algorithm>
#include <set>

#include "codegen/c_text.h"
#include "codegen/names.h"
#include "codegen/stream_tables.h"
#include "codegen/text_template.h"

namespace nanonas {
namespace {

struct Stream {
    StreamGraph graph;
    Schedule schedule;
    std::vector<StreamOperation> operations;

    bool has(StreamCode code) const {
        return std::ranges::any_of(operations,
                                   [&](const StreamOperation& each) { return each.code == code; });
    }
    const StreamMap& map(int index) const { return graph.maps[static_cast<std::size_t>(index)]; }
    std::int64_t outputs() const { return map(graph.output).bytes(); }
};

// What a value of a tensor stands for.
std::string meaning(const GraphTensor& tensor) {
    if (tensor.quantization.scale.size() != 1 || tensor.quantization.zero_point.size() != 1)
        return "as it is";
    return fmt::format("{:g} ({} {})", tensor.quantization.scale[0],
                       tensor.quantization.zero_point[0] < 0 ? "value +" : "value -",
                       std::abs(tensor.quantization.zero_point[0]));
}

// One line an operator, for the header's comment.
std::string network_table(const Graph& graph, const Stream& stream) {
    std::string text = " *     operator                     output      weights       MACC\n";
    std::int64_t weights = 0, products = 0;
    for (std::size_t i = 0; i < stream.graph.ops.size(); ++i) {
        const StreamOp& op = stream.graph.ops[i];
        const StreamMap& out = stream.map(op.output);
        const GraphOperator& of = graph.operators[static_cast<std::size_t>(op.op)];
        const std::int64_t own = std::ssize(stream.operations[i].weights),
                           macc_of = macc(graph, of).value_or(0);
        text += fmt::format(" *     {:<20} {:>14} {:>12} {:>10}\n", to_string(of.code),
                            fmt::format("{} x {} x {}", out.height, out.width, out.channels), own, macc_of);
        weights += own;
        products += macc_of;
    }
    return text + fmt::format(" *     {:<20} {:>14} {:>12} {:>10}\n", "in all", "", weights, products);
}

int step_bytes(const Stream& stream) {
    return StepCode::of(stream.graph).bytes;
}

std::string state_type(const Stream& stream, const std::string& name) {
    const StreamTypes types = StreamTypes::of(stream.graph, stream.schedule);
    const std::string count = fmt::format("uint{}_t", 8 * types.row_bytes);
    const std::size_t maps = stream.graph.maps.size(), ops = stream.graph.ops.size();
    return fmt::format(
        "typedef struct {{\n"
        "    uint32_t arena[{}]; /* rows that are still needed, sums and windows */\n"
        "    const int8_t *input; /* the caller's row */\n"
        "    uint{}_t next; /* step */\n"
        "    {} done; /* rows of the operator that is at work, before this one */\n"
        "    {} steps_done[{}]; /* by operator */\n"
        "    {} produced[{}]; /* rows so far, by map */\n"
        "    uint8_t fresh[{}]; /* the newest row lies apart, by map */\n"
        "}} {}_state;\n",
        std::max<std::int64_t>(1, (stream.schedule.arena_bytes + 3) / 4),
        stream.schedule.steps.size() + stream.schedule.steps_of_push.size() > 65535 ? 32 : 16, count, count,
        ops, count, maps, maps, name);
}

// The conditions of stream.c.in, by what the network has.
void set_conditions(const Stream& stream, TemplateValues& values) {
    const auto has = [&](StreamCode code) { return stream.has(code); };
    const bool convolution = has(StreamCode::convolution), depthwise = has(StreamCode::depthwise);
    const bool dense = has(StreamCode::dense), dense_rows = has(StreamCode::dense_rows);
    const bool max_rows = has(StreamCode::max_rows), mean = has(StreamCode::mean);
    const bool sum_rows = has(StreamCode::average_rows) || mean;
    const bool pool_window = has(StreamCode::max_window) || has(StreamCode::average_window);
    values.conditions.insert({{"windows", convolution || depthwise || pool_window},
                              {"patches", convolution || depthwise},
                              {"sums", convolution || depthwise || dense || dense_rows},
                              {"products", convolution || dense},
                              {"convolution", convolution},
                              {"depthwise", depthwise},
                              {"dense", dense},
                              {"dense_rows", dense_rows},
                              {"pool_rows", max_rows || sum_rows},
                              {"pool", max_rows || sum_rows || pool_window},
                              {"average", sum_rows || pool_window},
                              {"max_rows", max_rows},
                              {"sum_rows", sum_rows},
                              {"mean", mean},
                              {"pool_window", pool_window},
                              {"rescale", std::ranges::any_of(stream.operations,
                                                              [](const StreamOperation& each) {
                                                                  return !each.numbers.empty() &&
                                                                         each.code != StreamCode::concatenate;
                                                              })},
                              {"add", has(StreamCode::add)},
                              {"multiply", has(StreamCode::multiply)},
                              {"concatenate", has(StreamCode::concatenate)},
                              {"softmax", has(StreamCode::softmax)},
                              {"quantize", has(StreamCode::quantize)},
                              {"pad", has(StreamCode::pad)},
                              {"reshape", has(StreamCode::reshape)}});
}

struct StepCase {
    StreamCode code;
    bool accumulates;  // writes a row now and then, and by itself
    std::string_view call;
};

constexpr StepCase step_cases[] = {
    {StreamCode::convolution, false, "convolve(s, o, in, out, to)"},
    {StreamCode::depthwise, false, "convolve_depthwise(s, o, in, out, to)"},
    {StreamCode::dense, false, "multiply_map(s, o, in, out, to)"},
    {StreamCode::dense_rows, true, "add_dense_row(s, o, in, out)"},
    {StreamCode::max_rows, true, "add_to_largest(s, o, in, out)"},
    {StreamCode::max_window, false, "pool_window(s, o, in, out, to)"},
    {StreamCode::average_rows, true, "add_to_sums(s, o, in, out)"},
    {StreamCode::average_window, false, "pool_window(s, o, in, out, to)"},
    {StreamCode::mean, true, "add_to_sums(s, o, in, out)"},
    {StreamCode::add, false, "add_rows(s, o, out, to)"},
    {StreamCode::multiply, false, "multiply_row(s, o, out, to)"},
    {StreamCode::concatenate, false, "concatenate_rows(s, o, out, to)"},
    {StreamCode::softmax, false, "softmax_row(s, o, out, to)"},
    {StreamCode::quantize, false, "quantize_row(s, o, out, to)"},
    {StreamCode::pad, false, "pad_row(s, o, in, out, to)"},
    {StreamCode::reshape, false, "reshape_row(s, o, out, to)"},
};

std::string cases(const Stream& stream, bool accumulating) {
    std::string text;
    for (const StepCase& each : step_cases) {
        if (each.accumulates != accumulating || !stream.has(each.code)) continue;
        text += fmt::format("    case {}:\n        {};\n        {};\n", to_string(each.code), each.call,
                            accumulating ? "return" : "break");
    }
    return text;
}

int most_rows_of_a_window(const Stream& stream) {
    int most = 1;
    for (const StreamOp& op : stream.graph.ops) {
        if (op.reading == Reading::window) most = std::max(most, op.rows.filter);
    }
    return most;
}

void set_texts(const Graph& graph, const Stream& stream, const CodegenOptions& options,
               TemplateValues& values) {
    auto& texts = values.texts;
    const StreamMap& input = stream.map(stream.graph.input);
    const GraphTensor& in = graph.tensors[static_cast<std::size_t>(graph.inputs[0])];
    const GraphTensor& out = graph.tensors[static_cast<std::size_t>(graph.outputs[0])];
    const StreamTypes types = StreamTypes::of(stream.graph, stream.schedule);
    const std::string state = options.name + "_state";
    texts["name"] = options.name;
    texts["NAME"] = upper_case(options.name);
    texts["title"] =
        fmt::format("A network of {} operators that makes {} values of {}x{}x{}", stream.graph.ops.size(),
                    stream.outputs(), input.height, input.width, input.channels);
    texts["table"] = network_table(graph, stream);
    texts["memory"] =
        fmt::format(" *\n *     Rows, sums and windows take {} bytes of RAM.\n", stream.schedule.arena_bytes);
    texts["input_words"] = input.height == 1
                               ? "The input goes in at once"
                               : "The input goes in row by row, so that all of it need not lie in memory";
    texts["height"] = std::to_string(input.height);
    texts["width"] = std::to_string(input.width);
    texts["channels"] = std::to_string(input.channels);
    texts["outputs"] = std::to_string(stream.outputs());
    texts["input_type"] = in.type == ElementType::uint8 ? "uint8_t" : "int8_t";
    texts["output_type"] = out.type == ElementType::uint8 ? "uint8_t" : "int8_t";
    texts["input_meaning"] = meaning(in);
    texts["output_meaning"] = meaning(out);
    texts["maps_count"] = std::to_string(stream.graph.maps.size());
    texts["ops_count"] = std::to_string(stream.graph.ops.size());
    texts["input_map"] = std::to_string(stream.graph.input);
    texts["output_map"] = std::to_string(stream.graph.output);
    texts["keep"] = std::to_string(StepCode::of(stream.graph).keep);
    texts["end_of_row"] = std::to_string(StepCode::of(stream.graph).end_of_row);
    texts["step_read"] = step_bytes(stream) == 1 ? "pgm_read_byte" : "pgm_read_word";
    texts["offset_type"] = fmt::format("uint{}_t", 8 * types.offset_bytes);
    texts["row_count"] = fmt::format("uint{}_t", 8 * types.row_bytes);
    texts["most_rows"] = std::to_string(most_rows_of_a_window(stream));
    texts["state_type"] = state_type(stream, options.name);
    texts["parameter"] = options.caller_state ? state + " *s, " : "";
    texts["parameter_alone"] = options.caller_state ? state + " *s" : "void";
    texts["argument"] = options.caller_state ? "s, " : "";
    texts["argument_alone"] = options.caller_state ? "s" : "";
    texts["state_pointer"] = options.caller_state ? "" : "    state *const s = &network;\n";
    texts["accumulating_cases"] = cases(stream, true);
    texts["cases"] = cases(stream, false);
}

std::string class_table(const std::vector<std::string>& classes, const CodegenOptions& options) {
    std::string rows;
    for (const std::string& text : classes) rows += fmt::format("    {},\n", c_string(text));
    return fmt::format("const char *const {}_classes[{}_CLASSES] = {{\n{}}};\n\n", options.name,
                       upper_case(options.name), rows);
}

// The names of the outputs; none where they are no classes.
Result<std::vector<std::string>> class_names(const Stream& stream, const CodegenOptions& options) {
    if (options.classes.empty()) {
        std::vector<std::string> names;
        if (!stream.has(StreamCode::softmax)) return names;
        for (int i = 0; i < stream.outputs(); ++i) names.push_back(fmt::format("class {}", i));
        return names;
    }
    if (std::ssize(options.classes) == stream.outputs()) return options.classes;
    return usage_error("The network has {} outputs, but {} names were given.", stream.outputs(),
                       options.classes.size());
}

Result<Stream> make_stream(const Graph& graph) {
    Stream stream;
    NANONAS_TRY(stream.graph, stream_graph(graph));
    NANONAS_TRY(stream.operations, stream_operations(graph, stream.graph));
    stream.schedule = schedule(stream.graph);
    return stream;
}

}  // namespace

Result<std::vector<GeneratedFile>> generate_stream(const Graph& graph, const CodegenOptions& options) {
    NANONAS_TRY(const Stream stream, make_stream(graph));
    if (options.source) {
        return usage_error(
            "A camera's rows (--source) can be taken by the C of NanoNAS' own chains alone; leave --source "
            "out.");
    }
    NANONAS_TRY(const std::vector<std::string> classes, class_names(stream, options));
    TemplateValues values;
    set_texts(graph, stream, options, values);
    set_conditions(stream, values);
    values.conditions["caller_state"] = options.caller_state;
    values.conditions["named"] = !classes.empty();
    values.texts["tables"] = (classes.empty() ? "" : class_table(classes, options)) +
                             stream_tables(stream.graph, stream.schedule, stream.operations);
    for (const auto& [name, file] : {std::pair{"multiply_high", "multiply_high.c.in"},
                                     {"shift_right", "shift_right.c.in"},
                                     {"exponential", "exponential.c.in"},
                                     {"words", "stream_words.c.in"},
                                     {"run_kernel", "stream_run.c.in"},
                                     {"single_kernel", "stream_single_run.c.in"},
                                     {"products", "stream_products.c.in"}}) {
        NANONAS_TRY(values.texts[name], fill_in(c_text(file), values));
    }
    std::vector<GeneratedFile> files;
    NANONAS_TRY(std::string header, fill_in(c_text("stream.h.in"), values));
    NANONAS_TRY(std::string source, fill_in(c_text("stream.c.in"), values));
    files.push_back({options.name + ".h", std::move(header)});
    files.push_back({options.name + ".c", std::move(source)});
    if (options.example_main) {
        NANONAS_TRY(std::string example, fill_in(c_text("stream_main.c.in"), values));
        files.push_back({"main.c", std::move(example)});
    }
    return files;
}

}  // namespace nanonas
