// SPDX-License-Identifier: MIT
/// @file
/// How row-streaming C lays out its tables and its state. What decides a layout is said here once: the C
/// generator writes by it and the memory model counts by it, so that they can't disagree.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nanonas/architecture.h"
#include "nanonas/ring_plan.h"

namespace nanonas {

/// What generated C is compiled for.
enum class Optimize { size, speed };

/// The loops that the C chooses from the compiler's macros (src/codegen/c/kernel_choice.c.in).
enum class CKernel {
    portable,  ///< plain C
    avr,       ///< the same with loops in assembly
    thumb1,    ///< of an Armv6-M
    dsp,       ///< of the DSP extension of an Armv7E-M or Armv8-M
};

/// A stage's output channels are computed in blocks of up to three, as evenly as can be: `wide` blocks of
/// narrow + 1 channels, then blocks of `narrow`.
struct Blocks {
    int wide = 0;    ///< blocks of narrow + 1 channels, which come first
    int narrow = 0;  ///< channels of each other block
    int count = 0;   ///< blocks in all
    /// Channels of block number `block`.
    int size(int block) const { return block < wide ? narrow + 1 : narrow; }
};
/// The fewest blocks that are as even as can be.
Blocks blocks_of(int out_channels);

/// All of a network that decides the layout of its C.
struct CShape {
    std::vector<CStage> stages;   ///< the convolutions
    int classes = 2;              ///< of the dense layer
    int norm_steps = 0;           ///< lines that each byte goes through in front of a convolution
    bool changes_input = false;   ///< the first stage's bytes too
    bool padded = false;          ///< what stands around some stage's input is not 0
    bool left_shifts = false;     ///< some multiplier is 1 or more
    std::int64_t name_bytes = 0;  ///< of the classes' names, each with its end
};

/// "class 0", "class 1" and so on: what C calls classes that nobody named.
std::vector<std::string> default_class_names(int classes);

/// What C keeps of the names: all their bytes, and one that ends each.
std::int64_t name_bytes(std::span<const std::string> classes);

/// Of an architecture before its weights are known: as they nearly always turn out. `names` are the bytes of
/// its classes' names; 0: of default_class_names(). Precondition: constructible(architecture).
CShape c_shape(const Architecture& architecture, std::int64_t names = 0);

/// The rings of all its stages.
RingPlan ring_plan(const CShape& shape);

/// Some stage has blocks of two sizes.
bool has_wide_blocks(const CShape& shape);

/// Whether a kernel may have loops for the stage's input channels alone.
bool has_loops_of_its_own(const CStage& stage, Optimize optimize);

/// One member of the C's state, in the order of its declaration.
struct CField {
    std::string_view type;           ///< "int32_t"; "blocks" is a structure that the C itself declares
    std::string_view name;           ///< as the C calls it
    std::int64_t element_bytes = 0;  ///< of one of `type`
    std::int64_t count = 0;          ///< elements; 0 where a network does without
    std::string_view comment;        ///< what the C says of it
    /// Those that have it.
    std::vector<CKernel> kernels = {CKernel::portable, CKernel::avr, CKernel::thumb1, CKernel::dsp};

    /// Whether the state has it for this kernel.
    bool in(CKernel kernel) const { return std::ranges::find(kernels, kernel) != kernels.end(); }
};
/// All members of the state for any of the kernels.
std::vector<CField> state_fields(const CShape& shape, const RingPlan& plan);

}  // namespace nanonas
