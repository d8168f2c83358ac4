// SPDX-License-Identifier: MIT
// The passes of variant current: BatchNorm stands after its convolution.
#include "kernels/batch_norm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/norm_relu_pool.cpp"
#include <hwy/foreach_target.h>

#include "kernels/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {
namespace {

// The four pixels of a pooling window at y and the row below, after the affine map.
struct Window {
    Part v[4];

    HWY_INLINE Window(const float* HWY_RESTRICT y, std::ptrdiff_t row, Part scale, Part shift) {
        const PartTag d;
        v[0] = hn::MulAdd(hn::Load(d, y), scale, shift);
        v[1] = hn::MulAdd(hn::Load(d, y + pack_size), scale, shift);
        v[2] = hn::MulAdd(hn::Load(d, y + row), scale, shift);
        v[3] = hn::MulAdd(hn::Load(d, y + row + pack_size), scale, shift);
    }
};

void norm_relu_pool_impl(const Planes& y, int channel, Affine affine, int samples, const Planes& z) {
    const PartTag d;
    const Part scale = hn::Set(d, affine.scale);
    const LaneConstant shifts(affine.shift, samples);
    const auto row = static_cast<std::ptrdiff_t>(y.row_floats());
    float* HWY_RESTRICT to = z.plane(channel);
    for (int r = 0; r < z.height; ++r) {
        const float* HWY_RESTRICT from = y.plane(channel) + 2 * r * row;
        for (int x = 0; x < z.width; ++x, from += 2 * pack_size, to += pack_size) {
            NANONAS_UNROLL for (int lane = 0; lane < pack_size; lane += part_lanes) {
                const Window w(from + lane, row, scale, shifts.part(lane));
                const Part most = hn::Max(hn::Max(w.v[0], w.v[1]), hn::Max(w.v[2], w.v[3]));
                hn::Store(hn::Max(most, hn::Zero(d)), d, to + lane);
            }
        }
    }
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
    return sum_rows(y.height, [&](int r, PackSums& values, PackSums& products) HWY_ATTR {
        const float* HWY_RESTRICT from = y.plane(channel) + r * y.row_floats();
        for (int x = 0; x < y.width; ++x, from += pack_size) {
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

ChannelSums norm_relu_pool_sums_impl(const Planes& y, int channel, Affine affine, const Planes& z,
                                     const Planes& g) {
    const PartTag d;
    const Part scale = hn::Set(d, affine.scale), shift = hn::Set(d, affine.shift);
    const auto below = static_cast<std::ptrdiff_t>(y.row_floats());
    return sum_rows(z.height, [&](int r, PackSums& values, PackSums& products) HWY_ATTR {
        const float* HWY_RESTRICT window = y.plane(channel) + 2 * r * below;
        const float* HWY_RESTRICT maximum = z.plane(channel) + r * z.row_floats();
        const float* HWY_RESTRICT gradient = g.plane(channel) + r * g.row_floats();
        for (int x = 0; x < z.width; ++x) {
            NANONAS_UNROLL for (int p = 0; p < parts; ++p) {
                const std::ptrdiff_t lane = p * part_lanes;
                const float* HWY_RESTRICT from = window + 2 * x * pack_size + lane;
                const Part most = hn::Load(d, maximum + x * pack_size + lane);
                const Part upstream = hn::Load(d, gradient + x * pack_size + lane);
                const Window w(from, below, scale, shift);
                Part v = hn::Load(d, from + below + pack_size);
                v = hn::IfThenElse(hn::Eq(w.v[2], most), hn::Load(d, from + below), v);
                v = hn::IfThenElse(hn::Eq(w.v[1], most), hn::Load(d, from + pack_size), v);
                v = hn::IfThenElse(hn::Eq(w.v[0], most), hn::Load(d, from), v);
                values[p] = hn::Add(values[p], upstream);
                products[p] = hn::MulAdd(upstream, v, products[p]);
            }
        }
    });
}

// -slope y - offset: the gradient of a pixel that is no maximum.
HWY_INLINE void store_rest(float* HWY_RESTRICT y, const LaneConstant& slopes, const LaneConstant& offsets) {
    const PartTag d;
    NANONAS_UNROLL for (int lane = 0; lane < pack_size; lane += part_lanes) {
        hn::Store(hn::NegMulSub(slopes.part(lane), hn::Load(d, y + lane), offsets.part(lane)), d, y + lane);
    }
}

void norm_relu_pool_backward_impl(const Planes& y, int channel, Affine affine, NormGradient gradient,
                                  int samples, const Planes& z, const Planes& g) {
    const PartTag d;
    const Part scale = hn::Set(d, affine.scale), gain = hn::Set(d, gradient.scale);
    const LaneConstant shifts(affine.shift, samples), slopes(gradient.slope, samples);
    const LaneConstant offsets(gradient.offset, samples);
    const auto row = static_cast<std::ptrdiff_t>(y.row_floats());
    for (int r = 0; r < z.height; ++r) {
        float* HWY_RESTRICT window = y.plane(channel) + 2 * r * row;
        const float* HWY_RESTRICT maxima = z.plane(channel) + r * z.row_floats();
        const float* HWY_RESTRICT gradients = g.plane(channel) + r * g.row_floats();
        for (int x = 0; x < z.width; ++x, window += 2 * pack_size) {
            NANONAS_UNROLL for (int lane = 0; lane < pack_size; lane += part_lanes) {
                float* const at = window + lane;
                const Part slope = slopes.part(lane), offset = offsets.part(lane);
                const Part most = hn::Load(d, maxima + x * pack_size + lane);
                Part rest = hn::Mul(gain, hn::Load(d, gradients + x * pack_size + lane));
                const Window w(at, row, scale, shifts.part(lane));
                float* const pixels[4] = {at, at + pack_size, at + row, at + row + pack_size};
                NANONAS_UNROLL for (int i = 0; i < 4; ++i) {
                    const auto first = hn::Eq(w.v[i], most);
                    const Part taken = i == 3 ? rest : hn::IfThenElseZero(first, rest);
                    rest = hn::IfThenZeroElse(first, rest);
                    hn::Store(hn::Add(hn::NegMulSub(slope, hn::Load(d, pixels[i]), offset), taken), d,
                              pixels[i]);
                }
            }
        }
        if (y.width % 2 == 1) {
            store_rest(window, slopes, offsets);
            store_rest(window + row, slopes, offsets);
        }
    }
    if (y.height % 2 == 1) {
        float* HWY_RESTRICT last = y.plane(channel) + (y.height - 1) * row;
        for (int x = 0; x < y.width; ++x) store_rest(last + x * pack_size, slopes, offsets);
    }
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

ChannelSums norm_relu_pool_sums(const Planes& y, int channel, Affine affine, const Planes& z,
                                const Planes& g) {
    return HWY_DYNAMIC_DISPATCH(norm_relu_pool_sums_impl)(y, channel, affine, z, g);
}

void norm_relu_pool_backward(const Planes& y, int channel, Affine affine, NormGradient gradient, int samples,
                             const Planes& z, const Planes& g) {
    HWY_DYNAMIC_DISPATCH(norm_relu_pool_backward_impl)(y, channel, affine, gradient, samples, z, g);
}

void norm_relu_mean_backward(const Planes& y, int channel, Affine affine, NormGradient gradient, int samples,
                             const float* g) {
    HWY_DYNAMIC_DISPATCH(norm_relu_mean_backward_impl)(y, channel, affine, gradient, samples, g);
}

}  // namespace nanonas::kernels
#endif
