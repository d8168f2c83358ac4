// SPDX-License-Identifier: MIT
#include "kernels/dense.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/dense.cpp"
#include <hwy/foreach_target.h>

#include "kernels/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {
namespace {

// The classes' sums over features stay apart so that eight chains of multiply-adds run at once.
void dense_impl(DenseShape shape, const float* kernel, const float* bias, const float* features,
                float* logits) {
    constexpr int block = 8;
    const PartTag d;
    for (int lane = 0; lane < pack_size; lane += part_lanes) {
        for (int first = 0; first < shape.classes; first += block) {
            const int count = shape.classes - first < block ? shape.classes - first : block;
            const float* rows[block];
            Part sum[block];
            NANONAS_UNROLL for (int j = 0; j < block; ++j) {
                const int row = first + (j < count ? j : 0);
                rows[j] = kernel + static_cast<std::ptrdiff_t>(row) * shape.features;
                sum[j] = hn::Set(d, bias[row]);
            }
            for (int f = 0; f < shape.features; ++f) {
                const Part x = hn::Load(d, features + f * pack_size + lane);
                NANONAS_UNROLL for (int j = 0; j < block; ++j) {
                    sum[j] = hn::MulAdd(x, hn::Set(d, rows[j][f]), sum[j]);
                }
            }
            NANONAS_UNROLL for (int j = 0; j < block; ++j) {
                if (j < count) hn::Store(sum[j], d, logits + (first + j) * pack_size + lane);
            }
        }
    }
}

void dense_backward_impl(DenseShape shape, const float* kernel, const float* features,
                         const float* logits_gradient, float* kernel_gradient, float* bias_gradient,
                         float* features_gradient) {
    constexpr int block = 16;
    const PartTag d;
    HWY_ALIGN float products[block * pack_size];
    reduce_packs(logits_gradient, shape.classes, bias_gradient);
    for (int c = 0; c < shape.classes; ++c) {
        float* to = kernel_gradient + static_cast<std::ptrdiff_t>(c) * shape.features;
        for (int first = 0; first < shape.features; first += block) {
            const int count = shape.features - first < block ? shape.features - first : block;
            for (int i = 0; i < count * pack_size; i += part_lanes) {
                const Part g = hn::Load(d, logits_gradient + c * pack_size + i % pack_size);
                hn::Store(hn::Mul(g, hn::Load(d, features + first * pack_size + i)), d, products + i);
            }
            reduce_packs(products, count, to + first);
        }
    }
    for (int f = 0; f < shape.features; ++f) {
        for (int lane = 0; lane < pack_size; lane += part_lanes) {
            const float* weight = kernel + f;
            Part sum = hn::Zero(d);
            for (int c = 0; c < shape.classes; ++c, weight += shape.features) {
                sum =
                    hn::MulAdd(hn::Load(d, logits_gradient + c * pack_size + lane), hn::Set(d, *weight), sum);
            }
            hn::Store(sum, d, features_gradient + f * pack_size + lane);
        }
    }
}

}  // namespace
}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nanonas::kernels {

HWY_EXPORT(dense_impl);
HWY_EXPORT(dense_backward_impl);

void dense(DenseShape shape, const float* kernel, const float* bias, const float* features, float* logits) {
    HWY_DYNAMIC_DISPATCH(dense_impl)(shape, kernel, bias, features, logits);
}

void dense_backward(DenseShape shape, const float* kernel, const float* features,
                    const float* logits_gradient, float* kernel_gradient, float* bias_gradient,
                    float* features_gradient) {
    HWY_DYNAMIC_DISPATCH(dense_backward_impl)
    (shape, kernel, features, logits_gradient, kernel_gradient, bias_gradient, features_gradient);
}

}  // namespace nanonas::kernels
#endif
