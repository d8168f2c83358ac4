// SPDX-License-Identifier: MIT
/// @file
/// Where row-streaming C keeps the rows that it still needs. The plan is made here once: the model of the C's
/// memory and the C generator both read it, so that they can't disagree.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace nanonas {

/// A stage of row-streaming C: a 3x3 convolution with stride 1 and zero padding, so that its input and output
/// planes are equally large. Stages after the first take the 2x2 max pooling of the stage before.
struct CStage {
    int in_channels = 0;   ///< of the input plane
    int out_channels = 0;  ///< kernels
    int height = 0;        ///< of both planes, pixels
    int width = 0;         ///< of both planes, pixels

    /// Multiply-accumulates: 9 in out height width.
    std::int64_t macc() const { return std::int64_t{9} * in_channels * out_channels * height * width; }
};

/// A stage's input rows, [slot][column][channel], used in turn.
struct Ring {
    int slots = 0;               ///< rows
    std::int64_t row_bytes = 0;  ///< of one of them
    std::int64_t offset = 0;     ///< of its first byte from the start of all rings

    /// Of all its rows.
    std::int64_t bytes() const { return slots * row_bytes; }
};

/// All buffers of a network's C, whatever its kernel.
struct RingPlan {
    std::vector<Ring> rings;        ///< one a stage
    std::int64_t ring_bytes = 0;    ///< of all of them
    std::int64_t border_bytes = 0;  ///< a pixel that windows see beyond the picture
    int sums_at_once = 0;  ///< output channels whose sums of products are kept until they become bytes
    /// By stage, the rows of a window that the Cortex-M0's kernel lays out at a time: all 3, or 1 where the
    /// whole window would be large. That kernel packs each pair of pixels into one word and needs no border.
    /// Like the kernel for the DSP extension, it keeps the sums of all channels until they become bytes.
    std::vector<int> rows_at_once;
    std::int64_t patch_words = 0;  ///< words of the largest window that the Cortex-M0's kernel lays out
    /// Words of the largest window that the kernel for the DSP extension lays out: four for each four bytes.
    std::int64_t dsp_patch_words = 0;
    /// Bytes of the border that the kernel for the DSP extension reads beyond the picture: three rows of four
    /// columns, and a spare byte at both ends, because it reads a word where a one-channel window has three
    /// bytes.
    std::int64_t dsp_border_bytes = 0;
    int widest_in = 0;      ///< input channels of the widest stage
    int widest_out = 0;     ///< output channels of the widest stage
    int features = 0;       ///< output channels of the last stage
    int feature_bytes = 2;  ///< of one feature's sum over the last stage's picture: 2 or 4
};

/// Output channels are computed in blocks of so many at most.
constexpr int largest_block = 3;

/// A 3x3 convolution needs the rows above, at and below its output row: three slots. The first stage reads
/// the newest row where the caller has it and keeps two, unless each byte is changed on its way in
/// (`changes_input`, as BatchNorm before the first convolution does).
RingPlan ring_plan(std::span<const CStage> stages, bool changes_input);

}  // namespace nanonas
