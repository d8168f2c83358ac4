// SPDX-License-Identifier: MIT
// The passes of variant prime23: BatchNorm stands between the pooling and the convolution.
#include "kernels/batch_norm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/pool_norm.cpp"
#include <hwy/foreach_target.h>

#include "kernels/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {
namespace {

HWY_INLINE Part window_maximum(const float* HWY_RESTRICT at, std::ptrdiff_t below) {
    const PartTag d;
    const Part upper = hn::Max(hn::Load(d, at), hn::Load(d, at + pack_size));
    return hn::Max(upper, hn::Max(hn::Load(d, at + below), hn::Load(d, at + below + pack_size)));
}

ChannelSums channel_sums_impl(const Planes& x, int channel) {
    const PartTag d;
    return sum_rows(x.height, [&](int r, int lane, Part& values, Part& squares) HWY_ATTR {
        const float* HWY_RESTRICT from = x.plane(channel) + r * x.row_floats() + lane;
        for (int i = 0; i < x.width; ++i) {
            const Part v = hn::Load(d, from + i * pack_size);
            values = hn::Add(values, v);
            squares = hn::MulAdd(v, v, squares);
        }
    });
}

ChannelSums pool_impl(const Planes& y, int channel, const Planes& x) {
    const PartTag d;
    const auto below = static_cast<std::ptrdiff_t>(y.row_floats());
    return sum_rows(x.height, [&](int r, int lane, Part& values, Part& squares) HWY_ATTR {
        const float* HWY_RESTRICT from = y.plane(channel) + 2 * r * below + lane;
        float* HWY_RESTRICT to = x.plane(channel) + r * x.row_floats() + lane;
        for (int i = 0; i < x.width; ++i, from += 2 * pack_size, to += pack_size) {
            const Part most = window_maximum(from, below);
            hn::Store(most, d, to);
            values = hn::Add(values, most);
            squares = hn::MulAdd(most, most, squares);
        }
    });
}

void norm_impl(const Planes& x, int channel, Affine affine, int samples, const Planes& u) {
    const PartTag d;
    const Part scale = hn::Set(d, affine.scale);
    const LaneConstant shifts(affine.shift, samples);
    const auto pixels = static_cast<std::ptrdiff_t>(x.height) * x.width;
    for (int lane = 0; lane < pack_size; lane += part_lanes) {
        const Part shift = shifts.part(lane);
        const float* from = x.plane(channel) + lane;
        float* to = u.plane(channel) + lane;
        for (std::ptrdiff_t i = 0; i < pixels; ++i) {
            hn::Store(hn::MulAdd(hn::Load(d, from + i * pack_size), scale, shift), d, to + i * pack_size);
        }
    }
}

void mean_impl(const Planes& y, int channel, float* mean) {
    const PartTag d;
    const auto pixels = static_cast<std::ptrdiff_t>(y.height) * y.width;
    const Part share = hn::Set(d, 1.0f / static_cast<float>(pixels));
    for (int lane = 0; lane < pack_size; lane += part_lanes) {
        const float* HWY_RESTRICT from = y.plane(channel) + lane;
        Part sum = hn::Zero(d);
        for (std::ptrdiff_t i = 0; i < pixels; ++i) sum = hn::Add(sum, hn::Load(d, from + i * pack_size));
        hn::Store(hn::Mul(sum, share), d, mean + lane);
    }
}

double pool_norm_backward_impl(const Planes& y, int channel, NormGradient gradient, int samples,
                               const Planes& x, const Planes& g) {
    const PartTag d;
    const Part gain = hn::Set(d, gradient.scale);
    const LaneConstant slopes(gradient.slope, samples), offsets(gradient.offset, samples);
    const auto row = static_cast<std::ptrdiff_t>(y.row_floats());
    const auto sums = sum_rows(x.height, [&](int r, int lane, Part& values, Part&) HWY_ATTR {
        const Part slope = slopes.part(lane), offset = offsets.part(lane);
        float* HWY_RESTRICT at = y.plane(channel) + 2 * r * row + lane;
        const std::ptrdiff_t pooled = r * static_cast<std::ptrdiff_t>(x.row_floats()) + lane;
        for (int i = 0; i < x.width; ++i, at += 2 * pack_size) {
            const Part most = hn::Load(d, x.plane(channel) + pooled + i * pack_size);
            const Part upstream = hn::Load(d, g.plane(channel) + pooled + i * pack_size);
            Part rest = hn::MulAdd(gain, upstream, hn::NegMulSub(slope, most, offset));
            rest = hn::IfThenElseZero(hn::Gt(most, hn::Zero(d)), rest);
            values = hn::Add(values, rest);
            float* const pixels[4] = {at, at + pack_size, at + row, at + row + pack_size};
            NANONAS_UNROLL for (int j = 0; j < 4; ++j) {
                const auto first = hn::Eq(hn::Load(d, pixels[j]), most);
                hn::Store(j == 3 ? rest : hn::IfThenElseZero(first, rest), d, pixels[j]);
                rest = hn::IfThenZeroElse(first, rest);
            }
        }
        if (y.width % 2 == 1) {
            hn::Store(hn::Zero(d), d, at);
            hn::Store(hn::Zero(d), d, at + row);
        }
    });
    if (y.height % 2 == 1) {
        float* HWY_RESTRICT last = y.plane(channel) + (y.height - 1) * row;
        for (std::ptrdiff_t i = 0; i < row; ++i) last[i] = 0.0f;
    }
    return sums.value;
}

double mean_backward_impl(const Planes& y, int channel, const float* g) {
    const PartTag d;
    const auto sums = sum_rows(y.height, [&](int r, int lane, Part& values, Part&) HWY_ATTR {
        float* HWY_RESTRICT at = y.plane(channel) + r * y.row_floats() + lane;
        const Part gradient = hn::Load(d, g + lane);
        for (int i = 0; i < y.width; ++i, at += pack_size) {
            const Part active = hn::IfThenElseZero(hn::Gt(hn::Load(d, at), hn::Zero(d)), gradient);
            hn::Store(active, d, at);
            values = hn::Add(values, active);
        }
    });
    return sums.value;
}

void pool_norm_rows_impl(const Planes& rows, int channel, Affine affine, float* HWY_RESTRICT out) {
    const PartTag d;
    const Part scale = hn::Set(d, affine.scale), shift = hn::Set(d, affine.shift);
    const auto below = static_cast<std::ptrdiff_t>(rows.row_floats());
    for (int lane = 0; lane < pack_size; lane += part_lanes) {
        const float* HWY_RESTRICT from = rows.plane(channel) + lane;
        for (int i = 0; i < rows.width / 2; ++i, from += 2 * pack_size) {
            hn::Store(hn::MulAdd(window_maximum(from, below), scale, shift), d, out + lane + i * pack_size);
        }
    }
}

void add_pixels_impl(const Planes& rows, int channel, float* sums) {
    const PartTag d;
    const auto pixels = static_cast<std::ptrdiff_t>(rows.height) * rows.width;
    for (int lane = 0; lane < pack_size; lane += part_lanes) {
        const float* HWY_RESTRICT from = rows.plane(channel) + lane;
        Part sum = hn::Load(d, sums + lane);
        for (std::ptrdiff_t i = 0; i < pixels; ++i) sum = hn::Add(sum, hn::Load(d, from + i * pack_size));
        hn::Store(sum, d, sums + lane);
    }
}

}  // namespace
}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nanonas::kernels {

HWY_EXPORT(channel_sums_impl);
HWY_EXPORT(pool_impl);
HWY_EXPORT(norm_impl);
HWY_EXPORT(mean_impl);
HWY_EXPORT(pool_norm_backward_impl);
HWY_EXPORT(mean_backward_impl);
HWY_EXPORT(pool_norm_rows_impl);
HWY_EXPORT(add_pixels_impl);

ChannelSums channel_sums(const Planes& x, int channel) {
    return HWY_DYNAMIC_DISPATCH(channel_sums_impl)(x, channel);
}

ChannelSums pool(const Planes& y, int channel, const Planes& x) {
    return HWY_DYNAMIC_DISPATCH(pool_impl)(y, channel, x);
}

void norm(const Planes& x, int channel, Affine affine, int samples, const Planes& u) {
    HWY_DYNAMIC_DISPATCH(norm_impl)(x, channel, affine, samples, u);
}

void mean(const Planes& y, int channel, float* mean) {
    HWY_DYNAMIC_DISPATCH(mean_impl)(y, channel, mean);
}

double pool_norm_backward(const Planes& y, int channel, NormGradient gradient, int samples, const Planes& x,
                          const Planes& g) {
    return HWY_DYNAMIC_DISPATCH(pool_norm_backward_impl)(y, channel, gradient, samples, x, g);
}

double mean_backward(const Planes& y, int channel, const float* g) {
    return HWY_DYNAMIC_DISPATCH(mean_backward_impl)(y, channel, g);
}

void pool_norm_rows(const Planes& rows, int channel, Affine affine, float* out) {
    HWY_DYNAMIC_DISPATCH(pool_norm_rows_impl)(rows, channel, affine, out);
}

void add_pixels(const Planes& rows, int channel, float* sums) {
    HWY_DYNAMIC_DISPATCH(add_pixels_impl)(rows, channel, sums);
}

}  // namespace nanonas::kernels
#endif
