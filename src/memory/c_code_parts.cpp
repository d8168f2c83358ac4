// SPDX-License-Identifier: MIT
// What of the generated C a network switches on. Compilers inline and unroll the loops over blocks in their
// own way for each combination of sizes, so that a combination is one part; what else there is adds up.
#include <set>

#include "nanonas/c_memory.h"

namespace nanonas {
namespace {

// "2 3", then "w" where a stage has blocks of two sizes.
struct BlockSizes {
    std::set<int> sizes;
    bool wide = false;

    void add(const CStage& stage) {
        const Blocks blocks = blocks_of(stage.out_channels);
        if (blocks.wide > 0) sizes.insert(blocks.narrow + 1);
        if (blocks.wide < blocks.count) sizes.insert(blocks.narrow);
        wide = wide || blocks.wide > 0;
    }
    std::string text() const { return fmt::format("{}{}", fmt::join(sizes, " "), wide ? "w" : ""); }
};

std::string loops(const CShape& shape, Optimize optimize) {
    BlockSizes all, across_rows;
    for (const CStage& stage : shape.stages) {
        all.add(stage);
        if (has_loops_of_its_own(stage, optimize)) across_rows.add(stage);
    }
    std::string text = shape.stages.size() > 1 ? "pooled " : "one stage ";
    text += all.text();
    return across_rows.sizes.empty() ? text : text + " rgb " + across_rows.text();
}

std::string lines(const CShape& shape) {
    std::string text = shape.stages.size() > 1 ? "lines, pooled" : "lines, one stage";
    if (shape.changes_input) text += shape.stages.front().in_channels == 1 ? ", grey input" : ", rgb input";
    return text;
}

}  // namespace

std::vector<CCodePart> code_parts(const CShape& shape, Optimize optimize) {
    const RingPlan plan = ring_plan(shape);
    std::vector<CCodePart> parts{{loops(shape, optimize), 1}};
    if (shape.norm_steps > 0) parts.push_back({lines(shape), 1});
    if (shape.norm_steps > 1) parts.push_back({"more than one line", 1});
    if (shape.padded) parts.push_back({"padding", 1});
    if (shape.left_shifts) parts.push_back({"left shifts", 1});
    if (plan.feature_bytes == 4) parts.push_back({"sums of 32 bits", 1});
    if (plan.ring_bytes >= 65536) parts.push_back({"large rings", 1});
    parts.push_back({"each stage", static_cast<double>(shape.stages.size())});
    return parts;
}

}  // namespace nanonas
