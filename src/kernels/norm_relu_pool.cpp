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
    for (int r = 0; r < z.height; ++r, to += z.row_floats()) {
        for (int lane = 0; lane < pack_size; lane += part_lanes) {
            const float* HWY_RESTRICT from = y.plane(channel) + 2 * r * row + lane;
            const Part shift = shifts.part(lane);
            for (int x = 0; x < z.width; ++x) {
                const Window w(from + 2 * x * pack_size, row, scale, shift);
                const Part most = hn::Max(hn::Max(w.v[0], w.v[1]), hn::Max(w.v[2], w.v[3]));
                hn::Store(hn::Max(most, hn::Zero(d)), d, to + lane + x * pack_size);
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
    for (int lane = 0; lane < pack_size; lane += part_lanes) {
        const float* HWY_RESTRICT from = y.plane(channel) + lane;
        const Part shift = shifts.part(lane);
        Part sum = hn::Zero(d);
        for (std::ptrdiff_t i = 0; i < pixels; ++i) {
            const Part v = hn::MulAdd(hn::Load(d, from + i * pack_size), scale, shift);
            sum = hn::Add(sum, hn::Max(v, hn::Zero(d)));
        }
        hn::Store(hn::Mul(sum, share), d, mean + lane);
    }
}

ChannelSums norm_relu_mean_sums_impl(const Planes& y, int channel, Affine affine, const float* g) {
    const PartTag d;
    const Part scale = hn::Set(d, affine.scale), shift = hn::Set(d, affine.shift);
    return sum_rows(y.height, [&](int r, int lane, Part& values, Part& products) HWY_ATTR {
        const float* HWY_RESTRICT from = y.plane(channel) + r * y.row_floats() + lane;
        const Part gradient = hn::Load(d, g + lane);
        for (int x = 0; x < y.width; ++x) {
            const Part v = hn::Load(d, from + x * pack_size);
            const auto active = hn::Gt(hn::MulAdd(v, scale, shift), hn::Zero(d));
            const Part taken = hn::IfThenElseZero(active, gradient);
            values = hn::Add(values, taken);
            products = hn::MulAdd(taken, v, products);
        }
    });
}

ChannelSums norm_relu_pool_sums_impl(const Planes& y, int channel, Affine affine, const Planes& z,
                                     const Planes& g) {
    const PartTag d;
    const Part scale = hn::Set(d, affine.scale), shift = hn::Set(d, affine.shift);
    const auto below = static_cast<std::ptrdiff_t>(y.row_floats());
    return sum_rows(z.height, [&](int r, int lane, Part& values, Part& products) HWY_ATTR {
        const float* HWY_RESTRICT from = y.plane(channel) + 2 * r * below + lane;
        const std::ptrdiff_t pooled = r * static_cast<std::ptrdiff_t>(z.row_floats()) + lane;
        for (int x = 0; x < z.width; ++x, from += 2 * pack_size) {
            const Part most = hn::Load(d, z.plane(channel) + pooled + x * pack_size);
            const Part gradient = hn::Load(d, g.plane(channel) + pooled + x * pack_size);
            const Window w(from, below, scale, shift);
            Part v = hn::Load(d, from + below + pack_size);
            v = hn::IfThenElse(hn::Eq(w.v[2], most), hn::Load(d, from + below), v);
            v = hn::IfThenElse(hn::Eq(w.v[1], most), hn::Load(d, from + pack_size), v);
            v = hn::IfThenElse(hn::Eq(w.v[0], most), hn::Load(d, from), v);
            values = hn::Add(values, gradient);
            products = hn::MulAdd(gradient, v, products);
        }
    });
}

// -slope y - offset: the gradient of a pixel that is no maximum.
HWY_INLINE void store_rest(float* HWY_RESTRICT y, Part slope, Part offset) {
    const PartTag d;
    hn::Store(hn::NegMulSub(slope, hn::Load(d, y), offset), d, y);
}

void norm_relu_pool_backward_impl(const Planes& y, int channel, Affine affine, NormGradient gradient,
                                  int samples, const Planes& z, const Planes& g) {
    const PartTag d;
    const Part scale = hn::Set(d, affine.scale), gain = hn::Set(d, gradient.scale);
    const LaneConstant shifts(affine.shift, samples), slopes(gradient.slope, samples);
    const LaneConstant offsets(gradient.offset, samples);
    const auto row = static_cast<std::ptrdiff_t>(y.row_floats());
    for (int lane = 0; lane < pack_size; lane += part_lanes) {
        const Part shift = shifts.part(lane), slope = slopes.part(lane), offset = offsets.part(lane);
        for (int r = 0; r < z.height; ++r) {
            float* HWY_RESTRICT at = y.plane(channel) + 2 * r * row + lane;
            const std::ptrdiff_t pooled = r * static_cast<std::ptrdiff_t>(z.row_floats()) + lane;
            const float* HWY_RESTRICT maxima = z.plane(channel) + pooled;
            const float* HWY_RESTRICT gradients = g.plane(channel) + pooled;
            for (int x = 0; x < z.width; ++x, at += 2 * pack_size) {
                const Part most = hn::Load(d, maxima + x * pack_size);
                Part rest = hn::Mul(gain, hn::Load(d, gradients + x * pack_size));
                const Window w(at, row, scale, shift);
                float* const pixels[4] = {at, at + pack_size, at + row, at + row + pack_size};
                NANONAS_UNROLL for (int i = 0; i < 4; ++i) {
                    const auto first = hn::Eq(w.v[i], most);
                    const Part taken = i == 3 ? rest : hn::IfThenElseZero(first, rest);
                    rest = hn::IfThenZeroElse(first, rest);
                    hn::Store(hn::Add(hn::NegMulSub(slope, hn::Load(d, pixels[i]), offset), taken), d,
                              pixels[i]);
                }
            }
            if (y.width % 2 == 1) {
                store_rest(at, slope, offset);
                store_rest(at + row, slope, offset);
            }
        }
        if (y.height % 2 == 1) {
            float* HWY_RESTRICT at = y.plane(channel) + (y.height - 1) * row + lane;
            for (int x = 0; x < y.width; ++x) store_rest(at + x * pack_size, slope, offset);
        }
    }
}

void norm_relu_mean_backward_impl(const Planes& y, int channel, Affine affine, NormGradient gradient,
                                  int samples, const float* g) {
    const PartTag d;
    const Part scale = hn::Set(d, affine.scale), shift = hn::Set(d, affine.shift);
    const LaneConstant slopes(gradient.slope, samples), offsets(gradient.offset, samples);
    const std::ptrdiff_t pixels = static_cast<std::ptrdiff_t>(y.height) * y.width;
    for (int lane = 0; lane < pack_size; lane += part_lanes) {
        const Part slope = slopes.part(lane), offset = offsets.part(lane);
        const Part gained = hn::Mul(hn::Set(d, gradient.scale), hn::Load(d, g + lane));
        float* HWY_RESTRICT at = y.plane(channel) + lane;
        for (std::ptrdiff_t i = 0; i < pixels; ++i, at += pack_size) {
            const Part v = hn::Load(d, at);
            const auto active = hn::Gt(hn::MulAdd(v, scale, shift), hn::Zero(d));
            hn::Store(hn::Add(hn::NegMulSub(slope, v, offset), hn::IfThenElseZero(active, gained)), d, at);
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
