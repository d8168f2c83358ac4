// SPDX-License-Identifier: MIT
#include "codegen/norm_lines.h"

#include <numeric>

namespace nanonas {
namespace {

constexpr int largest_shift = 22, smallest_shift = 8, most_steps = 4;

ByteMap identity() {
    ByteMap map;
    std::iota(map.begin(), map.end(), std::uint8_t{0});
    return map;
}

// The lines of one channel: as many operators as possible become one line.
std::optional<std::vector<Line>> lines_of(const std::vector<ChannelMaps>& operators, std::size_t channel,
                                          int shift) {
    std::vector<Line> lines;
    ByteMap pending = identity();
    std::optional<Line> line;
    for (const ChannelMaps& maps : operators) {
        const ByteMap longer = compose(pending, maps[channel]);
        if (const auto fit = line_through(longer, shift)) {
            pending = longer;
            line = fit;
            continue;
        }
        if (line) lines.push_back(*line);
        pending = maps[channel];
        line = line_through(pending, shift);
        if (!line) return std::nullopt;
    }
    if (line) lines.push_back(*line);
    return lines;
}

std::optional<NormLines> with_shift(const Pipeline& pipeline, int shift) {
    std::vector<std::vector<Line>> channels;
    std::size_t steps = 0;
    for (const ConvolutionStage& stage : pipeline.stages) {
        for (int c = 0; c < stage.shape.in_channels; ++c) {
            auto lines = lines_of(stage.before, static_cast<std::size_t>(c), shift);
            if (!lines) return std::nullopt;
            steps = std::max(steps, lines->size());
            channels.push_back(std::move(*lines));
        }
    }
    const Line identity_line{std::int32_t{1} << shift, 0};
    NormLines result{shift, {}};
    for (std::size_t step = 0; step < steps; ++step) {
        std::vector<Line>& row = result.steps.emplace_back();
        for (const std::vector<Line>& lines : channels) {
            row.push_back(step < lines.size() ? lines[step] : identity_line);
        }
    }
    return result;
}

}  // namespace

Result<NormLines> norm_lines(const Pipeline& pipeline) {
    std::optional<NormLines> best;
    for (int shift = largest_shift; shift >= smallest_shift; --shift) {
        auto lines = with_shift(pipeline, shift);
        if (lines && (!best || lines->steps.size() < best->steps.size())) best = std::move(lines);
    }
    if (!best || best->steps.size() > most_steps) {
        return failure(
            "C can't be made of this network: a MUL or ADD in front of a convolution rounds in a way "
            "that no straight line repeats.");
    }
    return std::move(*best);
}

}  // namespace nanonas
