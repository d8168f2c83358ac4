// SPDX-License-Identifier: MIT
// Every SIMD source of this room starts from here. A pack of 16 lanes is one vector on AVX-512, two parts on
// AVX2, four on NEON: kernels work on one part at a time, so that the same operations meet in the same order
// everywhere.
#if defined(NANONAS_KERNELS_PACK_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NANONAS_KERNELS_PACK_INL_H_
#undef NANONAS_KERNELS_PACK_INL_H_
#else
#define NANONAS_KERNELS_PACK_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/planes.h"
#include "kernels/unroll.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using PartTag = hn::CappedTag<float, pack_size>;
using Part = hn::Vec<PartTag>;
inline constexpr int part_lanes = HWY_MAX_BYTES / 4 < pack_size ? HWY_MAX_BYTES / 4 : pack_size;
inline constexpr int parts = pack_size / part_lanes;
inline constexpr int registers = HWY_TARGET == HWY_AVX2 ? 16 : 32;

// One value in the lanes in use, zero in the others.
struct LaneConstant {
    alignas(64) float lanes[pack_size];

    LaneConstant(float value, int samples) {
        for (int i = 0; i < pack_size; ++i) lanes[i] = i < samples ? value : 0.0f;
    }
    HWY_INLINE Part part(int lane) const { return hn::Load(PartTag(), lanes + lane); }
};

}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
