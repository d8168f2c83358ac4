// SPDX-License-Identifier: MIT
// The passes of variant prime23: BatchNorm stands between the pooling and the convolution.
#include "kernels/pool_norm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/pool_norm.cpp"
#include <hwy/foreach_target.h>

#include "kernels/lanes-inl.h"
#include "kernels/window-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {
namespace {

HWY_INLINE void add_squares(PackSums& values, PackSums& products, int part, Part v) {
    values[part] = hn::Add(values[part], v);
    products[part] = hn::MulAdd(v, v, products[part]);
}

ChannelSums channel_sums_impl(const Planes& x, int channel) {
    const PartTag d;
    const int width = x.width;
    const float* HWY_RESTRICT from = x.plane(channel);
    return sum_rows(x.height, [&](PackSums& values, PackSums& products) HWY_ATTR {
        for (int i = 0; i < width; ++i, from += pack_size) {
            NANONAS_UNROLL for (int p = 0; p < parts; ++p) {
                add_squares(values, products, p, hn::Load(d, from + p * part_lanes));
            }
        }
    });
}

ChannelSums pool_impl(const Planes& y, int channel, const Planes& x) {
    const PartTag d;
    const auto below = static_cast<std::ptrdiff_t>(y.row_floats()), next = to_next_windows(y);
    const int width = x.width;
    const float* HWY_RESTRICT from = y.plane(channel);
    float* HWY_RESTRICT to = x.plane(channel);
    return sum_rows(x.height, [&](PackSums& values, PackSums& products) HWY_ATTR {
        for (int i = 0; i < width; ++i, from += 2 * pack_size, to += pack_size) {
            NANONAS_UNROLL for (int p = 0; p < parts; ++p) {
                const Part most = greatest_of_window<true>(from + p * part_lanes, below);
                hn::Store(most, d, to + p * part_lanes);
                add_squares(values, products, p, most);
            }
        }
        from += next;
    });
}

void norm_impl(const Planes& x, int channel, Affine affine, int samples, const Planes& u) {
    const PartTag d;
    const Part scale = hn::Set(d, affine.scale);
    const LaneConstant shifts(affine.shift, samples);
    const auto pixels = static_cast<std::ptrdiff_t>(x.height) * x.width;
    const float* from = x.plane(channel);
    float* to = u.plane(channel);
    for (std::ptrdiff_t i = 0; i < pixels; ++i, from += pack_size, to += pack_size) {
        NANONAS_UNROLL for (int lane = 0; lane < pack_size; lane += part_lanes) {
            hn::Store(hn::MulAdd(hn::Load(d, from + lane), scale, shifts.part(lane)), d, to + lane);
        }
    }
}

// sums [16] += every pixel.
HWY_INLINE void sum_pixels(const Planes& y, int channel, Part (&sums)[parts]) {
    const PartTag d;
    const auto pixels = static_cast<std::ptrdiff_t>(y.height) * y.width;
    const float* HWY_RESTRICT from = y.plane(channel);
    for (std::ptrdiff_t i = 0; i < pixels; ++i, from += pack_size) {
        NANONAS_UNROLL for (int p = 0; p < parts; ++p) {
            sums[p] = hn::Add(sums[p], hn::Load(d, from + p * part_lanes));
        }
    }
}

void mean_impl(const Planes& y, int channel, float* mean) {
    const PartTag d;
    Part sums[parts];
    NANONAS_UNROLL for (int p = 0; p < parts; ++p) sums[p] = hn::Zero(d);
    sum_pixels(y, channel, sums);
    const Part share = hn::Set(d, 1.0f / static_cast<float>(y.height * y.width));
    NANONAS_UNROLL for (int p = 0; p < parts; ++p)
        hn::Store(hn::Mul(sums[p], share), d, mean + p * part_lanes);
}

double pool_norm_backward_impl(const Planes& y, int channel, NormGradient gradient, int samples,
                               const Planes& x, const Planes& g) {
    const PartTag d;
    const Part gain = hn::Set(d, gradient.scale);
    const LaneConstant slopes(gradient.slope, samples), offsets(gradient.offset, samples);
    const auto row = static_cast<std::ptrdiff_t>(y.row_floats()), next = to_next_windows(y);
    const int width = x.width;
    float* HWY_RESTRICT window = y.plane(channel);
    const float* HWY_RESTRICT maxima = x.plane(channel);
    const float* HWY_RESTRICT gradients = g.plane(channel);
    const auto sums = sum_rows(x.height, [&](PackSums& values, PackSums&) HWY_ATTR {
        for (int i = 0; i < width;
             ++i, window += 2 * pack_size, maxima += pack_size, gradients += pack_size) {
            NANONAS_UNROLL for (int p = 0; p < parts; ++p) {
                const int lane = p * part_lanes;
                float* const at = window + lane;
                const Part most = hn::Load(d, maxima + lane);
                const Part upstream = hn::Load(d, gradients + lane);
                Part rest =
                    hn::MulAdd(gain, upstream, hn::NegMulSub(slopes.part(lane), most, offsets.part(lane)));
                rest = hn::IfThenElseZero(hn::Gt(most, hn::Zero(d)), rest);
                values[p] = hn::Add(values[p], rest);
                float* const pixels[4] = {at, at + pack_size, at + row, at + row + pack_size};
                NANONAS_UNROLL for (int j = 0; j < 4; ++j) {
                    const auto first = hn::Eq(hn::Load(d, pixels[j]), most);
                    hn::Store(j == 3 ? rest : hn::IfThenElseZero(first, rest), d, pixels[j]);
                    rest = hn::IfThenZeroElse(first, rest);
                }
            }
        }
        if (y.width % 2 == 1) {
            NANONAS_UNROLL for (int lane = 0; lane < pack_size; lane += part_lanes) {
                hn::Store(hn::Zero(d), d, window + lane);
                hn::Store(hn::Zero(d), d, window + row + lane);
            }
        }
        window += next;
    });
    if (y.height % 2 == 1) {
        for (std::ptrdiff_t i = 0; i < row; ++i) window[i] = 0.0f;
    }
    return sums.value;
}

double mean_backward_impl(const Planes& y, int channel, const float* g) {
    const PartTag d;
    const int width = y.width;
    float* HWY_RESTRICT at = y.plane(channel);
    const auto sums = sum_rows(y.height, [&](PackSums& values, PackSums&) HWY_ATTR {
        for (int x = 0; x < width; ++x, at += pack_size) {
            NANONAS_UNROLL for (int p = 0; p < parts; ++p) {
                const auto positive = hn::Gt(hn::Load(d, at + p * part_lanes), hn::Zero(d));
                const Part active = hn::IfThenElseZero(positive, hn::Load(d, g + p * part_lanes));
                hn::Store(active, d, at + p * part_lanes);
                values[p] = hn::Add(values[p], active);
            }
        }
    });
    return sums.value;
}

void pool_norm_rows_impl(const Planes& rows, int channel, Affine affine, float* HWY_RESTRICT out) {
    const PartTag d;
    const Part scale = hn::Set(d, affine.scale), shift = hn::Set(d, affine.shift);
    const auto below = static_cast<std::ptrdiff_t>(rows.row_floats());
    const float* HWY_RESTRICT from = rows.plane(channel);
    for (int i = 0; i < rows.width / 2; ++i, from += 2 * pack_size, out += pack_size) {
        NANONAS_UNROLL for (int lane = 0; lane < pack_size; lane += part_lanes) {
            hn::Store(hn::MulAdd(greatest_of_window<true>(from + lane, below), scale, shift), d, out + lane);
        }
    }
}

void add_pixels_impl(const Planes& rows, int channel, float* sums) {
    const PartTag d;
    Part totals[parts];
    NANONAS_UNROLL for (int p = 0; p < parts; ++p) totals[p] = hn::Load(d, sums + p * part_lanes);
    sum_pixels(rows, channel, totals);
    NANONAS_UNROLL for (int p = 0; p < parts; ++p) hn::Store(totals[p], d, sums + p * part_lanes);
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
