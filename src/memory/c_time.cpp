// SPDX-License-Identifier: MIT
#include "nanonas/c_time.h"

#include <algorithm>
#include <map>

#include "memory/c_work_costs.h"
#include "memory/cores.h"

namespace nanonas {
namespace {

// The costs of work are a fit to measured networks. A network of two or more kernels took up to 13 % more
// than the fit says (tests/test_c_time.py), and what --max-ms admits must keep it.
constexpr double reserve = 1.15;

// Kinds of work by name, in an order of their own.
class Counts {
  public:
    void add(const std::string& name, double count) {
        if (count > 0) counts_[name] += count;
    }
    std::vector<CWork> list() const {
        std::vector<CWork> all;
        for (const auto& [name, count] : counts_) all.push_back({name, count});
        return all;
    }

  private:
    std::map<std::string, double> counts_;
};

// Two neighbouring pixels are computed at a time: their windows are laid out, then each block of output
// channels goes through them, then the sums become bytes.
void add_stage(const CShape& shape, std::size_t number, CKernel kernel, Counts& counts) {
    const CStage& stage = shape.stages[number];
    const Blocks blocks = blocks_of(stage.out_channels);
    const double rows = stage.height, pairs_of_row = (stage.width + 1) / 2, pairs = rows * pairs_of_row;
    // Rows of windows that lie outside of the picture are skipped where zeros surround it.
    const bool all_rows = shape.padded || kernel == CKernel::dsp;
    const double window_rows = pairs_of_row * (3 * rows - (all_rows ? 0 : 2));
    const double taps = window_rows * 3 * stage.in_channels;
    const std::string of_three = has_loops_of_its_own(stage, Optimize::speed) ? " of three channels" : "";
    counts.add("row", rows);
    counts.add("pair" + of_three, pairs);
    counts.add("window row" + of_three, window_rows);
    counts.add("tap" + of_three, taps);
    counts.add("tap at a border" + of_three, rows * 9 * stage.in_channels);
    for (const int size : {blocks.narrow + 1, blocks.narrow}) {
        const int many = size > blocks.narrow ? blocks.wide : blocks.count - blocks.wide;
        counts.add(fmt::format("block of {}", size), pairs * many);
        counts.add(fmt::format("tap of a block of {}", size), taps * many);
    }
    const bool last = number + 1 == shape.stages.size();
    counts.add(last ? "channel averaged" : "channel pooled", pairs * stage.out_channels);
    if (shape.norm_steps > 0 && (number > 0 || shape.changes_input))
        counts.add("line", rows * stage.width * stage.in_channels * shape.norm_steps);
}

struct Measured {
    const CoreDescription& core;
    const CWorkCosts& costs;
};

// An emulator that counts cycles needs no assumption of how many an instruction takes.
bool cycles_are_counted(const CoreDescription& core) {
    return core.family == CoreFamily::avr;
}

Result<Measured> measured(std::string_view name) {
    const CoreDescription* core = find_core_description(name);
    const auto knows = [](const CoreDescription& each) {
        return (each.cycles_per_instruction > 0 || cycles_are_counted(each)) &&
               std::ranges::count(c_work_costs(), each.measured_as, &CWorkCosts::core) > 0;
    };
    if (!core || !knows(*core)) {
        return failure("How many cycles C takes on a {} is not known; it is on {}.", name, core_names(knows));
    }
    return Measured{*core, *std::ranges::find(c_work_costs(), core->measured_as, &CWorkCosts::core)};
}

}  // namespace

std::vector<CWork> c_work(const CShape& shape, CKernel kernel) {
    Counts counts;
    const CStage& first = shape.stages.front();
    counts.add("picture", 1);
    counts.add("byte of the picture", static_cast<double>(first.height) * first.width * first.in_channels);
    for (std::size_t i = 0; i < shape.stages.size(); ++i) add_stage(shape, i, kernel, counts);
    counts.add("class", shape.classes);
    counts.add("weight of the dense layer",
               static_cast<double>(shape.classes) * shape.stages.back().out_channels);
    return counts.list();
}

Result<double> c_cycles(const CShape& shape, std::string_view core) {
    NANONAS_TRY(const Measured known, measured(core));
    double all = 0;
    for (const CWork& work : c_work(shape, known.core.kernel)) {
        const auto each = std::ranges::find(known.costs.each, work.name, &CWork::name);
        if (each != known.costs.each.end()) all += work.count * each->count;
    }
    return reserve * (cycles_are_counted(known.core) ? all : all * known.core.cycles_per_instruction);
}

Result<void> c_cycles_known(std::string_view core) {
    return measured(core).map([](const Measured&) {});
}

}  // namespace nanonas
