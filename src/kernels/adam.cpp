// SPDX-License-Identifier: MIT
#include "kernels/adam.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/adam.cpp"
#include <hwy/foreach_target.h>

#include "kernels/pack-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {
namespace {

void adam_impl(AdamStep step, std::size_t count, const float* HWY_RESTRICT gradient,
               float* HWY_RESTRICT weight, float* HWY_RESTRICT m, float* HWY_RESTRICT v) {
    const PartTag d;
    const Part first = hn::Set(d, 0.1f), second = hn::Set(d, 0.001f), epsilon = hn::Set(d, 1e-7f);
    const Part rate = hn::Set(d, step.rate), decay = hn::Set(d, step.decay);
    for (std::size_t i = 0; i < count; i += part_lanes) {
        const Part g = hn::Load(d, gradient + i), w = hn::Load(d, weight + i);
        Part mean = hn::Load(d, m + i), square = hn::Load(d, v + i);
        mean = hn::MulAdd(first, hn::Sub(g, mean), mean);
        square = hn::MulAdd(second, hn::MulSub(g, g, square), square);
        hn::Store(mean, d, m + i);
        hn::Store(square, d, v + i);
        const Part move = hn::Div(mean, hn::Add(hn::Sqrt(square), epsilon));
        hn::Store(hn::NegMulAdd(rate, move, hn::NegMulAdd(decay, w, w)), d, weight + i);
    }
}

}  // namespace
}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nanonas::kernels {

HWY_EXPORT(adam_impl);

void adam(AdamStep step, std::size_t count, const float* gradient, float* weight, float* m, float* v) {
    HWY_DYNAMIC_DISPATCH(adam_impl)(step, count, gradient, weight, m, v);
}

}  // namespace nanonas::kernels
#endif
