// SPDX-License-Identifier: MIT
#include <algorithm>
#include <optional>
#include <span>

#include "base/out_of_memory.h"
#include "codegen/c_kernels.h"
#include "codegen/c_tables.h"
#include "codegen/c_text.h"
#include "codegen/generate_stream.h"
#include "codegen/kernel_conditions.h"
#include "codegen/names.h"
#include "codegen/norm_lines.h"
#include "codegen/source.h"
#include "codegen/text_template.h"
#include "memory/cores.h"
#include "nanonas/c_memory.h"
#include "nanonas/codegen.h"
#include "nanonas/softmax_limit.h"

namespace nanonas {
namespace {

// Whose loops the C has beside the portable ones; nothing: those of all cores.
std::optional<CKernel> only_kernel(const CodegenOptions& options) {
    const CoreDescription* core = find_core_description(options.core);
    return core ? std::optional(core->kernel) : std::nullopt;
}

bool has_kernel(const CodegenOptions& options, CKernel kernel) {
    return only_kernel(options).value_or(kernel) == kernel;
}

// As KERNEL_THUMB1 and KERNEL_DSP in kernel_choice.c.in.
std::string thumb1_condition(const CodegenOptions& options) {
    if (!has_kernel(options, CKernel::thumb1)) return "0";
    return fmt::format("!defined({}_PORTABLE) && (defined(__ARM_ARCH_6M__) || defined(__ARM_ARCH_8M_BASE__))",
                       upper_case(options.name));
}

std::string dsp_condition(const CodegenOptions& options) {
    if (!has_kernel(options, CKernel::dsp)) return "0";
    return fmt::format(
        "!defined({}_PORTABLE) && defined(__ARM_FEATURE_DSP) && defined(__thumb2__) && "
        "!defined(__ARM_BIG_ENDIAN)",
        upper_case(options.name));
}

std::string members(std::span<const CField> fields, CKernel kernel, const std::string& name) {
    std::string text;
    for (const CField& field : fields) {
        if (!field.in(kernel)) continue;
        const std::string type = field.type == "blocks" ? name + "_blocks" : std::string(field.type);
        text += fmt::format("    {} {}[{}];", type, field.name, field.count);
        if (!field.comment.empty()) text += fmt::format(" /* {} */", field.comment);
        text += "\n";
    }
    return text;
}

// All members of the state; those that not all kernels have stand under the kernels' conditions.
std::string state_members(std::span<const CField> fields, const std::string& name, const std::string& thumb1,
                          const std::string& dsp) {
    const auto common = [](const CField& field) {
        return field.in(CKernel::thumb1) && field.in(CKernel::dsp) && field.in(CKernel::portable);
    };
    std::string text;
    while (!fields.empty()) {
        const bool all = common(fields.front());
        const auto end = std::ranges::find_if(fields, [&](const CField& f) { return common(f) != all; });
        const auto run = fields.first(static_cast<std::size_t>(end - fields.begin()));
        const std::string of_portable = members(run, CKernel::portable, name);
        if (all) {
            text += of_portable;
        } else {
            text += fmt::format("#if {}\n{}", thumb1, members(run, CKernel::thumb1, name));
            const std::string of_dsp = members(run, CKernel::dsp, name);
            if (of_dsp != of_portable) text += fmt::format("#elif {}\n{}", dsp, of_dsp);
            text += fmt::format("#else\n{}#endif\n", of_portable);
        }
        fields = fields.subspan(run.size());
    }
    return text;
}

std::string state_type(const CShape& shape, const RingPlan& plan, const CodegenOptions& options) {
    const std::string condition = thumb1_condition(options);
    return fmt::format(
        "#if {0}\n"
        "/* Blocks of output channels of one size, of a stage that is being computed. */\n"
        "typedef struct {{\n"
        "    const uint32_t *patch, *end; /* the windows */\n"
        "    const uint8_t *weights;      /* of the first block */\n"
        "    int32_t *both;               /* of its first channel */\n"
        "    uint32_t high;               /* bytes from there to the sums of upper halves */\n"
        "    uint32_t count;              /* of blocks */\n"
        "    uint32_t skip, row;          /* bytes of weights to the next block and to the kernel's next row "
        "*/\n"
        "}} {1}_blocks;\n"
        "#endif\n\n"
        "typedef struct {{\n{2}}} {1}_state;\n",
        condition, options.name,
        state_members(state_fields(shape, plan), options.name, condition, dsp_condition(options)));
}

// One name a line, each with its end; C itself adds the last one.
std::string name_table(const std::vector<std::string>& classes) {
    std::string text =
        "/* The classes' names, one behind the end of the other. */\nstatic const char names[] FLASH =";
    for (std::size_t i = 0; i < classes.size(); ++i) {
        const bool last = i + 1 == classes.size();
        text += "\n    " + c_string(last ? classes[i] : classes[i] + '\0');
    }
    return text + ";\n\n";
}

// multiply(sum, multiplier) of graph/fixed_point.h as an expression's parts.
void set_rescale(TemplateValues& values, const std::string& what, std::string_view sum,
                 const Rescale& rescale) {
    const int left = std::max(rescale.multiplier.shift, 0), right = std::max(-rescale.multiplier.shift, 0);
    values.texts[what + "_sum"] =
        left == 0 ? std::string(sum) : fmt::format("(int32_t)((uint32_t){} << {})", sum, left);
    values.texts[what + "_mantissa"] = std::to_string(rescale.multiplier.mantissa);
    values.texts[what + "_right"] = std::to_string(right);
    values.texts[what + "_zero"] = std::to_string(rescale.zero_point);
}

// One line a stage, for the header's comment.
std::string network_table(const Pipeline& pipeline) {
    std::string text = " *     stage                     picture      weights       MACC\n";
    std::int64_t weights = 0, macc = 0;
    for (const ConvolutionStage& stage : pipeline.stages) {
        const CStage& shape = stage.shape;
        text += fmt::format(" *     3x3 convolution {:>3} ->{:>3}  {:>4} x {:<4} {:>8} {:>10}\n",
                            shape.in_channels, shape.out_channels, shape.height, shape.width,
                            stage.kernel.size(), shape.macc());
        weights += std::ssize(stage.kernel);
        macc += shape.macc();
    }
    const auto dense = std::ssize(pipeline.dense_kernel);
    text += fmt::format(" *     dense           {:>3} ->{:>3}               {:>8} {:>10}\n",
                        pipeline.stages.back().shape.out_channels, pipeline.classes(), dense, dense);
    text += fmt::format(" *     in all                                 {:>8} {:>10}\n", weights + dense,
                        macc + dense);
    return text;
}

// No steps where nothing stands in front of the convolutions.
Result<NormLines> lines_of(const Pipeline& pipeline) {
    return pipeline.normalised() ? norm_lines(pipeline) : NormLines{};
}

CShape shape_of(const Pipeline& pipeline, const NormLines& lines, std::span<const std::string> classes) {
    return {pipeline.shapes(),
            pipeline.classes(),
            static_cast<int>(lines.steps.size()),
            !pipeline.stages.front().before.empty(),
            pipeline.padded(),
            has_left_shifts(pipeline),
            name_bytes(classes)};
}

// What the header's comment says of memory: a line a core, from the model that the search limits with.
std::string memory_lines(const CShape& shape, Optimize optimize) {
    std::string text = " *\n *     core           Flash bytes  RAM bytes (stack included)\n";
    for (const CoreDescription& core : known_cores()) {
        const auto memory = c_memory(shape, core.name, optimize);
        if (!memory || core.measured_as != core.name) continue;
        text +=
            fmt::format(" *     {:<15}{:>11}{:>11}\n", core.name, memory->flash_bytes(), memory->ram_bytes());
    }
    return text;
}

TemplateValues template_values(const Pipeline& pipeline, const CShape& shape, const RingPlan& plan,
                               std::size_t longest_name, const CodegenOptions& options) {
    TemplateValues values;
    const CStage& input = pipeline.stages.front().shape;
    const bool pooled = pipeline.stages.size() > 1, normalised = pipeline.normalised();
    const std::string state = options.name + "_state";
    auto& texts = values.texts;
    texts["name"] = options.name;
    texts["NAME"] = upper_case(options.name);
    texts["title"] = fmt::format("A network of {} stages that tells {} classes apart in pictures of {}x{} {}",
                                 pipeline.stages.size(), pipeline.classes(), input.height, input.width,
                                 input.in_channels == 1 ? "grey" : "rgb");
    texts["table"] = network_table(pipeline);
    texts["memory"] = memory_lines(shape, options.optimize);
    texts["height"] = std::to_string(input.height);
    texts["width"] = std::to_string(input.width);
    texts["channels"] = std::to_string(input.in_channels);
    texts["classes"] = std::to_string(pipeline.classes());
    texts["name_bytes"] = std::to_string(longest_name + 1);
    texts["byte_order"] = input.in_channels == 3 ? ", red, green and blue" : "";
    texts["thumb1_condition"] = thumb1_condition(options);
    texts["dsp_condition"] = dsp_condition(options);
    texts["shift_bits"] = std::to_string(shift_bits(pipeline));
    texts["block_sizes"] = has_wide_blocks(shape) ? "2" : "1";
    texts["stages"] = std::to_string(pipeline.stages.size());
    texts["features"] = std::to_string(plan.features);
    texts["input_slots"] = std::to_string(plan.rings.front().slots);
    texts["pooling_words"] = pooled ? ", then 2x2 max pooling but for the last" : "";
    texts["row_and"] = pipeline.padded() ? "row && " : "";
    texts["padding"] = pipeline.padded() ? "st->padding" : "0";
    texts["feature_type"] = fmt::format("uint{}_t", 8 * plan.feature_bytes);
    texts["ring_offset"] = plan.ring_bytes < 65536 ? "uint16_t" : "uint32_t";
    texts["last_row_needed"] = pooled ? " && (i + 1 == STAGES || (y & 1))" : "";
    texts["not_last"] = pooled ? " && i + 1 < STAGES" : "";
    texts["row_words"] = pooled ? "Row y" : "A row";
    texts["row_parameter"] = pooled ? "unsigned i, unsigned y, " : "";
    texts["row_before"] = pooled ? "i, y - 1, " : "";
    texts["row_itself"] = pooled ? "i, y, " : "";
    texts["state_type"] = state_type(shape, plan, options);
    texts["parameter"] = options.caller_state ? state + " *s, " : "";
    texts["parameter_alone"] = options.caller_state ? state + " *s" : "void";
    texts["argument"] = options.caller_state ? "s, " : "";
    texts["argument_alone"] = options.caller_state ? "s" : "";
    texts["state_pointer"] = options.caller_state ? "" : "    state *const s = &network;\n";
    texts["softmax_lowest"] = std::to_string(pipeline.softmax_lowest_difference);
    texts["softmax_left"] = std::to_string(pipeline.softmax.shift);
    texts["softmax_right"] =
        pipeline.classes() == most_softmax_classes ? "headroom > 3 ? 35 - headroom : 31" : "35 - headroom";
    texts["softmax_mantissa"] = std::to_string(pipeline.softmax.mantissa);
    set_rescale(values, "mean", "(int32_t)s->features[k]", pipeline.mean);
    set_rescale(values, "dense", "sum", pipeline.dense);
    values.conditions = {{"caller_state", options.caller_state},
                         {"pooled", pooled},
                         {"normalised", normalised},
                         {"padded", pipeline.padded()},
                         {"own_kernel", !only_kernel(options) || *only_kernel(options) != CKernel::portable},
                         {"avr", has_kernel(options, CKernel::avr) && sums_fit_24_bits(pipeline)},
                         {"wide_blocks", has_wide_blocks(shape)},
                         {"one_block_size", block_sizes(pipeline).size() == 1},
                         {"three_channels", special_for_three_channels(pipeline, options.optimize)},
                         {"input_normalised", !pipeline.stages.front().before.empty()},
                         {"left_shifts", has_left_shifts(pipeline)}};
    return values;
}

// Fills in the texts that others name, in an order in which each has its values.
Result<void> set_parts(TemplateValues& values) {
    for (const auto& [name, file] : {std::pair{"multiply_high", "multiply_high.c.in"},
                                     {"shift_right", "shift_right.c.in"},
                                     {"exponential", "exponential.c.in"},
                                     {"kernel_choice", "kernel_choice.c.in"},
                                     {"avr_kernel", "kernel_avr.c.in"},
                                     {"portable_kernel", "kernel_portable.c.in"},
                                     {"thumb1_kernel", "kernel_thumb1.c.in"},
                                     {"dsp_kernel", "kernel_dsp.c.in"},
                                     {"outlet", "outlet.c.in"},
                                     {"fixed_point", "fixed_point.c.in"},
                                     {"scores", "result.c.in"}}) {
        NANONAS_TRY(values.texts[name], fill_in(c_text(file), values));
    }
    return {};
}

Result<std::vector<std::string>> class_names(const Pipeline& pipeline, std::span<const std::string> given) {
    if (given.empty()) return default_class_names(pipeline.classes());
    std::vector<std::string> classes(given.begin(), given.end());
    if (std::ssize(classes) != pipeline.classes()) {
        return usage_error("The network tells {} classes apart, but {} names were given.", pipeline.classes(),
                           classes.size());
    }
    return classes;
}

Result<std::vector<GeneratedFile>> all_files(const Graph& graph, const CodegenOptions& options) {
    NANONAS_TRY_VOID(check_c_name(options.name));
    const Result<Pipeline> chain = make_pipeline(graph);
    if (!chain && is_missing_memory(chain.error())) return tl::unexpected<Error>(chain.error());
    if (!chain) return generate_stream(graph, options);
    const Pipeline& pipeline = *chain;
    NANONAS_TRY(const std::vector<std::string> classes, class_names(pipeline, options.classes));
    NANONAS_TRY(const NormLines lines, lines_of(pipeline));
    const CShape shape = shape_of(pipeline, lines, classes);
    const RingPlan plan = ring_plan(shape);
    TemplateValues values = template_values(
        pipeline, shape, plan, std::ranges::max(classes, {}, &std::string::size).size(), options);
    std::string tables = name_table(classes) + convolution_tables(pipeline, plan);
    if (pipeline.normalised()) tables += norm_tables(lines);
    values.texts["tables"] = tables + dense_tables(pipeline);
    set_kernel_texts(pipeline, plan.widest_out, values);
    NANONAS_TRY_VOID(set_parts(values));
    std::vector<GeneratedFile> files;
    NANONAS_TRY(std::string header, fill_in(c_text("header.c.in"), values));
    NANONAS_TRY(std::string source, fill_in(c_text("network.c.in"), values));
    files.push_back({options.name + ".h", std::move(header)});
    files.push_back({options.name + ".c", std::move(source)});
    if (options.source) {
        const CStage& input = pipeline.stages.front().shape;
        NANONAS_TRY(std::vector<GeneratedFile> front,
                    generate_source(*options.source, {input.height, input.width, input.in_channels},
                                    options.name, options.caller_state));
        std::ranges::move(front, std::back_inserter(files));
    }
    if (options.example_main) {
        NANONAS_TRY(std::string example, fill_in(c_text("main.c.in"), values));
        files.push_back({"main.c", std::move(example)});
    }
    if (const auto kernel = only_kernel(options)) {
        for (GeneratedFile& file : files) file.content = without_other_kernels(file.content, *kernel);
    }
    return files;
}

}  // namespace

Result<std::vector<GeneratedFile>> generate_c(const Graph& graph, const CodegenOptions& options) {
    return within_memory("Generating C", [&] { return all_files(graph, options); });
}

bool is_chain(const Graph& graph) {
    return make_pipeline(graph).has_value();
}

Result<CShape> c_shape(const Graph& graph, std::span<const std::string> classes) {
    return within_memory("Generating C", [&]() -> Result<CShape> {
        NANONAS_TRY(const Pipeline pipeline, make_pipeline(graph));
        NANONAS_TRY(const NormLines lines, lines_of(pipeline));
        NANONAS_TRY(const std::vector<std::string> names, class_names(pipeline, classes));
        return shape_of(pipeline, lines, names);
    });
}

}  // namespace nanonas
