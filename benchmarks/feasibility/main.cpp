// SPDX-License-Identifier: MIT
// Times the feasibility of every (k, c) up to k = 64: MACC, Flash and RAM of a few hundred candidates.
#include <algorithm>
#include <chrono>

#include "nanonas/memory.h"

namespace nanonas {
namespace {

constexpr int rounds = 25;

std::vector<Architecture> candidates(Family family, InputShape input) {
    std::vector<Architecture> all;
    for (int k = 1; k <= 64; ++k) {
        for (Architecture candidate{family, k, 0, input, 10}; constructible(candidate); ++candidate.c) {
            all.push_back(candidate);
        }
    }
    return all;
}

// (3,3) at 50x50x3 with 2 classes, whose MACC and arena are known.
bool right() {
    const Cost known = cost({Family::current, 3, 3, {50, 50, 3}, 2});
    return known.macc == 408750 && known.ram_bytes == 18336;
}

double best_milliseconds(const std::vector<Architecture>& all, const Limits& limits,
                         const CostOptions& options, std::size_t& feasible) {
    double best = 1e9;
    for (int round = 0; round < rounds; ++round) {
        const auto start = std::chrono::steady_clock::now();
        feasible = static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const Architecture& a) {
            return feasibility(a, limits, options).feasible;
        }));
        const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
        best = std::min(best, time.count());
    }
    return best;
}

}  // namespace
}  // namespace nanonas

int main() {
    using namespace nanonas;
    if (!right()) {
        fmt::print(stderr, "The cost of (3,3) is not what it should be.\n");
        return 1;
    }
    const Limits limits = limits_of(find_target("STM32L412KBU3").value());
    for (const Family family : families()) {
        for (InputShape input : {InputShape{50, 50, 3}, InputShape{224, 224, 3}}) {
            const std::vector<Architecture> all = candidates(family, input);
            for (const Runtime runtime : {Runtime::tflm, Runtime::c}) {
                CostOptions options;
                options.runtime = runtime, options.core = "Cortex-M4F";
                std::size_t feasible = 0;
                const double milliseconds = best_milliseconds(all, limits, options, feasible);
                fmt::print("{} {}, runtime {}: {} candidates, {} feasible, {:.2f} ms\n", to_string(family),
                           to_string(input), runtime == Runtime::c ? "c" : "tflm", all.size(), feasible,
                           milliseconds);
            }
        }
    }
    return 0;
}
