// SPDX-License-Identifier: MIT
#include "codegen/c_tables.h"

#include <algorithm>
#include <functional>

namespace nanonas {
namespace {

constexpr std::size_t line_length = 112;

// Numbers separated by commas, in lines of an indented initialiser.
class NumberLines {
  public:
    void add(std::int64_t value) {
        const std::string text = fmt::format("{},", value);
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

std::string table(std::string_view declaration, const std::function<void(NumberLines&)>& fill) {
    NumberLines numbers;
    fill(numbers);
    return fmt::format("static const {} FLASH = {{\n{}}};\n", declaration, std::move(numbers).finish());
}

// One number for each output channel of all stages.
template <typename Value>
std::string channel_table(const Pipeline& pipeline, std::string_view declaration, Value value) {
    return table(declaration, [&](NumberLines& numbers) {
        for (const ConvolutionStage& stage : pipeline.stages) {
            for (std::size_t k = 0; k < stage.bias.size(); ++k) numbers.add(value(stage, k));
            numbers.end_line();
        }
    });
}

std::string weights(const ConvolutionStage& stage, std::size_t index) {
    const Blocks blocks = blocks_of(stage.shape.out_channels);
    const std::size_t taps = static_cast<std::size_t>(stage.shape.in_channels) * 9;
    return table(fmt::format("weight weights_{}[]", index), [&](NumberLines& numbers) {
        std::size_t first = 0;
        for (int block = 0; block < blocks.count; ++block) {
            const auto size = static_cast<std::size_t>(blocks.size(block));
            for (std::size_t t = 0; t < taps; ++t) {
                for (std::size_t k = first; k < first + size; ++k) numbers.add(stage.kernel[k * taps + t]);
            }
            numbers.end_line();
            first += size;
        }
    });
}

std::string stage_table(const Pipeline& pipeline, const RingPlan& plan) {
    std::string rows;
    int first = 0;
    for (std::size_t i = 0; i < pipeline.stages.size(); ++i) {
        const ConvolutionStage& stage = pipeline.stages[i];
        const Blocks blocks = blocks_of(stage.shape.out_channels);
        const std::string padding = pipeline.padded() ? fmt::format(" {},", stage.padding) : "";
        rows += fmt::format("    {{weights_{}, {}, {}, {}, {}, {}, {}, {},{} {}}},\n", i, stage.shape.height,
                            stage.shape.width, stage.shape.in_channels, stage.shape.out_channels, first,
                            blocks.wide, blocks.narrow, padding, plan.rings[i].offset);
        first += stage.shape.out_channels;
    }
    return fmt::format("static const stage stages[STAGES] FLASH = {{\n{}}};\n", rows);
}

int stored_shift(QuantizedMultiplier multiplier) {
    return multiplier.shift > 0 ? 32 + multiplier.shift : -multiplier.shift;
}

}  // namespace

Blocks blocks_of(int out_channels) {
    constexpr int largest = 4;
    Blocks blocks;
    blocks.count = (out_channels + largest - 1) / largest;
    blocks.narrow = out_channels / blocks.count;
    blocks.wide = out_channels % blocks.count;
    return blocks;
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
    for (std::size_t i = 0; i < pipeline.stages.size(); ++i) text += weights(pipeline.stages[i], i) + "\n";
    text +=
        "/* Of each output channel: a sum of products plus its bias, times multiplier / 2^(31 + shift), is "
        "the "
        "output. */\n";
    text += channel_table(pipeline, "int32_t biases[]",
                          [](const ConvolutionStage& stage, std::size_t k) { return stage.bias[k]; });
    text += channel_table(
        pipeline, "int32_t multipliers[]",
        [](const ConvolutionStage& stage, std::size_t k) { return stage.multipliers[k].mantissa; });
    text += channel_table(pipeline, "uint8_t shifts[]", [](const ConvolutionStage& stage, std::size_t k) {
        return stored_shift(stage.multipliers[k]);
    });
    return text + "\n" + stage_table(pipeline, plan);
}

std::string norm_tables(const NormLines& lines) {
    const auto numbers_of = [&](std::int32_t Line::*number) {
        return [&lines, number](NumberLines& numbers) {
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
                 [&](NumberLines& numbers) {
                     for (std::size_t i = 0; i < pipeline.dense_kernel.size(); ++i) {
                         numbers.add(pipeline.dense_kernel[i]);
                         if ((i + 1) % features == 0) numbers.end_line();
                     }
                 }) +
           table("int32_t dense_biases[]", [&](NumberLines& numbers) {
               for (const std::int32_t bias : pipeline.dense_bias) numbers.add(bias);
           });
}

}  // namespace nanonas
