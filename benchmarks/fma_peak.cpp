// SPDX-License-Identifier: MIT
#include "fma_peak.h"

#include <time.h>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fma_peak.cpp"
#include <hwy/foreach_target.h>

#include "kernels/pack-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {
namespace {

constexpr int chains = 12;

// Returns a sum so that nothing is left out.
float multiply_add(long rounds, double& flops) {
    const PartTag d;
    Part sum[chains];
    NANONAS_UNROLL for (int i = 0; i < chains; ++i) sum[i] = hn::Set(d, static_cast<float>(i));
    const Part factor = hn::Set(d, 0.9999f), addend = hn::Set(d, 0.5f);
    for (long r = 0; r < rounds; ++r) {
        NANONAS_UNROLL for (int i = 0; i < chains; ++i) sum[i] = hn::MulAdd(sum[i], factor, addend);
    }
    flops = 2.0 * chains * part_lanes * static_cast<double>(rounds);
    Part total = sum[0];
    NANONAS_UNROLL for (int i = 1; i < chains; ++i) total = hn::Add(total, sum[i]);
    return hn::GetLane(total);
}

}  // namespace
}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nanonas {
namespace kernels {

HWY_EXPORT(multiply_add);

double multiply_add_rate() {
    double best = 0;
    volatile float sink = 0;
    for (int run = 0; run < 9; ++run) {
        double flops = 0;
        const double begin = thread_seconds();
        sink = HWY_DYNAMIC_DISPATCH(multiply_add)(2000000, flops);
        const double rate = flops / (thread_seconds() - begin);
        best = rate > best ? rate : best;
    }
    (void)sink;
    return best;
}

}  // namespace kernels

double thread_seconds() {
    timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double fma_peak() {
    return kernels::multiply_add_rate();
}

}  // namespace nanonas
#endif
