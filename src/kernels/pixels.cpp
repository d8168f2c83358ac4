// SPDX-License-Identifier: MIT
#include "kernels/pixels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/pixels.cpp"
#include <hwy/foreach_target.h>

#include "kernels/pack-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {
namespace {

using ByteTag = hn::FixedTag<std::uint8_t, 16>;
using Bytes = hn::Vec<ByteTag>;

// 16x16 bytes: four rounds that interleave row i with row i + 8.
HWY_INLINE void transpose(Bytes (&rows)[16]) {
    const ByteTag d;
    NANONAS_UNROLL for (int round = 0; round < 4; ++round) {
        Bytes mixed[16];
        NANONAS_UNROLL for (int i = 0; i < 8; ++i) {
            mixed[2 * i] = hn::InterleaveLower(d, rows[i], rows[i + 8]);
            mixed[2 * i + 1] = hn::InterleaveUpper(d, rows[i], rows[i + 8]);
        }
        NANONAS_UNROLL for (int i = 0; i < 16; ++i) rows[i] = mixed[i];
    }
}

void pack_pixels_impl(const std::uint8_t* const pictures[pack_size], float scale, const Planes& out) {
    const ByteTag bytes;
    const PartTag d;
    const hn::Rebind<std::uint8_t, PartTag> narrow;
    const hn::Rebind<std::int32_t, PartTag> wide;
    const Part factor = hn::Set(d, scale);
    const auto plane = static_cast<std::ptrdiff_t>(out.plane_floats());
    const int total = out.channels * out.height * out.width;
    float* pixel = out.data;
    int channel = 0;
    for (int first = 0; first < total; first += 16) {
        Bytes rows[16];
        NANONAS_UNROLL for (int i = 0; i < 16; ++i) {
            rows[i] = pictures[i] != nullptr ? hn::LoadU(bytes, pictures[i] + first) : hn::Zero(bytes);
        }
        transpose(rows);
        HWY_ALIGN std::uint8_t columns[16 * pack_size];
        NANONAS_UNROLL for (int i = 0; i < 16; ++i) hn::Store(rows[i], bytes, columns + i * pack_size);
        const int count = total - first < 16 ? total - first : 16;
        for (int i = 0; i < count; ++i) {
            float* to = pixel + channel * plane;
            for (int lane = 0; lane < pack_size; lane += part_lanes) {
                const auto values = hn::PromoteTo(wide, hn::Load(narrow, columns + i * pack_size + lane));
                hn::Store(hn::Mul(hn::ConvertTo(d, values), factor), d, to + lane);
            }
            if (++channel == out.channels) {
                channel = 0;
                pixel += pack_size;
            }
        }
    }
}

}  // namespace
}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nanonas::kernels {

HWY_EXPORT(pack_pixels_impl);

void pack_pixels(const std::uint8_t* const pictures[pack_size], float scale, const Planes& out) {
    HWY_DYNAMIC_DISPATCH(pack_pixels_impl)(pictures, scale, out);
}

}  // namespace nanonas::kernels
#endif
