// SPDX-License-Identifier: MIT
// The passes of variant current: BatchNorm stands after its convolution.
#include "kernels/norm_relu_pool.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/norm_relu_pool.cpp"
#include <hwy/foreach_target.h>

#include "kernels/lanes-inl.h"
#include "kernels/window-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {
namespace {

template <bool Rising>
void pool_channel(const Planes& y, int channel, Affine affine, int samples, const Planes& z) {
    const PartTag d;
    const Part scale = hn::Set(d, affine.scale);
    const LaneConstant shifts(affine.shift, samples);
    const auto row = static_cast<std::ptrdiff_t>(y.row_floats()), next = to_next_windows(y);
    const int height = z.height, width = z.width;
    const float* HWY_RESTRICT from = y.plane(channel);
    float* HWY_RESTRICT to = z.plane(channel);
    for (int r = 0; r < height; ++r, from += next) {
        for (int x = 0; x < width; ++x, from += 2 * pack_size, to += pack_size) {
            NANONAS_UNROLL for (int lane = 0; lane < pack_size; lane += part_lanes) {
                const Part pixel = greatest_of_window<Rising>(from + lane, row);
                hn::Store(hn::Max(hn::MulAdd(pixel, scale, shifts.part(lane)), hn::Zero(d)), d, to + lane);
            }
        }
    }
}

void norm_relu_pool_impl(const Planes& y, int channel, Affine affine, int samples, const Planes& z) {
    (affine.scale < 0 ? pool_channel<false> : pool_channel<true>)(y, channel, affine, samples, z);
}

void norm_relu_mean_impl(const Planes& y, int channel, Affine affine, int samples, float* mean) {
    const PartTag d;
    const Part scale = hn::Set(d, affine.scale);
    const LaneConstant shifts(affine.shift, samples);
    const std::ptrdiff_t pixels = static_cast<std::ptrdiff_t>(y.height) * y.width;
    const Part share = hn::Set(d, 1.0f / static_cast<float>(pixels));
    Part sums[parts];
    NANONAS_UNROLL for (int p = 0; p < parts; ++p) sums[p] = hn::Zero(d);
    const float* HWY_RESTRICT from = y.plane(channel);
    for (std::ptrdiff_t i = 0; i < pixels; ++i, from += pack_size) {
        NANONAS_UNROLL for (int p = 0; p < parts; ++p) {
            const int lane = p * part_lanes;
            const Part v = hn::MulAdd(hn::Load(d, from + lane), scale, shifts.part(lane));
            sums[p] = hn::Add(sums[p], hn::Max(v, hn::Zero(d)));
        }
    }
    NANONAS_UNROLL for (int p = 0; p < parts; ++p)
        hn::Store(hn::Mul(sums[p], share), d, mean + p * part_lanes);
}

ChannelSums norm_relu_mean_sums_impl(const Planes& y, int channel, Affine affine, const float* g) {
    const PartTag d;
    const Part scale = hn::Set(d, affine.scale), shift = hn::Set(d, affine.shift);
    const float* HWY_RESTRICT from = y.plane(channel);
    const int width = y.width;
    return sum_rows(y.height, [&](PackSums& values, PackSums& products) HWY_ATTR {
        for (int x = 0; x < width; ++x, from += pack_size) {
            NANONAS_UNROLL for (int p = 0; p < parts; ++p) {
                const Part v = hn::Load(d, from + p * part_lanes);
                const auto active = hn::Gt(hn::MulAdd(v, scale, shift), hn::Zero(d));
                const Part taken = hn::IfThenElseZero(active, hn::Load(d, g + p * part_lanes));
                values[p] = hn::Add(values[p], taken);
                products[p] = hn::MulAdd(taken, v, products[p]);
            }
        }
    });
}

template <bool Rising>
ChannelSums sums_of_channel(const Planes& y, int channel, const Planes& g) {
    const PartTag d;
    const auto row = static_cast<std::ptrdiff_t>(y.row_floats()), next = to_next_windows(y);
    const int width = g.width;
    const float* HWY_RESTRICT from = y.plane(channel);
    const float* HWY_RESTRICT gradient = g.plane(channel);
    return sum_rows(g.height, [&](PackSums& values, PackSums& products) HWY_ATTR {
        for (int x = 0; x < width; ++x, from += 2 * pack_size, gradient += pack_size) {
            NANONAS_UNROLL for (int p = 0; p < parts; ++p) {
                const Part upstream = hn::Load(d, gradient + p * part_lanes);
                values[p] = hn::Add(values[p], upstream);
                products[p] =
                    hn::MulAdd(upstream, greatest_of_window<Rising>(from + p * part_lanes, row), products[p]);
            }
        }
        from += next;
    });
}

ChannelSums norm_relu_pool_sums_impl(const Planes& y, int channel, Affine affine, const Planes& g) {
    return (affine.scale < 0 ? sums_of_channel<false> : sums_of_channel<true>)(y, channel, g);
}

// -slope y - offset: the gradient of a pixel that is no maximum.
HWY_INLINE void store_rest(float* HWY_RESTRICT y, const LaneConstant& slopes, const LaneConstant& offsets) {
    const PartTag d;
    NANONAS_UNROLL for (int lane = 0; lane < pack_size; lane += part_lanes) {
        hn::Store(hn::NegMulSub(slopes.part(lane), hn::Load(d, y + lane), offsets.part(lane)), d, y + lane);
    }
}

template <bool Rising>
void channel_backward(const Planes& y, int channel, NormGradient gradient, int samples, const Planes& g) {
    const PartTag d;
    const Part gain = hn::Set(d, gradient.scale);
    const LaneConstant slopes(gradient.slope, samples), offsets(gradient.offset, samples);
    const auto row = static_cast<std::ptrdiff_t>(y.row_floats()), next = to_next_windows(y);
    const int height = g.height, width = g.width;
    float* HWY_RESTRICT at = y.plane(channel);
    const float* HWY_RESTRICT from = g.plane(channel);
    for (int r = 0; r < height; ++r, at += next) {
        for (int x = 0; x < width; ++x, at += 2 * pack_size, from += pack_size) {
            NANONAS_UNROLL for (int lane = 0; lane < pack_size; lane += part_lanes) {
                float* const upper = at + lane;
                float* const lower = upper + row;
                const Part a = hn::Load(d, upper), b = hn::Load(d, upper + pack_size);
                const Part e = hn::Load(d, lower), f = hn::Load(d, lower + pack_size);
                const auto takes_upper =
                    becomes_no_less<Rising>(greater_of<Rising>(a, b), greater_of<Rising>(e, f));
                const auto takes_a = becomes_no_less<Rising>(a, b), takes_e = becomes_no_less<Rising>(e, f);
                const Part taken = hn::Mul(gain, hn::Load(d, from + lane));
                const Part above = hn::IfThenElseZero(takes_upper, taken);
                const Part below = hn::IfThenZeroElse(takes_upper, taken);
                const auto store = [&](Part v, Part share, float* to) HWY_ATTR {
                    const Part rest = hn::NegMulSub(slopes.part(lane), v, offsets.part(lane));
                    hn::Store(hn::Add(rest, share), d, to);
                };
                store(a, hn::IfThenElseZero(takes_a, above), upper);
                store(b, hn::IfThenZeroElse(takes_a, above), upper + pack_size);
                store(e, hn::IfThenElseZero(takes_e, below), lower);
                store(f, hn::IfThenZeroElse(takes_e, below), lower + pack_size);
            }
        }
        if (y.width % 2 == 1) {
            store_rest(at, slopes, offsets);
            store_rest(at + row, slopes, offsets);
        }
    }
    if (y.height % 2 == 1) {
        for (int x = 0; x < y.width; ++x) store_rest(at + x * pack_size, slopes, offsets);
    }
}

void norm_relu_pool_backward_impl(const Planes& y, int channel, Affine affine, NormGradient gradient,
                                  int samples, const Planes& g) {
    (affine.scale < 0 ? channel_backward<false> : channel_backward<true>)(y, channel, gradient, samples, g);
}

void norm_relu_mean_backward_impl(const Planes& y, int channel, Affine affine, NormGradient gradient,
                                  int samples, const float* g) {
    const PartTag d;
    const Part scale = hn::Set(d, affine.scale), shift = hn::Set(d, affine.shift);
    const LaneConstant slopes(gradient.slope, samples), offsets(gradient.offset, samples);
    alignas(64) float gained[pack_size];
    for (int i = 0; i < pack_size; ++i) gained[i] = gradient.scale * g[i];
    const std::ptrdiff_t pixels = static_cast<std::ptrdiff_t>(y.height) * y.width;
    float* HWY_RESTRICT at = y.plane(channel);
    for (std::ptrdiff_t i = 0; i < pixels; ++i, at += pack_size) {
        NANONAS_UNROLL for (int lane = 0; lane < pack_size; lane += part_lanes) {
            const Part v = hn::Load(d, at + lane);
            const auto active = hn::Gt(hn::MulAdd(v, scale, shift), hn::Zero(d));
            const Part taken = hn::IfThenElseZero(active, hn::Load(d, gained + lane));
            hn::Store(hn::Add(hn::NegMulSub(slopes.part(lane), v, offsets.part(lane)), taken), d, at + lane);
        }
    }
}

}  // namespace
}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nanonas::kernels {

HWY_EXPORT(norm_relu_pool_impl);
HWY_EXPORT(norm_relu_mean_impl);
HWY_EXPORT(norm_relu_mean_sums_impl);
HWY_EXPORT(norm_relu_pool_sums_impl);
HWY_EXPORT(norm_relu_pool_backward_impl);
HWY_EXPORT(norm_relu_mean_backward_impl);

void norm_relu_pool(const Planes& y, int channel, Affine affine, int samples, const Planes& z) {
    HWY_DYNAMIC_DISPATCH(norm_relu_pool_impl)(y, channel, affine, samples, z);
}

void norm_relu_mean(const Planes& y, int channel, Affine affine, int samples, float* mean) {
    HWY_DYNAMIC_DISPATCH(norm_relu_mean_impl)(y, channel, affine, samples, mean);
}

ChannelSums norm_relu_mean_sums(const Planes& y, int channel, Affine affine, const float* g) {
    return HWY_DYNAMIC_DISPATCH(norm_relu_mean_sums_impl)(y, channel, affine, g);
}

ChannelSums norm_relu_pool_sums(const Planes& y, int channel, Affine affine, const Planes& g) {
    return HWY_DYNAMIC_DISPATCH(norm_relu_pool_sums_impl)(y, channel, affine, g);
}

void norm_relu_pool_backward(const Planes& y, int channel, Affine affine, NormGradient gradient, int samples,
                             const Planes& g) {
    HWY_DYNAMIC_DISPATCH(norm_relu_pool_backward_impl)(y, channel, affine, gradient, samples, g);
}

void norm_relu_mean_backward(const Planes& y, int channel, Affine affine, NormGradient gradient, int samples,
                             const float* g) {
    HWY_DYNAMIC_DISPATCH(norm_relu_mean_backward_impl)(y, channel, affine, gradient, samples, g);
}

}  // namespace nanonas::kernels
#endif
