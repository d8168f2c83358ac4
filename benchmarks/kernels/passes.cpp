// SPDX-License-Identifier: MIT
#include "passes.h"

#include <algorithm>
#include <cstdio>
#include <functional>

#include "base/random.h"
#include "fma_peak.h"
#include "kernels/buffer.h"
#include "kernels/norm_relu_pool.h"
#include "kernels/pool_norm.h"

namespace nanonas::kernels {
namespace {

// Seconds of some calls, the best of a few runs.
double seconds_of(int calls, const std::function<void()>& run) {
    double best = 1e30;
    for (int i = 0; i < 9; ++i) {
        const double begin = thread_seconds();
        for (int call = 0; call < calls; ++call) run();
        best = std::min(best, thread_seconds() - begin);
    }
    return best;
}

// What the passes move, with one addition a pixel for arithmetic: the bandwidth that they are measured by.
// Half a pack is a vector of AVX2, which fills the ports to the caches as AVX-512's do.
using Half [[gnu::vector_size(32)]] = float;
constexpr int halves = 2;  // of a pack

Half* row(const Planes& planes, int r) {
    return reinterpret_cast<Half*>(planes.data) + halves * r * planes.width;
}

// Reads y, writes z, a quarter of it.
void read_windows(const Planes& y, const Planes& z) {
    Half* to = row(z, 0);
    for (int r = 0; r < z.height; ++r) {
        const Half *upper = row(y, 2 * r), *lower = row(y, 2 * r + 1);
        for (int x = 0; x < z.width; ++x, upper += 2 * halves, lower += 2 * halves, to += halves) {
            to[0] = (upper[0] + upper[2]) + (lower[0] + lower[2]);
            to[1] = (upper[1] + upper[3]) + (lower[1] + lower[3]);
        }
    }
}

// Reads y and g, and z if asked to, writes y.
template <bool ReadsZ>
void update_windows(const Planes& y, const Planes& z, const Planes& g) {
    const Half *first = row(g, 0), *second = row(z, 0);
    for (int r = 0; r < g.height; ++r) {
        Half *upper = row(y, 2 * r), *lower = row(y, 2 * r + 1);
        for (int x = 0; x < g.width; ++x) {
            for (int half = 0; half < halves; ++half) {
                Half sum = *first++;
                if constexpr (ReadsZ) sum += *second++;
                upper[half] += sum;
                upper[half + halves] += sum;
                lower[half] += sum;
                lower[half + halves] += sum;
            }
            upper += 2 * halves, lower += 2 * halves;
        }
    }
}

// Reads and writes y.
void update(const Planes& y) {
    Half *at = row(y, 0), *end = row(y, y.height);
    for (; at != end; at += halves) {
        at[0] += 1.0f;
        at[1] += 1.0f;
    }
}

struct Pass {
    const char* name;
    std::function<void()> run;
    std::function<void()> traffic;  // the same loads and stores
};

}  // namespace

void print_passes() {
    std::printf(
        "passes over one channel; share of the bandwidth of the same loads and stores in %%\n%22s %6s %8s\n",
        "pass", "side", "share");
    for (const int side : {50, 32, 25, 16, 12, 8, 6}) {
        OwnedPlanes y(1, side, side), z(1, side / 2, side / 2), g(1, side / 2, side / 2);
        Random random(1, RandomPurpose::test);
        for (OwnedPlanes* planes : {&y, &z, &g}) {
            for (std::size_t i = 0; i < planes->buffer.size(); ++i) planes->buffer[i] = random.uniform(-1, 1);
        }
        const Affine affine{1.0f, 0.1f};
        const NormGradient gradient{1e-3f, 1e-6f, 1e-6f};  // small: the values stay what they are
        const auto reading = [&] { read_windows(y.planes, z.planes); };
        const Pass passes[] = {
            {"norm, relu, pool", [&] { norm_relu_pool(y.planes, 0, affine, pack_size, z.planes); }, reading},
            {"its gradient",
             [&] { norm_relu_pool_backward(y.planes, 0, affine, gradient, pack_size, g.planes); },
             [&] { update_windows<false>(y.planes, z.planes, g.planes); }},
            {"pool (prime23)", [&] { pool(y.planes, 0, z.planes); }, reading},
            {"its gradient",
             [&] { pool_norm_backward(y.planes, 0, gradient, pack_size, z.planes, g.planes); },
             [&] { update_windows<true>(y.planes, z.planes, g.planes); }},
            {"norm (prime23)", [&] { norm(y.planes, 0, affine, pack_size, y.planes); },
             [&] { update(y.planes); }},
        };
        const int calls = std::max(1, static_cast<int>(4e6 / static_cast<double>(y.buffer.size())));
        for (const Pass& pass : passes) {
            for (std::size_t i = 0; i < y.buffer.size(); ++i) y.buffer[i] = random.uniform(-1, 1);
            std::printf("%22s %6d %8.0f\n", pass.name, side,
                        100 * seconds_of(calls, pass.traffic) / seconds_of(calls, pass.run));
        }
    }
}

}  // namespace nanonas::kernels
