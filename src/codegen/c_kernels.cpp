// SPDX-License-Identifier: MIT
#include "codegen/c_kernels.h"

#include <algorithm>

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

template <typename Block>
std::string for_sizes(const std::set<int>& sizes, Block block) {
    std::string text;
    for (const int size : sizes) text += fmt::format("{}{}", text.empty() ? "" : "\n", block(size));
    return text;
}

// FOUR_3(a0, a1, a2, b0, ...): the weights of four inputs a, b, c, d for three output channels, by input.
std::string weight_macro(int taps, int size, std::string_view values) {
    std::string parameters;
    for (int i = 0; i < taps * size; ++i) {
        parameters += fmt::format("{}{}{}", i > 0 ? ", " : "", static_cast<char>('a' + i / size), i % size);
    }
    return fmt::format("#define {}_{}({}) \\\n    {}\n", weight_macro_name(taps), size, parameters, values);
}

// "W(a0), W(a1)".
std::string weights_by_input(int taps, int size) {
    std::string values;
    for (int i = 0; i < taps * size; ++i) {
        values += fmt::format("{}W({}{})", i > 0 ? ", " : "", static_cast<char>('a' + i / size), i % size);
    }
    return values;
}

// "ODD(b0), EVEN(a0), ODD(d0), EVEN(c0)" and so on for each channel, zeros standing for what is not there.
std::string weights_in_fours(int taps, int size) {
    std::string values;
    for (int k = 0; k < size; ++k) {
        for (const int tap : {1, 0, 3, 2}) {
            const std::string weight =
                tap < taps ? fmt::format("{}{}", static_cast<char>('a' + tap), k) : "0";
            values += fmt::format("{}{}({})", values.empty() ? "" : ", ", tap % 2 ? "ODD" : "EVEN", weight);
        }
    }
    return values;
}

// The numbers of taps that the network's tables have: fours and what is left of each kernel.
std::set<int> tap_counts(const Pipeline& pipeline) {
    std::set<int> counts;
    for (const ConvolutionStage& stage : pipeline.stages) {
        if (stage.shape.in_channels * 9 >= 4) counts.insert(4);
        if (stage.shape.in_channels % 4) counts.insert(stage.shape.in_channels * 9 % 4);
    }
    return counts;
}

std::string weight_macros(const Pipeline& pipeline, std::string (*values)(int, int)) {
    std::string text;
    for (const int taps : tap_counts(pipeline)) {
        for (const int size : block_sizes(pipeline)) text += weight_macro(taps, size, values(taps, size));
    }
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

bool special_for_three_channels(const Pipeline& pipeline, Optimize optimize) {
    return optimize == Optimize::speed &&
           std::ranges::any_of(pipeline.stages,
                               [](const ConvolutionStage& stage) { return stage.shape.in_channels == 3; });
}

bool sums_fit_24_bits(const Pipeline& pipeline) {
    constexpr std::int64_t largest = (1 << 23) - 1;
    return std::ranges::all_of(pipeline.stages, [](const ConvolutionStage& stage) {
        const std::size_t taps = static_cast<std::size_t>(stage.shape.in_channels) * 9;
        for (std::size_t k = 0; k < stage.bias.size(); ++k) {
            std::int64_t magnitude = 0;
            for (std::size_t t = 0; t < taps; ++t) magnitude += std::abs(stage.kernel[k * taps + t]);
            if (255 * magnitude > largest) return false;
        }
        return 3 * stage.shape.in_channels <= 255;
    });
}

void set_kernel_texts(const Pipeline& pipeline, int widest_out, TemplateValues& values) {
    const std::set<int> sizes = block_sizes(pipeline);
    auto& texts = values.texts;
    texts["portable_blocks"] = for_sizes(sizes, portable_block);
    texts["avr_blocks"] = for_sizes(sizes, avr_block);
    texts["dsp_blocks"] = for_sizes(sizes, [&](int size) { return dsp_block(size, widest_out); });
    texts["thumb1_blocks"] = for_sizes(sizes, thumb1_block);
    texts["portable_choice"] = choice(sizes, 8, [](int size) {
        return fmt::format("w = convolve_{}(&both, w, s->left, s->right);", size);
    });
    texts["dsp_choice_wide"] = choice(
        sizes, 8, [](int size) { return fmt::format("w = convolve_{}(&l, w, sums, st->wide);", size); });
    texts["dsp_choice_narrow"] = choice(sizes, 4, [](int size) {
        return fmt::format("convolve_{}(&l, w, sums, (unsigned)(st->blocks - st->wide));", size);
    });
    texts["thumb1_choice"] =
        choice(sizes, 4, [](int size) { return fmt::format("convolve_{}(b, both, high, offset);", size); });
    texts["weight_macros_in_fours"] = weight_macros(pipeline, weights_in_fours);
    texts["weight_macros_by_input"] = weight_macros(pipeline, weights_by_input);
}

}  // namespace nanonas
