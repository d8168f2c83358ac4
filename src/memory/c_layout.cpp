// SPDX-License-Identifier: MIT
#include "nanonas/c_layout.h"

#include <algorithm>

namespace nanonas {
namespace {

constexpr std::int64_t blocks_bytes = 32;  // eight words of a 32-bit machine

}  // namespace

Blocks blocks_of(int out_channels) {
    Blocks blocks;
    blocks.count = (out_channels + largest_block - 1) / largest_block;
    blocks.narrow = out_channels / blocks.count;
    blocks.wide = out_channels % blocks.count;
    return blocks;
}

std::vector<std::string> default_class_names(int classes) {
    std::vector<std::string> names;
    for (int i = 0; i < classes; ++i) names.push_back(fmt::format("class {}", i));
    return names;
}

std::int64_t name_bytes(std::span<const std::string> classes) {
    std::int64_t bytes = 0;
    for (const std::string& name : classes) bytes += std::ssize(name) + 1;
    return bytes;
}

CShape c_shape(const Architecture& architecture, std::int64_t names) {
    CShape shape{{}, architecture.classes};
    shape.name_bytes = names > 0 ? names : name_bytes(default_class_names(architecture.classes));
    const std::vector<Layer> all = layers(architecture);
    const std::vector<TensorShape> outputs = shapes(all, architecture.input);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const TensorShape in = input_shape(all[i], outputs, architecture.input);
        if (all[i].kind == LayerKind::convolution) {
            shape.stages.push_back({in.channels, outputs[i].channels, in.height, in.width});
        } else if (all[i].kind == LayerKind::batch_norm && !folds_into_convolution(all, i)) {
            shape.norm_steps = 2;  // a factor and a term
            shape.padded = true;
            if (all[i].input == Layer::picture) shape.changes_input = true;
        }
    }
    return shape;
}

RingPlan ring_plan(const CShape& shape) {
    return ring_plan(shape.stages, shape.changes_input);
}

bool has_wide_blocks(const CShape& shape) {
    return std::ranges::any_of(shape.stages,
                               [](const CStage& stage) { return blocks_of(stage.out_channels).wide > 0; });
}

bool has_loops_of_its_own(const CStage& stage, Optimize optimize) {
    return optimize == Optimize::speed && stage.in_channels == 3;
}

std::vector<CField> state_fields(const CShape& shape, const RingPlan& plan) {
    const auto stages = std::ssize(shape.stages);
    const std::vector<CKernel> thumb1{CKernel::thumb1}, dsp{CKernel::dsp},
        portable{CKernel::portable, CKernel::avr};
    const std::vector<CKernel> cortex_m{CKernel::thumb1, CKernel::dsp};
    const std::string_view left = "sums of products at one of two neighbouring pixels",
                           right = "and at the other";
    return {
        {"int32_t", "left", 4, plan.widest_out, left, cortex_m},
        {"int32_t", "right", 4, plan.widest_out, right, cortex_m},
        {"int32_t", "left", 4, plan.sums_at_once, left, portable},
        {"int32_t", "right", 4, plan.sums_at_once, right, portable},
        {"uint32_t", "patch", 4, plan.patch_words, "windows around both, pair by pair", thumb1},
        {"blocks", "blocks", blocks_bytes, has_wide_blocks(shape) ? 2 : 1, "", thumb1},
        {"uint32_t", "patch", 4, plan.dsp_patch_words, "windows around both", dsp},
        {"uint8_t", "border", 1, plan.dsp_border_bytes, "what windows see beyond the picture", dsp},
        {"uint8_t", "border", 1, plan.border_bytes, "a pixel beyond the picture", portable},
        {plan.feature_bytes == 2 ? "uint16_t" : "uint32_t", "features", plan.feature_bytes, plan.features,
         "each summed up over the last stage's picture"},
        {"uint16_t", "rows", 2, stages, "that each stage has taken in"},
        {"uint8_t", "newest", 1, stages, "the slot of each stage's ring that is being filled"},
        {"uint8_t", "rings", 1, plan.ring_bytes, "the rows that stages still need"},
    };
}

}  // namespace nanonas
