// SPDX-License-Identifier: MIT
// The four pixels of a 2x2 pooling window. They are compared before the affine map that follows, because the
// map keeps the order of values if its scale is not negative (Rising) and reverses it otherwise, rounding
// included.
#if defined(NANONAS_KERNELS_WINDOW_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NANONAS_KERNELS_WINDOW_INL_H_
#undef NANONAS_KERNELS_WINDOW_INL_H_
#else
#define NANONAS_KERNELS_WINDOW_INL_H_
#endif

#include "kernels/pack-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {

// The one of two pixels that the map makes the greater.
template <bool Rising>
HWY_INLINE Part greater_of(Part a, Part b) {
    return Rising ? hn::Max(a, b) : hn::Min(a, b);
}

template <bool Rising>
HWY_INLINE auto becomes_no_less(Part a, Part b) {
    return Rising ? hn::Ge(a, b) : hn::Le(a, b);
}

// The one of a window's pixels that the map makes the greatest. `at` is the first; the row below is `row`
// floats away.
template <bool Rising>
HWY_INLINE Part greatest_of_window(const float* HWY_RESTRICT at, std::ptrdiff_t row) {
    const PartTag d;
    const Part upper = greater_of<Rising>(hn::Load(d, at), hn::Load(d, at + pack_size));
    const Part lower = greater_of<Rising>(hn::Load(d, at + row), hn::Load(d, at + row + pack_size));
    return greater_of<Rising>(upper, lower);
}

// The floats from behind the last window of two rows to the first window of the next two.
inline std::ptrdiff_t to_next_windows(const Planes& y) {
    return static_cast<std::ptrdiff_t>(y.row_floats()) + y.width % 2 * pack_size;
}

}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
