// SPDX-License-Identifier: MIT
#include "codegen/c_tables.h"

#include <algorithm>
#include <functional>

namespace nanonas {
namespace {

constexpr std::size_t line_length = 112;

// Elements of an indented initialiser, as many on a line as there is room for.
class Lines {
  public:
    void add(std::int64_t value) { add(fmt::format("{},", value)); }
    void add(const std::string& text) {
        if (line_.empty()) {
            line_ = "    " + text;
        } else if (line_.size() + 1 + text.size() > line_length) {
            end_line();
            line_ = "    " + text;
        } else {
            line_ += " " + text;
        }
    }
    void end_line() {
        if (!line_.empty()) lines_ += line_ + "\n";
        line_.clear();
    }
    std::string finish() && {
        end_line();
        return std::move(lines_);
    }

  private:
    std::string lines_, line_;
};

std::string table(std::string_view declaration, const std::function<void(Lines&)>& fill) {
    Lines numbers;
    fill(numbers);
    return fmt::format("static const {} FLASH = {{\n{}}};\n", declaration, std::move(numbers).finish());
}

// FOUR_3(...) for four inputs of a block of three channels; THREE_3, TWO_3 and ONE_3 for what is left.
std::string weight_call(const ConvolutionStage& stage, std::size_t first_out, int size, std::size_t tap,
                        std::size_t count) {
    const std::size_t taps = static_cast<std::size_t>(stage.shape.in_channels) * 9;
    std::string text;
    for (std::size_t t = tap; t < tap + count; ++t) {
        for (std::size_t k = first_out; k < first_out + static_cast<std::size_t>(size); ++k) {
            text += fmt::format("{}{}", text.empty() ? "" : ", ", stage.kernel[k * taps + t]);
        }
    }
    return fmt::format("{}_{}({})", weight_macro_name(static_cast<int>(count)), size, text);
}

std::string weights(const ConvolutionStage& stage, std::size_t index) {
    const Blocks blocks = blocks_of(stage.shape.out_channels);
    const std::size_t taps = static_cast<std::size_t>(stage.shape.in_channels) * 9;
    Lines lines;
    std::size_t first = 0;
    for (int block = 0; block < blocks.count; ++block) {
        const int size = blocks.size(block);
        for (std::size_t tap = 0; tap < taps; tap += 4) {
            lines.add(weight_call(stage, first, size, tap, std::min<std::size_t>(taps - tap, 4)) + ",");
        }
        lines.end_line();
        first += static_cast<std::size_t>(size);
    }
    return fmt::format("static const weight weights_{}[] WORDS FLASH = {{\n{}}};\n", index,
                       std::move(lines).finish());
}

std::string stage_table(const Pipeline& pipeline, const RingPlan& plan) {
    std::string rows;
    int first = 0;
    for (std::size_t i = 0; i < pipeline.stages.size(); ++i) {
        const ConvolutionStage& stage = pipeline.stages[i];
        const Blocks blocks = blocks_of(stage.shape.out_channels);
        const std::string first_channel = pipeline.normalised() ? fmt::format(" {},", first) : "";
        const std::string padding = pipeline.padded() ? fmt::format(" {},", stage.padding) : "";
        rows += fmt::format(
            "    {{weights_{0}, channels_{0}, {1}, {2}, {3}, {4},{5} {6}, {7}, {8}, {9},{10} {11}}},\n", i,
            stage.shape.height, stage.shape.width, stage.shape.in_channels, stage.shape.out_channels,
            first_channel, blocks.count, blocks.wide, blocks.narrow, plan.rows_at_once[i], padding,
            plan.rings[i].offset);
        first += stage.shape.out_channels;
    }
    return fmt::format("static const stage stages[STAGES] FLASH = {{\n{}}};\n", rows);
}

std::string channel_table(const ConvolutionStage& stage, std::size_t index) {
    Lines lines;
    for (std::size_t k = 0; k < stage.bias.size(); ++k) {
        const QuantizedMultiplier multiplier = stage.multipliers[k];
        const int shift = multiplier.shift > 0 ? 32 + multiplier.shift : -multiplier.shift;
        lines.add(fmt::format("CHANNEL({}, {}, {}, {}),", stage.bias[k], stage.odd_weights(k), shift,
                              multiplier.mantissa));
    }
    return fmt::format("static const channel channels_{}[] FLASH = {{\n{}}};\n", index,
                       std::move(lines).finish());
}

}  // namespace

const char* weight_macro_name(int taps) {
    constexpr const char* names[] = {"", "ONE", "TWO", "THREE", "FOUR"};
    return names[taps];
}

int shift_bits(const Pipeline& pipeline) {
    const bool whole_byte = std::ranges::all_of(pipeline.stages, [](const ConvolutionStage& stage) {
        for (std::size_t k = 0; k < stage.bias.size(); ++k) {
            if (std::abs(stage.bias[k]) + 127 * std::abs(stage.odd_weights(k)) >= 1 << 23) return false;
        }
        return true;
    });
    return whole_byte ? 8 : has_left_shifts(pipeline) ? 6 : 5;
}

bool has_left_shifts(const Pipeline& pipeline) {
    return std::ranges::any_of(pipeline.stages, [](const ConvolutionStage& stage) {
        return std::ranges::any_of(stage.multipliers, [](QuantizedMultiplier m) { return m.shift > 0; });
    });
}

std::string convolution_tables(const Pipeline& pipeline, const RingPlan& plan) {
    std::string text =
        "/* Weights by block of output channels; in a block by row, column and input channel, those of its "
        "output\n"
        " * channels side by side. */\n";
    for (std::size_t i = 0; i < pipeline.stages.size(); ++i) {
        text += weights(pipeline.stages[i], i) + channel_table(pipeline.stages[i], i) + "\n";
    }
    return text + "\n" + stage_table(pipeline, plan);
}

std::string norm_tables(const NormLines& lines) {
    const auto numbers_of = [&](std::int32_t Line::*number) {
        return [&lines, number](Lines& numbers) {
            for (const std::vector<Line>& step : lines.steps) {
                for (const Line& line : step) numbers.add(line.*number);
                numbers.end_line();
            }
        };
    };
    return fmt::format("\n#define NORM_STEPS {}\n#define NORM_CHANNELS {}\n#define NORM_SHIFT {}\n",
                       lines.steps.size(), lines.steps[0].size(), lines.shift) +
           table("int32_t norm_slopes[]", numbers_of(&Line::slope)) +
           table("int32_t norm_offsets[]", numbers_of(&Line::offset));
}

std::string dense_tables(const Pipeline& pipeline) {
    const auto features = static_cast<std::size_t>(pipeline.stages.back().shape.out_channels);
    return "\n/* The dense layer, class after class. */\n" +
           table("int8_t dense_weights[]",
                 [&](Lines& numbers) {
                     for (std::size_t i = 0; i < pipeline.dense_kernel.size(); ++i) {
                         numbers.add(pipeline.dense_kernel[i]);
                         if ((i + 1) % features == 0) numbers.end_line();
                     }
                 }) +
           table("int32_t dense_biases[]", [&](Lines& numbers) {
               for (const std::int32_t bias : pipeline.dense_bias) numbers.add(bias);
           });
}

}  // namespace nanonas
