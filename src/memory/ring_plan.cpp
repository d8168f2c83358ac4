// SPDX-License-Identifier: MIT
#include "nanonas/ring_plan.h"

#include <algorithm>

namespace nanonas {
namespace {

constexpr std::int64_t cheap_patch_words = 27;  // whole windows of three channels

}  // namespace

RingPlan ring_plan(std::span<const CStage> stages, bool changes_input) {
    RingPlan plan;
    for (const CStage& stage : stages) {
        const bool first = plan.rings.empty();
        const Ring ring{first && !changes_input ? 2 : 3, std::int64_t{stage.width} * stage.in_channels,
                        plan.ring_bytes};
        plan.rings.push_back(ring);
        plan.ring_bytes += ring.bytes();
        plan.widest_in = std::max(plan.widest_in, stage.in_channels);
        plan.widest_out = std::max(plan.widest_out, stage.out_channels);
    }
    plan.border_bytes = plan.widest_in;
    plan.sums_at_once = std::min(plan.widest_out, largest_block);
    plan.patch_words = std::max(cheap_patch_words, std::int64_t{3} * plan.widest_in);
    plan.dsp_patch_words = (std::int64_t{9} * plan.widest_in + 3) / 4 * 4;
    plan.dsp_border_bytes = std::int64_t{12} * plan.widest_in + 2;
    for (const CStage& stage : stages)
        plan.rows_at_once.push_back(9 * stage.in_channels <= plan.patch_words ? 3 : 1);
    const CStage& last = stages.back();
    plan.features = last.out_channels;
    plan.feature_bytes = std::int64_t{255} * last.height * last.width <= 65535 ? 2 : 4;
    return plan;
}

}  // namespace nanonas
