// SPDX-License-Identifier: MIT
#include "kernels/direct_convolution.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/direct_convolution.cpp"
#include <hwy/foreach_target.h>

#include "kernels/convolution_tiles-inl.h"
#include "kernels/grouped_kernel.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {
namespace {

struct FloatProducts {
    using Element = float;
    using Pixels = Part;

    static HWY_INLINE Part load(const float* HWY_RESTRICT from) { return hn::Load(PartTag(), from); }
    static HWY_INLINE Part broadcast(float weight) { return hn::Set(PartTag(), weight); }
    static HWY_INLINE Part multiply_add(Part pixels, Part weight, Part sum) {
        return hn::MulAdd(pixels, weight, sum);
    }
    static double total(const LaneTotals& totals) { return totals.sum(); }
};

template <int Outputs, int Rows, int Columns>
constexpr auto shapes() {
    return tile_shapes<FloatProducts, Outputs, Rows, Columns>();
}

// By outputs of a group. Accumulators, a row of pixels and a weight must fit the registers; measured by
// benchmarks/kernels.
#if HWY_TARGET == HWY_AVX2
constexpr TileShapes<FloatProducts> shapes_by_outputs[] = {
    {}, shapes<1, 2, 5>(), shapes<2, 1, 5>(), shapes<3, 1, 3>(), shapes<4, 1, 2>()};
constexpr int most_outputs(int width) {
    return width == 3 || width > 4 ? 3 : 4;  // four outputs of three pixels and a weight are too many
}
#else
constexpr TileShapes<FloatProducts> shapes_by_outputs[] = {{},
                                                           shapes<1, 2, 8>(),
                                                           shapes<2, 2, 5>(),
                                                           shapes<3, 1, 8>(),
                                                           shapes<4, 1, 6>(),
                                                           shapes<5, 1, 4>(),
                                                           shapes<6, 1, 4>()};
constexpr int most_outputs(int width) {
    return width <= 4 ? 6 : 4;
}
#endif

void convolve_impl(const ConvolutionCall& call) {
    const float* weights = call.packed + std::ptrdiff_t{9} * call.in.channels * call.group.first;
    convolve_group<FloatProducts>(call, call.in.channels, call.in.data, weights,
                                  shapes_by_outputs[call.group.size()]);
}

int most_outputs_impl(int width) {
    return most_outputs(width);
}

}  // namespace
}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nanonas::kernels {
namespace {

HWY_EXPORT(convolve_impl);
HWY_EXPORT(most_outputs_impl);

}  // namespace

const ConvolutionPasses direct_convolution{
    .gain = [](const ConvolutionShape&, Precision) { return 1.0; },
    .most_outputs =
        [](const ConvolutionShape& shape) { return HWY_DYNAMIC_DISPATCH(most_outputs_impl)(shape.width); },
    .band_rows = [](const ConvolutionShape&) { return 2; },
    .forward_kernel_serves_both = false,
    .packed_floats = grouped_kernel_floats,
    .pack = group_kernel,
    .scratch_floats = [](const ConvolutionShape&) { return std::size_t{0}; },
    .prepare = nullptr,
    .convolve =
        [](const ConvolutionCall& call) {
            HWY_DYNAMIC_DISPATCH(convolve_impl)
            (call);
        },
};

}  // namespace nanonas::kernels
#endif
