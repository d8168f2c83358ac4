// SPDX-License-Identifier: MIT
#if defined(NANONAS_KERNELS_LANES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NANONAS_KERNELS_LANES_INL_H_
#undef NANONAS_KERNELS_LANES_INL_H_
#else
#define NANONAS_KERNELS_LANES_INL_H_
#endif

#include "kernels/batch_norm.h"
#include "kernels/pack-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {

using QuarterTag = hn::FixedTag<float, 4>;

// One double a lane, for sums over many rows.
#if HWY_HAVE_FLOAT64
struct Totals {
    using Tag = hn::CappedTag<double, 8>;
    static constexpr int step = hn::MaxLanes(Tag()), vectors = pack_size / step;

    hn::Vec<Tag> totals[vectors];

    HWY_INLINE Totals() { NANONAS_UNROLL for (int v = 0; v < vectors; ++v) totals[v] = hn::Zero(Tag()); }
    HWY_INLINE explicit Totals(const double* HWY_RESTRICT lanes) {
        NANONAS_UNROLL for (int v = 0; v < vectors; ++v) totals[v] = hn::Load(Tag(), lanes + v * step);
    }
    HWY_INLINE void store(double* HWY_RESTRICT lanes) const {
        NANONAS_UNROLL for (int v = 0; v < vectors; ++v) hn::Store(totals[v], Tag(), lanes + v * step);
    }
    HWY_INLINE void add(const float* HWY_RESTRICT row_sums) {
        const hn::Rebind<float, Tag> narrow;
        NANONAS_UNROLL for (int v = 0; v < vectors; ++v) {
            const auto sums = hn::PromoteTo(Tag(), hn::Load(narrow, row_sums + v * step));
            totals[v] = hn::Add(totals[v], sums);
        }
    }
    HWY_INLINE double sum() const {
        hn::Vec<Tag> halves[vectors];
        NANONAS_UNROLL for (int v = 0; v < vectors; ++v) halves[v] = totals[v];
        NANONAS_UNROLL for (int half = vectors / 2; half > 0; half /= 2) {
            NANONAS_UNROLL for (int v = 0; v < half; ++v) halves[v] = hn::Add(halves[v], halves[v + half]);
        }
        alignas(64) double lanes[step];
        hn::Store(halves[0], Tag(), lanes);
        NANONAS_UNROLL for (int half = step / 2; half > 0; half /= 2) {
            NANONAS_UNROLL for (int i = 0; i < half; ++i) lanes[i] += lanes[i + half];
        }
        return lanes[0];
    }
};
#else  // Highway's WebAssembly has no vectors of doubles
struct Totals {
    double totals[pack_size] = {};

    Totals() = default;
    HWY_INLINE explicit Totals(const double* HWY_RESTRICT lanes) {
        for (int i = 0; i < pack_size; ++i) totals[i] = lanes[i];
    }
    HWY_INLINE void store(double* HWY_RESTRICT lanes) const {
        for (int i = 0; i < pack_size; ++i) lanes[i] = totals[i];
    }
    HWY_INLINE void add(const float* HWY_RESTRICT row_sums) {
        for (int i = 0; i < pack_size; ++i) totals[i] += row_sums[i];
    }
    HWY_INLINE double sum() const {
        double lanes[pack_size];
        store(lanes);
        for (int half = pack_size / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; ++i) lanes[i] += lanes[i + half];
        }
        return lanes[0];
    }
};
#endif

// The same in memory: arrays of them fit no registers.
struct LaneTotals {
    alignas(64) double lanes[pack_size];

    // By vectors: what g++ makes of "= {}" takes as long as a small plane's sums.
    LaneTotals() { Totals().store(lanes); }
    HWY_INLINE void add(const float* HWY_RESTRICT row_sums) {
        Totals totals(lanes);
        totals.add(row_sums);
        totals.store(lanes);
    }
    double sum() const { return Totals(lanes).sum(); }
};

using PackSums = Part[parts];

// Sums over rows of the values and products that row(values, products) adds up along the next row.
template <typename Row>
HWY_INLINE ChannelSums sum_rows(int rows, const Row& row) {
    const PartTag d;
    Totals value_totals, product_totals;
    for (; rows > 0; --rows) {
        PackSums values, products;
        NANONAS_UNROLL for (int p = 0; p < parts; ++p) values[p] = products[p] = hn::Zero(d);
        row(values, products);
        alignas(64) float value_sums[pack_size];
        alignas(64) float product_sums[pack_size];
        NANONAS_UNROLL for (int p = 0; p < parts; ++p) {
            hn::Store(values[p], d, value_sums + p * part_lanes);
            hn::Store(products[p], d, product_sums + p * part_lanes);
        }
        value_totals.add(value_sums);
        product_totals.add(product_sums);
    }
    return {value_totals.sum(), product_totals.sum()};
}

// Lanes i, i+4, i+8 and i+12 of a pack in lane i.
HWY_INLINE hn::Vec<QuarterTag> fold_to_quarter(const float* HWY_RESTRICT pack) {
    const QuarterTag d;
    return hn::Add(hn::Add(hn::Load(d, pack), hn::Load(d, pack + 8)),
                   hn::Add(hn::Load(d, pack + 4), hn::Load(d, pack + 12)));
}

HWY_INLINE float reduce_pack(const float* HWY_RESTRICT pack) {
    alignas(16) float q[4];
    hn::Store(fold_to_quarter(pack), QuarterTag(), q);
    return (q[0] + q[2]) + (q[1] + q[3]);
}

// See reduce_lanes in kernels/lanes.h; four packs meet in one vector.
HWY_INLINE void reduce_packs(const float* HWY_RESTRICT packs, int count, float* HWY_RESTRICT out) {
    const QuarterTag d;
    const hn::RepartitionToWide<QuarterTag> pairs;
    const auto low_pairs = [&](auto a, auto b) HWY_ATTR {
        return hn::BitCast(d, hn::InterleaveLower(pairs, hn::BitCast(pairs, a), hn::BitCast(pairs, b)));
    };
    const auto high_pairs = [&](auto a, auto b) HWY_ATTR {
        return hn::BitCast(d, hn::InterleaveUpper(pairs, hn::BitCast(pairs, a), hn::BitCast(pairs, b)));
    };
    int j = 0;
    for (; j + 4 <= count; j += 4, packs += 4 * pack_size) {
        const auto a = fold_to_quarter(packs), b = fold_to_quarter(packs + pack_size);
        const auto e = fold_to_quarter(packs + 2 * pack_size), f = fold_to_quarter(packs + 3 * pack_size);
        // a0+a2 b0+b2 a1+a3 b1+b3
        const auto ab = hn::Add(hn::InterleaveLower(d, a, b), hn::InterleaveUpper(d, a, b));
        const auto ef = hn::Add(hn::InterleaveLower(d, e, f), hn::InterleaveUpper(d, e, f));
        hn::StoreU(hn::Add(low_pairs(ab, ef), high_pairs(ab, ef)), d, out + j);
    }
    for (; j < count; ++j, packs += pack_size) out[j] = reduce_pack(packs);
}

}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
