// SPDX-License-Identifier: MIT
// Replays recorded candidates on machines of 1 to 64 cores, to choose the search's policy by figures:
// expected wall time and the share of the cores' work that was not needed, means over the recorded seeds.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "policies.h"
#include "record.h"

namespace nanonas {
namespace {

constexpr int core_counts[] = {1, 2, 4, 8, 16, 64};
constexpr double barrier_seconds = 2e-6;  // two cores of one socket
constexpr int batch = 16, epochs = 3;

struct Row {
    std::string name;
    std::function<Policy(const Recorded&)> policy;
    bool preempts = false, shares = false;
};

Row row(std::string name, Policy policy, bool preempts = false, bool shares = false) {
    return {std::move(name), [policy](const Recorded&) { return policy; }, preempts, shares};
}

RiseProbability always(double probability) {
    return [probability](PlanePoint, const PointScore&) { return probability; };
}

std::vector<Row> rows() {
    return {row("only what is needed", only_needed()),
            row("always 1/2", by_probability(always(0.5))),
            row("always 2/3", by_probability(always(2.0 / 3))),
            row("always 9/10", by_probability(always(0.9))),
            row("as the search has it", by_probability(as_the_row_before)),
            row("row before 3/4 .85 .3", by_probability(like_the_row_before(0.75, 0.85, 0.3))),
            row("nearest", nearest()),
            row("..., preempting", by_probability(as_the_row_before), true),
            row("..., cores shared", by_probability(as_the_row_before), false, true),
            row("cores shared alone", only_needed(), false, true),
            {"oracle", oracle}};
}

struct Sum {
    double seconds = 0, busy = 0, used = 0;
};

Result<Sum> over_seeds(const std::vector<Recorded>& all, const std::string& set, const Limits& limits,
                       const Row& row, int cores, int pictures) {
    Sum sum;
    int seeds = 0;
    for (const Recorded& recorded : all) {
        if (recorded.set != set) continue;
        Machine machine{cores, row.preempts, {}};
        if (row.shares) {
            machine.sharing = [&](const Architecture& a, int n) {
                const double seconds = recorded.candidates.at({a.k, a.c}).seconds;
                return channels_divided(a, n, barrier_seconds, seconds * batch / (epochs * pictures));
            };
        }
        NANONAS_TRY(const Simulated one, simulate(recorded, limits, only_needed(), {}));
        NANONAS_TRY(const Simulated run, simulate(recorded, limits, row.policy(recorded), machine));
        if (run.best != one.best) return failure("{} finds another network than one core.", row.name);
        sum.seconds += run.seconds, sum.busy += run.busy_seconds, sum.used += run.used_seconds;
        ++seeds;
    }
    sum.seconds /= seeds;
    return sum;
}

Result<void> print(const std::vector<Recorded>& all, const std::string& set, const std::string& target,
                   int pictures) {
    NANONAS_TRY(const Target found, find_target(target));
    fmt::print("\n{}, {}: seconds (share of the work that was not needed)\n{:<22}", set, target, "cores");
    for (const int cores : core_counts) fmt::print("{:>15}", cores);
    fmt::print("\n");
    for (const Row& row : rows()) {
        fmt::print("{:<22}", row.name);
        for (const int cores : core_counts) {
            NANONAS_TRY(const Sum sum, over_seeds(all, set, limits_of(found), row, cores, pictures));
            fmt::print("{:>15}", fmt::format("{:.2f} ({:.0f} %)", sum.seconds,
                                             100 * std::max(0.0, 1 - sum.used / sum.busy)));
        }
        fmt::print("\n");
    }
    return {};
}

Result<void> work(const std::string& file, int pictures) {
    NANONAS_TRY(const std::vector<Recorded> all, read_recorded(file));
    std::set<std::string> sets;
    for (const Recorded& recorded : all) sets.insert(recorded.set);
    for (const std::string& set : sets) {
        for (const char* target : {"STM32L010RBT6", "STM32L151UCY6DTR", "STM32L412KBU3"}) {
            if (const auto printed = print(all, set, target, pictures); !printed) {
                if (printed.error().kind != ErrorKind::usage) return printed;
                fmt::print("left out: {}\n", printed.error().message);
            }
        }
    }
    return {};
}

}  // namespace
}  // namespace nanonas

int main(int argc, char** argv) {
    using namespace nanonas;
    CLI::App app(
        "Replays recorded candidates on machines of 1 to 64 cores; with --record, records some more first.\n"
        "  benchmark_scheduler\n"
        "  benchmark_scheduler --file new.csv --record vww/train --name vww_coco --seeds 5");
    std::string file = NANONAS_RECORDED, input, target;
    int pictures = 3500;
    RecordOptions options;
    app.add_option("--file", file, "Recorded figures [recorded.csv beside the source]");
    app.add_option("--pictures", pictures,
                   "Training pictures of the recorded sets, for the length of a step");
    app.add_option("--record", options.settings.pictures, "Folder of pictures to record first");
    app.add_option("--name", options.set, "What the file calls these pictures");
    app.add_option("--input", input, "As of nanonas search");
    app.add_option("--target", target, "As of nanonas search");
    app.add_option("--most-kernels", options.most_kernels, "The largest k to record");
    app.add_option("--seeds", options.seeds, "Seeds to record, from 0");
    CLI11_PARSE(app, argc, argv);
    Result<void> done;
    if (!input.empty()) done = apply_setting("input", input, options.settings);
    options.settings.target = target;
    if (done && !options.settings.pictures.empty()) done = record(options, file);
    if (done) done = work(file, pictures);
    if (done) return 0;
    fmt::print(stderr, "benchmark_scheduler: {}\n", done.error().message);
    return 1;
}
