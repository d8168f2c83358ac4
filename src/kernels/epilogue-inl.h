// SPDX-License-Identifier: MIT
// The arithmetic of kernels/convolution_algorithm.h's Epilogue, for one part of the lanes.
#if defined(NANONAS_KERNELS_EPILOGUE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NANONAS_KERNELS_EPILOGUE_INL_H_
#undef NANONAS_KERNELS_EPILOGUE_INL_H_
#else
#define NANONAS_KERNELS_EPILOGUE_INL_H_
#endif

#include "kernels/convolution_algorithm.h"
#include "kernels/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {

HWY_INLINE Part with_bias_relu(Part output, Part bias) {
    return hn::Max(hn::Add(output, bias), hn::Zero(PartTag()));
}

HWY_INLINE Part masked(Part output, Part forward, Part threshold) {
    return hn::IfThenElseZero(hn::Gt(forward, threshold), output);
}

// The two sums of a channel along one row.
struct RowSums {
    Part values, products;

    // The compiler's own constructors lack NEON's target options, so these are written out.
    HWY_INLINE RowSums() {}
    HWY_INLINE RowSums(Part row_values, Part row_products) : values(row_values), products(row_products) {}

    // Sums lie `products_from` floats apart in memory.
    static HWY_INLINE RowSums load(const float* HWY_RESTRICT sums, std::ptrdiff_t products_from) {
        return {hn::Load(PartTag(), sums), hn::Load(PartTag(), sums + products_from)};
    }
    static HWY_INLINE RowSums zero() { return {hn::Zero(PartTag()), hn::Zero(PartTag())}; }
    HWY_INLINE void store(float* HWY_RESTRICT sums, std::ptrdiff_t products_from) const {
        hn::Store(values, PartTag(), sums);
        hn::Store(products, PartTag(), sums + products_from);
    }
    HWY_INLINE void add(Part output, Part factor) {
        values = hn::Add(values, output);
        products = hn::MulAdd(output, factor, products);
    }
};

}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
