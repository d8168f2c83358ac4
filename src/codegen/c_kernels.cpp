// SPDX-License-Identifier: MIT
#include "codegen/c_kernels.h"

#include "codegen/c_tables.h"
#include "codegen/c_text.h"
#include "codegen/kernel_text.h"

namespace nanonas {
namespace {

// if (size == 3) ...; else ...;
template <typename Call>
std::string choice(const std::set<int>& sizes, int indent, Call call) {
    const std::string margin(static_cast<std::size_t>(indent), ' ');
    if (sizes.empty()) return "";
    if (sizes.size() == 1) return fmt::format("{}{}", margin, call(*sizes.begin()));
    std::string text;
    for (const int size : sizes) {
        const std::string head = size == *sizes.begin()    ? fmt::format("if (size == {})", size)
                                 : size == *sizes.rbegin() ? std::string("else")
                                                           : fmt::format("else if (size == {})", size);
        text += fmt::format("{3}{0}{1}\n{0}    {2}", margin, head, call(size), text.empty() ? "" : "\n");
    }
    return text;
}

std::string for_sizes(const std::set<int>& sizes, std::string (*block)(int)) {
    std::string text;
    for (const int size : sizes) text += fmt::format("{}{}", text.empty() ? "" : "\n", block(size));
    return text;
}

// FOUR_3(a0, a1, a2, b0, ...): the weights of four inputs a, b, c, d for three output channels, by input; in
// a machine with SXTB16 by channel.
constexpr const char* weight_macro_names[] = {"", "ONE", "", "THREE", "FOUR"};  // by taps

std::string weight_macro(int taps, int size, bool by_channel, bool wrapped) {
    std::string parameters, values;
    for (int tap = 0; tap < taps; ++tap) {
        for (int k = 0; k < size; ++k) {
            parameters +=
                fmt::format("{}{}{}", parameters.empty() ? "" : ", ", static_cast<char>('a' + tap), k);
        }
    }
    for (int i = 0; i < taps * size; ++i) {
        const int tap = by_channel ? i % taps : i / size, k = by_channel ? i / taps : i % size;
        const std::string value = fmt::format("{}{}", static_cast<char>('a' + tap), k);
        values += fmt::format(fmt::runtime(wrapped ? "{}W({})" : "{}{}"), i > 0 ? ", " : "", value);
        if (by_channel && taps == 3 && tap == 2) values += ", 0";
    }
    return fmt::format("#define {}_{}({}) \\\n    {}\n", weight_macro_names[taps], size, parameters, values);
}

std::string weight_macros(const std::set<int>& sizes, int taps, bool by_channel, bool wrapped) {
    std::string text;
    for (const int size : sizes) text += weight_macro(taps, size, by_channel, wrapped);
    return text;
}

}  // namespace

std::set<int> block_sizes(const Pipeline& pipeline) {
    std::set<int> sizes;
    for (const ConvolutionStage& stage : pipeline.stages) {
        const Blocks blocks = blocks_of(stage.shape.out_channels);
        for (int block = 0; block < blocks.count; ++block) sizes.insert(blocks.size(block));
    }
    return sizes;
}

std::set<int> special_for_three_channels(const Pipeline& pipeline, Optimize optimize) {
    std::set<int> sizes;
    if (optimize == Optimize::size) return sizes;
    for (const ConvolutionStage& stage : pipeline.stages) {
        const Blocks blocks = blocks_of(stage.shape.out_channels);
        for (int block = 0; stage.shape.in_channels == 3 && block < blocks.count; ++block) {
            sizes.insert(blocks.size(block));
        }
    }
    return sizes;
}

void set_kernel_texts(const Pipeline& pipeline, Optimize optimize, TemplateValues& values) {
    const std::set<int> sizes = block_sizes(pipeline);
    auto& texts = values.texts;
    texts["portable_blocks"] = for_sizes(sizes, portable_block);
    const std::set<int> three_sizes = special_for_three_channels(pipeline, optimize);
    texts["dsp_blocks"] = std::string(c_text("kernel_dsp.c.in")) + for_sizes(sizes, dsp_block) +
                          for_sizes(three_sizes, dsp_block_of_three_channels);
    texts["dsp_choice_of_three"] = choice(three_sizes, 12, [](int size) {
        return fmt::format("w = convolve_{}_of_3(window, w, left, left + (s->right - s->left));", size);
    });
    texts["thumb1_blocks"] = for_sizes(sizes, thumb1_block);
    texts["portable_choice"] = choice(sizes, 8, [](int size) {
        return fmt::format("w = convolve_{}(window, st->in, w, left, left + (s->right - s->left));", size);
    });
    texts["thumb1_choice"] =
        choice(sizes, 4, [](int size) { return fmt::format("convolve_{}(b, both, high, offset);", size); });
    texts["weight_macros"] =
        "#if KERNEL_DSP\n" + weight_macros(sizes, 4, true, false) +
        weight_macros(three_sizes, 3, true, false) + "#else\n" + weight_macros(sizes, 4, false, true) +
        weight_macros(three_sizes, 3, false, true) + "#endif\n" + weight_macros(sizes, 1, false, true);
}

}  // namespace nanonas
