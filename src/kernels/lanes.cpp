// SPDX-License-Identifier: MIT
#include "kernels/lanes.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/lanes.cpp"
#include <hwy/foreach_target.h>

#include "kernels/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {
namespace {

void reduce_lanes_impl(const float* sums, int count, float* out) {
    reduce_packs(sums, count, out);
}

}  // namespace
}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nanonas::kernels {

HWY_EXPORT(reduce_lanes_impl);

void reduce_lanes(const float* sums, int count, float* out) {
    HWY_DYNAMIC_DISPATCH(reduce_lanes_impl)(sums, count, out);
}

}  // namespace nanonas::kernels
#endif
