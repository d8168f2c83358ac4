// SPDX-License-Identifier: MIT
#include "kernels/bf16_convolution.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/bf16_convolution.cpp"
#include <hwy/foreach_target.h>

#include "kernels/bf16_products.h"
#include "kernels/epilogue-inl.h"
#include "kernels/grouped_kernel.h"

// The instructions stand beside AVX-512 as Highway has it and don't go with any other target.
#if HWY_TARGET == HWY_AVX3
#undef HWY_TARGET_STR
#define HWY_TARGET_STR HWY_TARGET_STR_AVX3 ",avx512bf16"
#include "kernels/convolution_tiles-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {
namespace {

struct Bf16Products {
    using Element = std::uint32_t;
    using Pixels = __m512i;

    static HWY_INLINE __m512i load(const std::uint32_t* from) { return _mm512_load_si512(from); }
    static HWY_INLINE __m512i broadcast(std::uint32_t weight) {
        return _mm512_set1_epi32(static_cast<int>(weight));
    }
    static HWY_INLINE Part multiply_add(__m512i pixels, __m512i weight, Part sum) {
        return Part{bf16_add_products(sum.raw, pixels, weight)};
    }
    // In the lanes' order, unlike the sums of exact results.
    static double total(const LaneTotals& totals) {
        double total = 0;
        for (const double lane : totals.lanes) total += lane;
        return total;
    }
};

template <int Outputs, int Columns>
constexpr auto shapes() {
    return tile_shapes<Bf16Products, Outputs, 1, Columns>();
}

constexpr TileShapes<Bf16Products> shapes_by_outputs[] = {
    {}, shapes<1, 8>(), shapes<2, 8>(), shapes<3, 8>(), shapes<4, 6>(), shapes<5, 4>(), shapes<6, 4>()};

}  // namespace

void bf16_convolve(const ConvolutionCall& call) {
    const int pairs = (call.in.channels + 1) / 2;
    const auto* weights = reinterpret_cast<const std::uint32_t*>(call.packed);
    convolve_group<Bf16Products>(call, pairs, reinterpret_cast<const std::uint32_t*>(call.scratch),
                                 weights + std::ptrdiff_t{9} * pairs * call.group.first,
                                 shapes_by_outputs[call.group.size()]);
}

}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif

#if HWY_ONCE
namespace nanonas::kernels {
namespace {

std::size_t pairs_of(int channels) {
    return (static_cast<std::size_t>(channels) + 1) / 2;
}

std::size_t paired_kernel_floats(const ConvolutionShape& shape) {
    return pairs_of(shape.in_channels) * static_cast<std::size_t>(shape.out_channels) * 9;
}

// The pairs lie before the floats that they are made of.
std::size_t packed_floats(const ConvolutionShape& shape) {
    return paired_kernel_floats(shape) + grouped_kernel_floats(shape);
}

void pack(const ConvolutionPass& pass, const float* kernel, float* packed) {
    float* floats = packed + paired_kernel_floats(pass.shape);
    group_kernel(pass, kernel, floats);
    auto* to = reinterpret_cast<std::uint32_t*>(packed);
    const int in = pass.shape.in_channels;
    const auto pairs = static_cast<std::ptrdiff_t>(pairs_of(in));
    for (const ChannelRange group : pass.groups) {
        const std::ptrdiff_t channel = std::ptrdiff_t{9} * group.size();
        pair_channels(floats, in, channel, to);
        floats += in * channel;
        to += pairs * channel;
    }
}

std::size_t scratch_floats(const ConvolutionShape& shape) {
    return pairs_of(shape.in_channels) * static_cast<std::size_t>(shape.pixels()) * pack_size;
}

void prepare(const Planes& in, float* scratch) {
    pair_channels(in.data, in.channels, static_cast<std::ptrdiff_t>(in.plane_floats()),
                  reinterpret_cast<std::uint32_t*>(scratch));
}

}  // namespace

const ConvolutionPasses bf16_convolution{
    .gain = bf16_gain,
    .most_outputs = [](const ConvolutionShape& shape) { return shape.width <= 4 ? 6 : 4; },
    .band_rows = [](const ConvolutionShape&) { return 2; },
    .forward_kernel_serves_both = false,
    .packed_floats = packed_floats,
    .pack = pack,
    .scratch_floats = scratch_floats,
    .prepare = prepare,
    .convolve = N_AVX3::bf16_convolve,
};

}  // namespace nanonas::kernels
#endif
