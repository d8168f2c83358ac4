// SPDX-License-Identifier: MIT
#if defined(NANONAS_KERNELS_SQUARES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NANONAS_KERNELS_SQUARES_INL_H_
#undef NANONAS_KERNELS_SQUARES_INL_H_
#else
#define NANONAS_KERNELS_SQUARES_INL_H_
#endif

#include <hwy/highway.h>

#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// 4x4 floats from rows `from_row` apart to rows `to_row` apart.
HWY_INLINE void transpose_square(const float* HWY_RESTRICT from, std::ptrdiff_t from_row,
                                 float* HWY_RESTRICT to, std::ptrdiff_t to_row) {
    const hn::FixedTag<float, 4> d;
    const hn::RepartitionToWide<decltype(d)> pairs;
    const auto a = hn::LoadU(d, from), b = hn::LoadU(d, from + from_row);
    const auto e = hn::LoadU(d, from + 2 * from_row), f = hn::LoadU(d, from + 3 * from_row);
    const auto ab_low = hn::BitCast(pairs, hn::InterleaveLower(d, a, b));
    const auto ab_high = hn::BitCast(pairs, hn::InterleaveUpper(d, a, b));
    const auto ef_low = hn::BitCast(pairs, hn::InterleaveLower(d, e, f));
    const auto ef_high = hn::BitCast(pairs, hn::InterleaveUpper(d, e, f));
    hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, ab_low, ef_low)), d, to);
    hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, ab_low, ef_low)), d, to + to_row);
    hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, ab_high, ef_high)), d, to + 2 * to_row);
    hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, ab_high, ef_high)), d, to + 3 * to_row);
}

}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
